"""Downloads of known files. A file gets its name only after its hash has been verified.

Every wait has a limit. A failure that may pass (a broken connection, a busy server) is tried
again after a pause. Other failures (no network, a wrong certificate) are reported at once.
"""

import hashlib
import http.client
import ssl
import time
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from rnn_tutorial.errors import TutorialError
from rnn_tutorial.storage import cache_folder, check_writable, hash_file, hold, write_beside

ADDRESS = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
# The hashes are those that Keras pins for the same files (keras/src/datasets/imdb.py).
FILES = {
    "imdb.npz": "sha256:69664113be75683a8fe16e3ed0ab59fda8886cb3cd7ada244f7d9544e4676b9f",
    "imdb_word_index.json": "md5:bfafd718b763782e994055a2d397834f",
}
WAIT_SECONDS = 15  # for a connection, and for each piece of the file
TOTAL_SECONDS = 600  # for the whole download, with all attempts
PAUSES = (1, 4)  # seconds before the second attempt and before the third
MAX_BYTES = 1 << 26  # the larger file has 17 MB


class _Temporary(Exception):
    """A failure that the next attempt may not meet; its message is the reason."""


def keras_copy(name: str) -> Path | None:
    """The path of Keras's own copy of the file; None if it is missing or damaged."""
    path = Path("~/.keras/datasets").expanduser() / name
    return path if _is_whole(path, FILES[name]) else None


def fetch(name: str) -> Path:
    """The path of a verified copy: Keras's, ours, or one that is downloaded now.

    name: a key of `FILES`. Raises TutorialError with the reason if the download fails.
    """
    copy, path = keras_copy(name), cache_folder() / "downloads" / name
    if copy or _is_whole(path, FILES[name]):
        return copy or path
    check_writable(path.parent)
    with hold(path.with_name(f"{name}.lock")):
        if not _is_whole(path, FILES[name]):  # no other process fetched it while we waited
            _fetch(ADDRESS + name, path, FILES[name])
    return path


def _is_whole(path: Path, known: str) -> bool:
    algorithm, _, value = known.partition(":")
    return path.is_file() and hash_file(path, algorithm) == value


def _fetch(address: str, path: Path, known: str) -> None:
    until = time.monotonic() + TOTAL_SECONDS
    pauses = list(PAUSES)
    while True:
        try:
            return _receive(address, path, known, until)
        except _Temporary as failure:
            if pauses:
                time.sleep(pauses.pop(0))
                continue
            reason = f"{failure}, {len(PAUSES) + 1} times"
        except TutorialError:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = _explain(error, address)
        raise TutorialError(f"{address} could not be downloaded ({reason})") from None


def _receive(address: str, path: Path, known: str, until: float) -> None:
    try:
        # urlopen would keep using the proxies that were set when it was first called.
        with (
            urllib.request.build_opener().open(address, timeout=WAIT_SECONDS) as answer,
            write_beside(path) as stream,
        ):
            algorithm, _, value = known.partition(":")
            digest, size, start = hashlib.new(algorithm), 0, b""
            # read1 returns what has arrived; read would wait for more, however slowly it comes.
            while piece := answer.read1(1 << 16):
                digest.update(piece)
                stream.write(piece)
                size, start = size + len(piece), start or piece[:64]
                if size > MAX_BYTES:
                    raise ValueError(f"it is larger than {MAX_BYTES:,} bytes")
                if time.monotonic() > until:
                    raise ValueError(f"it took longer than {TOTAL_SECONDS} s")
            if size < int(answer.headers.get("Content-Length", 0)):
                raise _Temporary("the connection was lost during the download")
            if digest.hexdigest() != value:
                is_page = start.lstrip()[:1] == b"<"
                raise ValueError(
                    "the server sent a web page instead; does this network ask you to sign in?"
                    if is_page
                    else "its checksum is not the expected one"
                )
    except urllib.error.HTTPError as error:
        error.close()
        if error.code == 429 or error.code >= 500:
            raise _Temporary(f"the server answers {error.code}") from None
        raise ValueError(f"the server answers {error.code}") from None
    except (ConnectionResetError, http.client.IncompleteRead, http.client.BadStatusLine):
        raise _Temporary("the server closed the connection") from None


def _explain(error: Exception, address: str) -> str:
    """The reason for a failure, in words that a reader understands."""
    cause = getattr(error, "reason", error)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate can't be verified: {cause.verify_message}"
    if isinstance(cause, TimeoutError):
        return f"no answer within {WAIT_SECONDS} s"
    if isinstance(cause, OSError):
        place = urlsplit(address)
        proxy = urllib.request.getproxies().get(place.scheme)
        if proxy and not urllib.request.proxy_bypass(place.hostname or ""):
            name = urlsplit(proxy if "//" in proxy else f"//{proxy}")
            # Not the whole address: it may contain a password.
            return f"the proxy {name.hostname}:{name.port} failed: {cause.strerror or cause}"
        return f"no connection: {cause.strerror or cause}"
    return " ".join(str(cause).split()) or type(error).__name__
