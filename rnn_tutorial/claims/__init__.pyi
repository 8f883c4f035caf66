from . import (
    attention as attention,
    band as band,
    evidence as evidence,
    forecasting as forecasting,
    language as language,
    recurrences as recurrences,
    statements as statements,
    tables as tables,
    testing as testing,
)
from .band import compare_with_band as compare_with_band, recorded_band as recorded_band
from .evidence import load_evidence as load_evidence
from .statements import check_claims as check_claims
from .tables import claims_markdown as claims_markdown
from .testing import p_value as p_value
