"""Claims and their verdicts, as Markdown for notebooks."""

from collections.abc import Sequence

from rnn_tutorial.claims.testing import Verdict


def claims_markdown(verdicts: Sequence[Verdict]) -> str:
    """The same as Markdown, for a notebook."""
    head = "| statement | verdict | measured | test |"
    rows = [f"| {v.statement} | **{v.verdict}** | {v.measured} | {v.test} |" for v in verdicts]
    # Pandoc divides the width of the page as the dashes are divided.
    return "\n".join([head, f"|:{'-' * 26}|:{'-' * 15}|:{'-' * 29}|:{'-' * 30}|", *rows])
