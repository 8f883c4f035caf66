"""What a caller may follow while notebooks are executed."""

from pathlib import Path


class Watch:
    """Override the methods whose events you want to show."""

    def add(self, notebook: Path, cells: int) -> None:
        """A notebook with so many code cells will be executed."""

    def begin(self, notebook: Path) -> None:
        """Its kernel starts."""

    def cell(self, notebook: Path) -> None:
        """One of its code cells is done."""

    def done(self, notebook: Path, seconds: float) -> None:
        """It has been executed and written."""

    def wait(self, reason: str) -> None:
        """The next notebook can't start yet."""
