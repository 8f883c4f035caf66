from . import (
    catalogue as catalogue,
    date_runs as date_runs,
    forecasts as forecasts,
    language as language,
    machine as machine,
    recurrences as recurrences,
    result as result,
    run as run,
    sweeps as sweeps,
    tables as tables,
    trained as trained,
)
from .catalogue import (
    EXPERIMENTS as EXPERIMENTS,
    PROFILES as PROFILES,
    get_experiment as get_experiment,
)
from .date_runs import DateRun as DateRun, load_date_runs as load_date_runs
from .forecasts import (
    ForecastRun as ForecastRun,
    load_forecasts as load_forecasts,
)
from .language import (
    LanguageRun as LanguageRun,
    load_language_runs as load_language_runs,
    load_shakespeare_lstm as load_shakespeare_lstm,
)
from .recurrences import Recurrences as Recurrences, load_recurrences as load_recurrences
from .result import TrainingResult as TrainingResult, load_recorded as load_recorded
from .run import run_experiment as run_experiment
from .tables import markdown_table as markdown_table
from .trained import TrainedModel as TrainedModel, load_trained as load_trained
