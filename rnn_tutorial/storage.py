"""Where files are kept, and how they are written: beside the target, then renamed.

A process that writes or works holds a lock of the operating system, which ends with the process.
So neither clocks nor process numbers decide whether a file is in use or was left behind. Some
network folders have no locks: files are whole there too, but no process waits for another, and
what a killed process leaves stays.
"""

import contextlib
import errno
import hashlib
import os
import secrets
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import platformdirs
from filelock import lock_descriptor

from rnn_tutorial.errors import TutorialError

_PARTS = f".*.{'[0-9a-f]' * 12}.part"
_DISK = {getattr(errno, name, 0) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EIO")} - {0}
_WINDOWS = os.name == "nt"  # an open file can be neither renamed nor deleted


def data_folder() -> Path:
    """The folder of results and trained weights: `RNN_TUTORIAL_HOME`, or the user's data folder."""
    return _home() or platformdirs.user_data_path("rnn-tutorial")


def cache_folder() -> Path:
    """The folder of files that can be made again: in `RNN_TUTORIAL_HOME`, or the user's cache."""
    return home / "cache" if (home := _home()) else platformdirs.user_cache_path("rnn-tutorial")


def _home() -> Path | None:
    chosen = os.environ.get("RNN_TUTORIAL_HOME")
    return Path(chosen).expanduser() if chosen else None


def make_folder(folder: Path) -> None:
    """Make `folder` and its parents. Inside a shared folder (set-group-ID) they are shared too."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    shared = stat.S_IMODE(folder.parent.stat().st_mode)
    if not shared & stat.S_ISGID:
        folder.mkdir(exist_ok=True)
        return
    mask = os.umask(0)  # or the folder would be closed to other users for a moment
    try:
        folder.mkdir(shared, exist_ok=True)
    finally:
        os.umask(mask)
    with contextlib.suppress(OSError):  # macOS doesn't pass the set-group-ID on
        folder.chmod(shared)


def check_writable(folder: Path) -> None:
    """Make `folder`. Raises TutorialError if it can't be made or written, before work is lost."""
    try:
        make_folder(folder)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    except OSError as error:
        raise _not_writable(folder, error.strerror) from None


def _not_writable(folder: Path, reason: str | None) -> TutorialError:
    return TutorialError(
        f"{folder} can't be written ({reason}): choose a folder in which you can write. "
        "RNN_TUTORIAL_HOME sets the one for results and caches."
    )


@contextlib.contextmanager
def write_beside(target: Path) -> Iterator[IO[bytes]]:
    """Open a file beside `target` for writing, and rename it to `target` if the block succeeds.

    Readers see the old file or the new one, never a part. What killed writers left is removed.
    Raises TutorialError if the folder can't be written, or the disk is full.
    """
    try:
        make_folder(target.parent)
        remove_leftovers(target.parent)
        part, stream = _open_part(target)
    except OSError as error:
        raise _not_writable(target.parent, error.strerror) from None
    try:
        with tell_full_disk(target), stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            if _WINDOWS:
                stream.close()
            part.replace(target)  # elsewhere still locked, so that no other process removes it
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _open_part(target: Path) -> tuple[Path, IO[bytes]]:
    while True:
        # Not tempfile: its files are private to one user, and the folder may be shared.
        part = target.with_name(f".{target.name}.{secrets.token_hex(6)}.part")
        stream = part.open("xb")
        if _lock(stream) is not False and part.exists():
            return part, stream
        stream.close()  # another process removed it in the moment before the lock


@contextlib.contextmanager
def tell_full_disk(target: Path) -> Iterator[None]:
    """Turn an error of a full or failing disk into a TutorialError about `target`."""
    try:
        yield
    except BaseException as error:
        full = _disk_error(error)
        if full:
            raise TutorialError(
                f"{target} could not be written ({full.strerror}): free some disk space, or choose "
                "another folder. The earlier files are unchanged."
            ) from None
        raise


def _disk_error(error: BaseException | None) -> OSError | None:
    """The disk's own error among `error` and its causes; an archive's error may hide it."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in _DISK:
            return error
        if isinstance(error, shutil.Error):  # about a whole folder: it has only the text
            for number in _DISK:
                if os.strerror(number) in str(error):
                    return OSError(number, os.strerror(number))
        error = error.__context__
    return None


def remove_leftovers(folder: Path) -> None:
    """Remove the unfinished files of killed writers; a live writer holds a lock on its file."""
    # On Windows they stay: a writer there must release its file before renaming it.
    for part in () if _WINDOWS else folder.glob(_PARTS):
        _remove_abandoned(part)


def _remove_abandoned(lock: Path, work: Path | None = None) -> None:
    """Delete a file that no process has locked, and first the work folder that belongs to it."""
    with contextlib.suppress(OSError), _open_for_lock(lock, "r+b") as stream:
        if _lock(stream):
            if work:
                shutil.rmtree(work, ignore_errors=True)
            _delete_locked(lock, stream)


def _delete_locked(path: Path, stream: IO[bytes]) -> None:
    """Delete a file and release its lock, in the order that the system allows."""
    if _WINDOWS:
        stream.close()
    with contextlib.suppress(OSError):  # on Windows another process may have it open by now
        path.unlink(missing_ok=True)
    stream.close()


@contextlib.contextmanager
def hold(path: Path, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Let one process at a time into the block. Where files can't be locked, all may enter.

    path: the lock, a file that is removed after the block. A killed process releases it.
    on_wait: called once, before waiting for another process.
    """
    stream = _open_lock(path, on_wait)
    try:
        yield
    finally:
        if stream:
            _delete_locked(path, stream)


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """A temporary folder for this block. Those of killed processes are removed."""
    home = cache_folder() / "work"
    try:
        check_writable(home)
    except TutorialError:
        with tempfile.TemporaryDirectory() as name:
            yield Path(name)
            return
    for lock in home.glob("*.lock"):
        _remove_abandoned(lock, work=lock.with_suffix(""))
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
        locked = _lock(stream)
        if locked is False:
            if on_wait:
                on_wait()
                on_wait = None
            locked = _lock(stream, wait=True)
        if locked is None:
            stream.close()
            return None
        # The process that held it before may have deleted the file: then this lock is void.
        with contextlib.suppress(OSError):
            if path.stat().st_ino == os.fstat(stream.fileno()).st_ino:
                return stream
        stream.close()


def _open_for_lock(path: Path, mode: str) -> IO[bytes]:
    """Network folders lock only files open for writing; another user's file opens for reading."""
    try:
        return path.open(mode)
    except PermissionError:
        return path.open("rb")


def _lock(stream: IO[bytes], *, wait: bool = False) -> bool | None:
    """True if the file is locked now, False if another process holds it, None if no lock works."""
    # filelock.FileLock opens its own file, leaves it behind, and refuses files of other users.
    try:
        return lock_descriptor(stream.fileno(), blocking=wait)
    except OSError:
        return None


def hash_file(path: Path, algorithm: str = "sha256") -> str:
    """The hash of a file, in hexadecimal."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()
