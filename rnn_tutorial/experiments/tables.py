"""Results side by side, as Markdown for notebooks."""

from collections.abc import Sequence

from rnn_tutorial.experiments.result import TrainingResult


class MarkdownTable(str):
    """Markdown that a notebook displays as a table."""

    def _repr_markdown_(self) -> str:
        return str(self)


RESULT_ROWS = (
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
    ("seconds an epoch", lambda r: f"{r.seconds_per_epoch:.1f}"),
    ("training time", lambda r: f"{r.seconds:.0f} s"),
    ("peak memory", lambda r: f"{r.peak_memory_mb:.0f} MB"),
    ("backend", lambda r: f"{r.backend} {r.versions.get(r.backend, '')}"),
)


def markdown_table(results: Sequence[TrainingResult]) -> str:
    """The same as Markdown, for a notebook: `display(Markdown(markdown_table(results)))`."""
    head = [f"| | {' | '.join(r.name for r in results)} |", "|:---|" + "---:|" * len(results)]
    rows = [f"| {label} | {' | '.join(map(tell, results))} |" for label, tell in RESULT_ROWS]
    return "\n".join([*head, *rows])
