from . import (
    answers as answers,
    checkers as checkers,
    checking as checking,
    comparisons as comparisons,
    oracles as oracles,
)
from .checking import check as check
