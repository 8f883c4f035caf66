from . import (
    corpus as corpus,
    corpus_cache as corpus_cache,
    dates as dates,
    download as download,
    labelled_tables as labelled_tables,
    padding as padding,
    plain_pickle as plain_pickle,
    readers as readers,
    reviews as reviews,
    sequences as sequences,
    series as series,
    tables as tables,
    texts as texts,
    vocabulary as vocabulary,
)
from .dates import draw_dates as draw_dates, write_date as write_date
from .padding import (
    pad_reviews as pad_reviews,
    review_lengths as review_lengths,
)
from .reviews import (
    ReviewDataset as ReviewDataset,
    load_imdb as load_imdb,
    load_reviews as load_reviews,
    load_sample as load_sample,
)
from .sequences import (
    bits_to_count as bits_to_count,
    carried_pieces as carried_pieces,
    encode_text as encode_text,
    load_shakespeare as load_shakespeare,
    load_verses as load_verses,
    pad_behind as pad_behind,
    pattern_sequences as pattern_sequences,
    quoted_letters as quoted_letters,
    sine_waves as sine_waves,
    text_windows as text_windows,
    two_pulses as two_pulses,
)
from .series import (
    Series as Series,
    best_tank_forecast as best_tank_forecast,
    load_co2 as load_co2,
    series_windows as series_windows,
    tank_levels as tank_levels,
    thin_out as thin_out,
)
from .vocabulary import (
    Vocabulary as Vocabulary,
    decode_review as decode_review,
    encode_review as encode_review,
)
