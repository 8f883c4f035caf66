from . import (
    cells as cells,
    checking as checking,
    distances as distances,
    forecasting as forecasting,
    linear as linear,
    ngrams as ngrams,
    reviews as reviews,
    tasks as tasks,
    training as training,
)
from .cells import (
    Gradients as Gradients,
    gru_backward as gru_backward,
    gru_forward as gru_forward,
    gru_step as gru_step,
    lstm_backward as lstm_backward,
    lstm_forward as lstm_forward,
    lstm_step as lstm_step,
    rnn_backward as rnn_backward,
    rnn_forward as rnn_forward,
    rnn_step as rnn_step,
    sigmoid as sigmoid,
)
from .distances import (
    largest_distances as largest_distances,
    load_distances as load_distances,
    measure_distances as measure_distances,
)
from .linear import (
    join as join,
    linear_loop as linear_loop,
    linear_scan as linear_scan,
    lru_backward as lru_backward,
    lru_eigenvalues as lru_eigenvalues,
    lru_forward as lru_forward,
    min_gru_backward as min_gru_backward,
    min_gru_forward as min_gru_forward,
)
from .ngrams import KneserNey as KneserNey, perplexity as perplexity
from .reviews import ReviewNetwork as ReviewNetwork
from .tasks import (
    ADDING as ADDING,
    COPY as COPY,
)
from .training import (
    Network as Network,
    Task as Task,
    backward as backward,
    forward as forward,
    make_network as make_network,
    train as train,
)
