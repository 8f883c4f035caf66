from . import (
    corpus as corpus,
    corpus_cache as corpus_cache,
    dates as dates,
    download as download,
    plain_pickle as plain_pickle,
    readers as readers,
    reviews as reviews,
    sequences as sequences,
    tables as tables,
    text_tables as text_tables,
    texts as texts,
    vocabulary as vocabulary,
)
from .dates import draw_dates as draw_dates, write_date as write_date
from .reviews import (
    ReviewDataset as ReviewDataset,
    load_imdb as load_imdb,
    load_reviews as load_reviews,
    load_sample as load_sample,
    pad_reviews as pad_reviews,
    review_lengths as review_lengths,
)
from .sequences import (
    bits_to_count as bits_to_count,
    encode_text as encode_text,
    load_verses as load_verses,
    pad_behind as pad_behind,
    pattern_sequences as pattern_sequences,
    quoted_letters as quoted_letters,
    sine_waves as sine_waves,
    text_windows as text_windows,
    two_pulses as two_pulses,
)
from .vocabulary import (
    Vocabulary as Vocabulary,
    decode_review as decode_review,
    encode_review as encode_review,
)
