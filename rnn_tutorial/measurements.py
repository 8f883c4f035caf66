"""Recorded measurements: lists and dictionaries of numbers and dataclasses, stored as JSON."""

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.storage import write_beside

T = TypeVar("T")


def read_measurements(path: Any, script: str, kind: type, parse: Callable[[Any], T]) -> T:
    """What `parse` makes of a JSON file of recorded measurements.

    path: a path, or a file within a package. script: the command that makes the file.
    kind: of its content, list or dict.
    Raises TutorialError if the file can't be read, or if `parse` refuses its content.
    """
    path = Path(path) if isinstance(path, str) else path
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, kind):
            raise ValueError(f"it holds a {type(content).__name__}")
        return parse(content)
    except (OSError, ValueError, TypeError, LookupError, AttributeError) as error:
        raise TutorialError(
            f"{path} holds no recorded measurements ({error}): make them with `{script}`."
        ) from None


def write_measurements(path: Path, content: list[Any] | dict[str, Any]) -> None:
    """Write JSON; dataclasses become dictionaries. A list gets one line for each entry."""
    if isinstance(content, list):
        text = "[\n" + ",\n".join(json.dumps(entry, default=asdict) for entry in content) + "\n]"
    else:
        text = json.dumps(content, indent=1, default=asdict)
    with write_beside(path) as stream:
        stream.write(f"{text}\n".encode())
