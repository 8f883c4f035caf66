"""Remote files: name, address, hash. A file is verified before it takes its name."""

import logging
from pathlib import Path

import pooch

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.storage import cache_folder, hash_file

ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
# The hashes are those that Keras pins for the same files (keras/src/datasets/imdb.py).
FILES = {
    "imdb.npz": "sha256:69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    "imdb_word_index.json": "md5:bfafd718b763782e994055a2d397834f",
}
CONNECT_SECONDS, READ_SECONDS = 5, 30


def keras_copy(name: str) -> Path | None:
    """The file in Keras's own cache, where it is whole; else None."""
    path = Path("~/.keras/datasets").expanduser() / name
    if not path.is_file():
        return None
    algorithm, _, known = FILES[name].partition(":")
    same = hash_file(path, algorithm) == known
    return path if same else None


def fetch(name: str) -> Path:
    """The path of a verified copy: ours, Keras's, or one fetched now.

    Raises TutorialError where the file can't be had; its message says what was tried.
    """
    copy = keras_copy(name)
    if copy:
        return copy
    # Pooch says at level INFO that it downloads; its own warnings stay.
    pooch.get_logger().setLevel(logging.WARNING)
    shelf = pooch.create(
        path=cache_folder() / "downloads",
        base_url=ADDRESS,
        registry={name: FILES[name]},
        retry_if_failed=1,
    )
    try:
        downloader = pooch.HTTPDownloader(timeout=(CONNECT_SECONDS, READ_SECONDS))
        return Path(shelf.fetch(name, downloader=downloader))
    except (OSError, ValueError) as error:  # requests' errors are OSErrors; a hash is ValueError
        reason = type(error).__name__ if isinstance(error, OSError) else "its hash is wrong"
        raise TutorialError(f"{ADDRESS}{name} could not be fetched ({reason})") from None
