"""The public names of the package and where they are defined; `__init__.py` loads them lazily."""

import collections.abc

from . import (
    claims as claims,
    datasets as datasets,
    exercises as exercises,
    experiments as experiments,
    figures as figures,
    inspection as inspection,
    models as models,
    nb_setup as nb_setup,
    plotting as plotting,
    scratch as scratch,
    style as style,
    training as training,
)
from .claims.band import (
    compare_with_band as compare_with_band,
    recorded_band as recorded_band,
)
from .claims.statements import check_claims as check_claims
from .claims.tables import claims_markdown as claims_markdown
from .config import (
    DataConfig as DataConfig,
    ExperimentConfig as ExperimentConfig,
    ModelConfig as ModelConfig,
    TrainingConfig as TrainingConfig,
)
from .datasets import (
    ReviewDataset as ReviewDataset,
    decode_review as decode_review,
    encode_review as encode_review,
    load_imdb as load_imdb,
    load_reviews as load_reviews,
    load_sample as load_sample,
    pad_reviews as pad_reviews,
    review_lengths as review_lengths,
)
from .errors import TutorialError as TutorialError
from .exercises import check as check
from .experiments.catalogue import (
    EXPERIMENTS as EXPERIMENTS,
    PROFILES as PROFILES,
    get_experiment as get_experiment,
)
from .experiments.date_runs import load_date_runs as load_date_runs
from .experiments.forecasts import (
    ForecastRun as ForecastRun,
    load_forecasts as load_forecasts,
)
from .experiments.language import (
    LanguageRun as LanguageRun,
    load_language_runs as load_language_runs,
    load_shakespeare_lstm as load_shakespeare_lstm,
)
from .experiments.recurrences import load_recurrences as load_recurrences
from .experiments.result import (
    TrainingResult as TrainingResult,
    load_recorded as load_recorded,
)
from .experiments.run import run_experiment as run_experiment
from .experiments.sweeps.sweep import sweep as sweep
from .experiments.tables import markdown_table as markdown_table
from .experiments.trained import (
    TrainedModel as TrainedModel,
    load_trained as load_trained,
)
from .figures import show_figure as show_figure
from .inspection.attribution import (
    integrated_gradients as integrated_gradients,
    log_odds as log_odds,
)
from .inspection.error_analysis import (
    accuracy_by_length as accuracy_by_length,
    accuracy_by_unknown_words as accuracy_by_unknown_words,
    calibration as calibration,
)
from .inspection.explanation import (
    explain as explain,
    explain_all as explain_all,
)
from .inspection.gradients import (
    gradient_norms as gradient_norms,
    weight_gradients as weight_gradients,
)
from .inspection.predictions import (
    predict_reviews as predict_reviews,
    wrong_reviews as wrong_reviews,
)
from .inspection.pretrained import (
    load_pretrained as load_pretrained,
    pretrained_names as pretrained_names,
)
from .inspection.states import (
    plot_word_influence as plot_word_influence,
    word_influence as word_influence,
)
from .models import (
    build_bag_of_words as build_bag_of_words,
    build_bidirectional_lstm as build_bidirectional_lstm,
    build_bidirectional_rnn as build_bidirectional_rnn,
    build_conv1d_baseline as build_conv1d_baseline,
    build_dense_baseline as build_dense_baseline,
    build_dropout_rnn as build_dropout_rnn,
    build_forecaster as build_forecaster,
    build_gru as build_gru,
    build_language_model as build_language_model,
    build_lru as build_lru,
    build_lstm as build_lstm,
    build_min_gru as build_min_gru,
    build_model as build_model,
    build_regularised_lstm as build_regularised_lstm,
    build_simple_rnn as build_simple_rnn,
    build_stacked_rnn as build_stacked_rnn,
    build_transformer as build_transformer,
    build_video_rnn as build_video_rnn,
    compile_model as compile_model,
)
from .plotting import (
    plot_accuracy_and_loss as plot_accuracy_and_loss,
    plot_accuracy_by as plot_accuracy_by,
    plot_calibration as plot_calibration,
    plot_comparison as plot_comparison,
    plot_distances as plot_distances,
    plot_error_by_horizon as plot_error_by_horizon,
    plot_gradient_norms as plot_gradient_norms,
    plot_heat_map as plot_heat_map,
    plot_history as plot_history,
    plot_lengths as plot_lengths,
    plot_over_band as plot_over_band,
    plot_parallel_coordinates as plot_parallel_coordinates,
    plot_per_timestep as plot_per_timestep,
    plot_seeds as plot_seeds,
    plot_sweep as plot_sweep,
)
from .scratch import (
    largest_distances as largest_distances,
    load_distances as load_distances,
    measure_distances as measure_distances,
)
from .training import (
    evaluate as evaluate,
    fit as fit,
    predict as predict,
    set_seed as set_seed,
)

__version__: str

def show_messages(show: collections.abc.Callable[[str], object] = ...) -> None: ...
