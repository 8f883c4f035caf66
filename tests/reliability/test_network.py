"""A local server that misbehaves takes the place of the server of the IMDB reviews."""

import contextlib
import hashlib
import http.server
import re
import socket
import ssl
import subprocess
import threading
import time

import needs
import pytest

from rnn_tutorial.datasets import download
from rnn_tutorial.datasets.reviews import load_imdb
from rnn_tutorial.errors import TutorialError

CONTENT = bytes(range(256)) * 400


class Handler(http.server.BaseHTTPRequestHandler):
    """`server.behave(handler)` answers a request; `server.asked` counts the requests."""

    def do_GET(self):
        self.server.asked += 1
        with contextlib.suppress(OSError):
            self.server.behave(self)

    def log_message(self, *args):
        pass

    def answer(self, content, *, code=200, length=None, **headers):
        self.send_response(code)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def server(tmp_path, monkeypatch):
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        running.asked, running.done = 0, threading.Event()
        threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True).start()
        for name in ("HOME", "USERPROFILE"):
            monkeypatch.setenv(name, str(tmp_path / "nobody"))
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setattr(download, "ADDRESS", f"http://127.0.0.1:{running.server_port}/")
        known = {"imdb.npz": f"sha256:{hashlib.sha256(CONTENT).hexdigest()}"}
        monkeypatch.setattr(download, "FILES", known)
        monkeypatch.setattr(download, "WAIT_SECONDS", 0.5)
        monkeypatch.setattr(download, "TOTAL_SECONDS", 2)
        monkeypatch.setattr(download, "PAUSES", (0.05, 0.1))
        monkeypatch.setattr(download, "MAX_BYTES", 1 << 20)
        yield running
        running.done.set()
        running.shutdown()


def drip(handler):
    """Send a byte every tenth of a second, so that no single wait is long."""
    handler.send_response(200)
    handler.end_headers()
    for byte in CONTENT:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        if handler.server.done.wait(0.1):
            return


def endless(handler):
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.done.is_set():
        handler.wfile.write(bytes(1 << 20))


# What the server does, what the message must name, and how often the file is requested.
BEHAVIOUR = {
    "hanging": (lambda h: h.server.done.wait(5), r"0\.5 s", 1),
    "slow, a byte every tenth of a second": (drip, "2 s", 1),
    "cut in the middle": (
        lambda h: h.answer(CONTENT[:5000], length=len(CONTENT)),
        r"3 times",
        3,
    ),
    "an HTML page instead of the file": (
        lambda h: h.answer(b"<!doctype html><p>Sign in", **{"Content-Type": "text/html"}),
        r"sign in\?",
        1,
    ),
    "another file (its checksum is wrong)": (lambda h: h.answer(CONTENT[::-1]), "hash|checksum", 1),
    "not found": (lambda h: h.answer(b"", code=404), "404", 1),
    "busy": (lambda h: h.answer(b"", code=503), "503.*3 times", 3),
    "closes the connection": (
        lambda h: h.connection.shutdown(socket.SHUT_RDWR),
        "3 times",
        3,
    ),
    "a redirect to itself": (
        lambda h: h.answer(b"", code=302, Location=h.path),
        "302",
        None,
    ),
    "endless": (endless, "1,048,576 bytes", 1),
}


def refusal(home):
    """The message with which `fetch` gives up, within seconds, leaving no file."""
    start = time.monotonic()
    with pytest.raises(TutorialError) as caught:
        download.fetch("imdb.npz")
    assert time.monotonic() - start < 8
    assert "\n" not in str(caught.value)
    assert not [path for path in home.rglob("*") if path.is_file()]
    return str(caught.value)


@pytest.mark.parametrize("kind", BEHAVIOUR)
def test_a_server_that_is(kind, server, home, note):
    server.behave, named, asked = BEHAVIOUR[kind]
    message = refusal(home)
    note("Network", kind, server.asked, 0, message)
    assert f"{download.ADDRESS}imdb.npz" in message
    assert re.search(named, message)
    assert asked in (None, server.asked)


def test_a_server_that_recovers(server, home, note):
    def behave(handler):
        handler.answer(CONTENT[: 5000 if handler.server.asked < 3 else None], length=len(CONTENT))

    server.behave = behave
    path = download.fetch("imdb.npz")
    note("Network", "cut off twice, then complete", server.asked, 0, "downloaded in the third try")
    assert path.read_bytes() == CONTENT and server.asked == 3
    assert [p.name for p in home.rglob("*") if p.is_file()] == ["imdb.npz"]


def test_a_redirect(server, home, note):
    def behave(handler):
        if handler.path == "/moved":
            handler.answer(CONTENT)
        else:
            handler.answer(b"", code=301, Location="/moved")

    server.behave = behave
    assert download.fetch("imdb.npz").read_bytes() == CONTENT
    note("Network", "a redirect", server.asked, 0, "followed; the checksum is right")


def test_a_connection_that_is_refused(server, home, note):
    server.shutdown()
    server.server_close()
    message = refusal(home)
    note("Network", "the connection is refused", 1, 0, message)
    assert "Connection refused" in message


def test_a_proxy_that_does_not_answer(server, home, note, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://me:secret@127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    message = refusal(home)
    note("Network", "a proxy that does not answer", 1, 0, message)
    assert "proxy 127.0.0.1:9" in message and "Connection refused" in message
    assert "secret" not in message and not server.asked


def test_a_certificate_that_cannot_be_verified(server, home, note, tmp_path, monkeypatch):
    needs.program("openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
         "/CN=localhost", "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    monkeypatch.setattr(download, "ADDRESS", f"https://localhost:{server.server_port}/")
    server.handle_error = lambda *args: None
    message = refusal(home)
    note("Network", "a certificate that can't be verified", 1, 0, message)
    assert "certificate" in message and "self" in message
    assert not server.asked


def test_the_message_names_the_alternatives(server, home, note):
    server.behave = BEHAVIOUR["not found"][0]
    with pytest.raises(TutorialError, match=r"IMDB.*--data PATH.*--data sample") as caught:
        load_imdb()
    note("Network", "any of these, with --data imdb", 1, 0, str(caught.value))


def test_eight_at_once_download_once(server, home, note):
    server.behave = lambda handler: handler.answer(CONTENT)
    paths = []
    threads = [threading.Thread(target=lambda: paths.append(download.fetch("imdb.npz")))
               for _ in range(8)]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    note("Network", "8 at once", server.asked, 0, "one downloads; 7 wait and use its file")
    assert len(paths) == 8 and server.asked == 1
