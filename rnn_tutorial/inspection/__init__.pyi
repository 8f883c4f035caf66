from . import (
    attribution as attribution,
    checking as checking,
    differentiation as differentiation,
    error_analysis as error_analysis,
    explanation as explanation,
    gradients as gradients,
    highlighting as highlighting,
    keras_network as keras_network,
    predictions as predictions,
    pretrained as pretrained,
    states as states,
)
from .attribution import integrated_gradients as integrated_gradients, log_odds as log_odds
from .error_analysis import (
    accuracy_by_length as accuracy_by_length,
    accuracy_by_unknown_words as accuracy_by_unknown_words,
    calibration as calibration,
)
from .explanation import explain as explain, explain_all as explain_all
from .gradients import gradient_norms as gradient_norms, weight_gradients as weight_gradients
from .predictions import predict_reviews as predict_reviews, wrong_reviews as wrong_reviews
from .pretrained import load_pretrained as load_pretrained, pretrained_names as pretrained_names
from .states import plot_word_influence as plot_word_influence, word_influence as word_influence
