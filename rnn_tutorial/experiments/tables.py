"""Results side by side, as a Markdown table that a notebook displays."""

from collections.abc import Callable, Iterable, Sequence

from rnn_tutorial.experiments.result import TrainingResult
from rnn_tutorial.style import library_name, model_name


class MarkdownTable(str):
    """A table in Markdown. A notebook displays it as a table; `print` shows its source."""

    @classmethod
    def of(
        cls, head: Sequence[str], rule: Sequence[str], rows: Iterable[Iterable[str]]
    ) -> "MarkdownTable":
        """A table from its cells, which are Markdown already.

        rule: the alignment of each column, such as ":---" (left) or "---:" (right). Where the
        lines of the source are long, Pandoc gives each column its share of the dashes as width.
        """
        first, *lines = (f"| {' | '.join(cells)} |" for cells in (head, *rows))
        return cls("\n".join([first, f"|{'|'.join(rule)}|", *lines]))

    def __repr__(self) -> str:
        head, _, *rows = self.split("\n\n")[0].splitlines()  # text may follow the table
        return f"MarkdownTable({len(rows)} rows: {head})"

    def _repr_markdown_(self) -> str:
        return str(self)


RESULT_ROWS: tuple[tuple[str, Callable[[TrainingResult], str]], ...] = (
    ("reviews", lambda r: r.source),
    ("parameters", lambda r: f"{r.parameters:,}"),
    ("epochs", lambda r: str(r.epochs)),
    ("best epoch", lambda r: str(r.best_epoch)),
    ("validation accuracy, best epoch", lambda r: f"{max(r.history['val_accuracy']):.3f}"),
    ("overfitting after epoch", lambda r: str(r.overfitting_epoch)),
    ("test accuracy, best epoch", lambda r: f"{r.best.accuracy:.3f}"),
    ("test accuracy, last epoch", lambda r: f"{r.final.accuracy:.3f}"),
    ("test loss, best epoch", lambda r: f"{r.best.loss:.3f}"),
    ("test loss, last epoch", lambda r: f"{r.final.loss:.3f}"),
    ("seconds per epoch", lambda r: f"{r.seconds_per_epoch:.1f}"),
    ("training time", lambda r: f"{r.seconds:.0f} s"),
    ("peak memory", lambda r: f"{r.peak_memory_mb:.0f} MB"),
    ("backend", lambda r: f"{library_name(r.backend)} {r.versions.get(r.backend, '')}"),
)


def markdown_table(results: Sequence[TrainingResult]) -> MarkdownTable:
    """Results side by side, a column each: the last line of a notebook cell displays them."""
    return MarkdownTable.of(
        ["", *(model_name(result.name) for result in results)],
        [":---", *["---:"] * len(results)],
        ([label, *map(tell, results)] for label, tell in RESULT_ROWS),
    )
