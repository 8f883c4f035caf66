"""Where files of ours live, and how they are written: beside the target, then renamed."""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import platformdirs

from rnn_tutorial.errors import TutorialError


def data_folder() -> Path:
    """Results and trained weights: `RNN_TUTORIAL_HOME`, else the user's data folder."""
    return _home() or platformdirs.user_data_path("rnn-tutorial")


def cache_folder() -> Path:
    """What can be made again: `RNN_TUTORIAL_HOME`/cache, else the user's cache folder."""
    home = _home()
    return home / "cache" if home else platformdirs.user_cache_path("rnn-tutorial")


def _home() -> Path | None:
    chosen = os.environ.get("RNN_TUTORIAL_HOME")
    return Path(chosen).expanduser() if chosen else None


@contextlib.contextmanager
def write_beside(target: Path) -> Iterator[IO[bytes]]:
    """Open a file beside `target` for writing; rename it onto `target` when all went well.

    A reader sees the old file or the new one, never a part. Raises TutorialError where the
    folder can't be written.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # Not tempfile: its files are private to one user, and the folder may be shared.
        part = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
        stream = part.open("xb")
    except OSError as error:
        raise TutorialError(
            f"{target.parent} can't be written ({error.strerror}): "
            "give a folder of yours; RNN_TUTORIAL_HOME names the one for results and caches."
        ) from None
    try:
        with stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def hash_file(path: Path, algorithm: str = "sha256") -> str:
    """The hash of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()
