"""Downloads, from a local server in place of the real address."""

import hashlib
import http.server
import threading

import pytest

from rnn_tutorial.datasets import download
from rnn_tutorial.errors import TutorialError

CONTENT = b"fifty thousand reviews"


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server of one folder; `asked` lists the requests that it logged."""
    folder = tmp_path / "served"
    folder.mkdir()
    (folder / "imdb.npz").write_bytes(CONTENT)
    asked = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *args):
            super().__init__(*args, directory=str(folder))

        def log_message(self, *args):
            asked.append(self.path)

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        monkeypatch.setattr(download, "ADDRESS", f"http://127.0.0.1:{running.server_port}/")
        known = {"imdb.npz": f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"}
        monkeypatch.setattr(download, "FILES", known)
        for name in ("HOME", "USERPROFILE"):
            monkeypatch.setenv(name, str(tmp_path / "nobody"))
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        running.folder, running.asked = folder, asked
        yield running
        running.shutdown()


def test_a_file_is_fetched_once(server, home):
    path = download.fetch("imdb.npz")
    assert path.read_bytes() == CONTENT and home in path.parents
    (server.folder / "imdb.npz").unlink()
    assert download.fetch("imdb.npz") == path
    assert server.asked == ["/imdb.npz"]


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], b"another file"])
def test_a_file_of_another_hash_is_not_kept(server, home, content):
    (server.folder / "imdb.npz").write_bytes(content)
    with pytest.raises(TutorialError, match=r"imdb\.npz could not be downloaded \(its checksum"):
        download.fetch("imdb.npz")
    assert not [p for p in home.rglob("*") if p.is_file()]


def test_a_torn_copy_of_ours_is_fetched_again(server):
    path = download.fetch("imdb.npz")
    path.write_bytes(CONTENT[:5])
    assert download.fetch("imdb.npz").read_bytes() == CONTENT
    assert len(server.asked) == 2


def test_no_file_and_no_server_are_told(server):
    (server.folder / "imdb.npz").unlink()
    with pytest.raises(TutorialError, match=rf"^{download.ADDRESS}imdb\.npz could not"):
        download.fetch("imdb.npz")
    server.shutdown()
    server.server_close()
    with pytest.raises(TutorialError, match=r"could not be downloaded \(no connection"):
        download.fetch("imdb.npz")


def test_the_copy_that_keras_keeps_is_used_if_whole(server, tmp_path):
    kept = tmp_path / "nobody" / ".keras" / "datasets" / "imdb.npz"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(CONTENT)
    assert download.fetch("imdb.npz") == kept and not server.asked
    kept.write_bytes(CONTENT[:-2])
    assert download.fetch("imdb.npz") != kept
    assert kept.read_bytes() == CONTENT[:-2]


def test_address_and_hashes_are_those_that_keras_pins():
    import inspect

    from keras.src.datasets import imdb

    source = inspect.getsource(imdb)
    assert download.ADDRESS in source
    for known in download.FILES.values():
        assert known.partition(":")[2] in source
