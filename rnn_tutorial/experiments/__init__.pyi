from . import (
    catalogue as catalogue,
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
from .result import TrainingResult as TrainingResult, load_recorded as load_recorded
from .run import run_experiment as run_experiment
from .tables import markdown_table as markdown_table
from .trained import TrainedModel as TrainedModel, load_trained as load_trained
