"""Where files of ours live, and how they are written: beside the target, then renamed.

Who writes or works holds one of the system's own locks, which ends with its process, however
that ends. So neither clocks nor process numbers decide what is left over and what is at work.
Where there are no such locks (Windows, some network folders) files are still whole, but nobody
waits for anybody, and what a killed process has left stays.
"""

import contextlib
import errno
import hashlib
import os
import re
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import platformdirs

from rnn_tutorial.errors import TutorialError

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

_PART = re.compile(r"\..+\.[0-9a-f]{12}\.part")
_DISK = {getattr(errno, name, None) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO")} - {
    None
}


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


def make_folder(folder: Path) -> None:
    """Make `folder` and those above it; below a shared one (set-group-ID) they are shared too."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    shared = folder.parent.stat().st_mode
    if shared & stat.S_ISGID:
        with contextlib.suppress(OSError):  # another user was quicker, and did the same
            folder.chmod(stat.S_IMODE(shared))


def check_writable(folder: Path) -> None:
    """Raise TutorialError where `folder` can't be made or written: now, not after the work."""
    try:
        make_folder(folder)
    except OSError as error:
        raise _not_writable(folder, error.strerror) from None
    if not os.access(folder, os.W_OK | os.X_OK):
        raise _not_writable(folder, os.strerror(errno.EACCES))


def _not_writable(folder: Path, reason: str | None) -> TutorialError:
    return TutorialError(
        f"{folder} can't be written ({reason}): "
        "give a folder of yours; RNN_TUTORIAL_HOME names the one for results and caches."
    )


@contextlib.contextmanager
def write_beside(target: Path) -> Iterator[IO[bytes]]:
    """Open a file beside `target` for writing; rename it onto `target` when all went well.

    A reader sees the old file or the new one, never a part. What writers that were killed have
    left in the folder is taken away. Raises TutorialError where the folder can't be written or
    the disk is full.
    """
    try:
        make_folder(target.parent)
        sweep(target.parent)
        part, stream = _open_part(target)
    except OSError as error:
        raise _not_writable(target.parent, error.strerror) from None
    try:
        with tell_full_disk(target), stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if fcntl:  # while it is locked: nobody can take it for left over
                part.replace(target)
        if not fcntl:  # Windows doesn't rename an open file
            part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _open_part(target: Path) -> tuple[Path, IO[bytes]]:
    while True:
        # Not tempfile: its files are private to one user, and the folder may be shared.
        part = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
        stream = part.open("xb")
        if _lock(stream, wait=False) is not False and part.exists():
            return part, stream
        stream.close()  # somebody swept in the moment before the lock


@contextlib.contextmanager
def tell_full_disk(target: Path) -> Iterator[None]:
    """Raise TutorialError where the disk took no more of `target`, whose old state stays."""
    try:
        yield
    except BaseException as error:
        full = _disk_error(error)
        if full:
            raise TutorialError(
                f"{target} could not be written ({full.strerror}): make room, or give another "
                "folder; what was there before is unchanged."
            ) from None
        raise


def _disk_error(error: BaseException | None) -> OSError | None:
    """The system's word for a disk that takes no more; an archive's own error may hide it."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _DISK:
            return error
        if isinstance(error, shutil.Error):  # of a whole folder: it has the words alone
            for number in _DISK:
                if os.strerror(number) in str(error):
                    return OSError(number, os.strerror(number))
        error = error.__context__
    return None


def sweep(folder: Path) -> None:
    """Take away what writers that were killed have left; who still writes holds a lock."""
    for part in folder.glob(".*.part"):
        if _PART.fullmatch(part.name):
            with contextlib.suppress(OSError), _open_for_lock(part, "r+b") as stream:
                if _lock(stream, wait=False):
                    part.unlink(missing_ok=True)


@contextlib.contextmanager
def hold(path: Path, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Let one process at a time into the block; `path` is the lock, and goes with it.

    on_wait: called once, before waiting for another process. A process that is killed lets go.
    Where no lock is to be had (see the module), the block runs without one.
    """
    stream = _open_lock(path, on_wait)
    try:
        yield
    finally:
        if stream:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
            stream.close()


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """A folder of this block's own, which goes with it; those of killed processes are swept."""
    home = cache_folder() / "work"
    try:
        check_writable(home)
    except TutorialError:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)
        return
    for lock in home.glob("*.lock"):
        with contextlib.suppress(OSError), _open_for_lock(lock, "r+b") as stream:
            if _lock(stream, wait=False):
                shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                lock.unlink(missing_ok=True)
    folder = home / secrets.token_hex(6)
    with hold(folder.with_suffix(".lock")):
        folder.mkdir(mode=0o700)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _open_lock(path: Path, on_wait: Callable[[], None] | None) -> IO[bytes] | None:
    while True:
        try:
            make_folder(path.parent)
            stream = _open_for_lock(path, "ab")
        except OSError:
            return None
        locked = _lock(stream, wait=False)
        if locked is False:
            if on_wait:
                on_wait()
                on_wait = None
            locked = _lock(stream, wait=True)
        if locked is None:
            stream.close()
            return None
        # Whoever held it before has taken the file away: then this lock is on nothing.
        with contextlib.suppress(OSError):
            if path.stat().st_ino == os.fstat(stream.fileno()).st_ino:
                return stream
        stream.close()


def _open_for_lock(path: Path, mode: str) -> IO[bytes]:
    """Network folders lock only what is open for writing; another user's file is only read."""
    try:
        return path.open(mode)
    except PermissionError:
        return path.open("rb")


def _lock(stream: IO[bytes], *, wait: bool) -> bool | None:
    """Whether the lock was got; None where there are no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def hash_file(path: Path, algorithm: str = "sha256") -> str:
    """The hash of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()
