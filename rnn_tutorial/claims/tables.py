"""Claims and their verdicts as a Markdown table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rnn_tutorial.experiments.tables import MarkdownTable

if TYPE_CHECKING:
    from rnn_tutorial.claims.testing import CheckedClaim


def claims_markdown(claims: "Sequence[CheckedClaim]") -> MarkdownTable:
    """A table with a row for each claim: statement, verdict, what was measured, and the test.

    A notebook displays the result of `check_claims` as this table without a call.
    """
    return MarkdownTable.of(
        ("statement", "verdict", "measured", "test"),
        [f":{'-' * width}" for width in (26, 15, 29, 30)],
        ((c.statement, f"**{c.verdict}**", c.measured, c.test) for c in claims),
    )
