"""Claims and their verdicts as a Markdown table."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rnn_tutorial.experiments.tables import MarkdownTable

if TYPE_CHECKING:
    from rnn_tutorial.claims.testing import CheckedClaim


def claims_markdown(claims: "Sequence[CheckedClaim]") -> MarkdownTable:
    """A table of statements and verdicts; below it, a list of what was measured and the tests.

    A notebook displays the result of `check_claims` in this way without a call.
    """
    numbered = list(enumerate(claims, start=1))
    table = MarkdownTable.of(
        ("no.", "statement", "verdict"),
        [f"{'-' * 4}:", f":{'-' * 70}", f":{'-' * 20}"],
        ((str(n), c.statement, f"**{c.verdict}**") for n, c in numbered),
    )
    details = (
        f"{n}. *{c.statement}.* Test: {c.test}. Measured: {c.measured}." for n, c in numbered
    )
    return MarkdownTable("\n".join([table, "", *details]))
