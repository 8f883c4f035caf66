"""The book in Firefox: another engine sets its pages and formulas.

Chromium has the thorough tests. These show that nothing rests on what only Chromium does.
"""

import json
import socket
import subprocess
import time
from pathlib import Path

import needs
import pytest

pytestmark = pytest.mark.slow

WIDTHS = (320, 390, 768, 1440)
SCHEMES = {"dark": 0, "light": 1}  # the values of Firefox's preference


class Firefox:
    """One Firefox, driven by its own protocol, Marionette.

    Playwright drives an unpatched Firefox with a command that the ESR lacks, and Mozilla's driver
    needs a module that Python 3.13 lacks.
    """

    def __init__(self, program, profile):
        settings = {"marionette.port": 0, "ui.prefersReducedMotion": 1}
        lines = [f'user_pref("{name}", {value});' for name, value in settings.items()]
        (profile / "user.js").write_text("\n".join(lines), encoding="utf-8")
        words = [program, "--headless", "--marionette", "--remote-allow-system-access"]
        words += ["--no-remote", "--profile", profile]
        self.process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.connect(profile / "MarionetteActivePort")
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise

    def connect(self, port):
        end = time.monotonic() + 60
        while not port.exists() or not port.read_text():
            assert self.process.poll() is None and time.monotonic() < end, "Firefox did not start"
            time.sleep(0.1)
        self.socket = socket.create_connection(("127.0.0.1", int(port.read_text())), timeout=60)
        self.stream = self.socket.makefile("rwb")
        self.read()  # it introduces itself
        self.say("WebDriver:NewSession")

    def close(self):
        self.stream.close()
        self.socket.close()
        self.process.terminate()
        self.process.wait(30)

    def read(self):
        size = b""
        while not size.endswith(b":"):
            byte = self.stream.read(1)
            assert byte, "Firefox has ended"
            size += byte
        return json.loads(self.stream.read(int(size[:-1])))

    def say(self, command, **options):
        """The answer to a command."""
        message = json.dumps([0, 1, command, options]).encode()
        self.stream.write(b"%d:%s" % (len(message), message))
        self.stream.flush()
        _, _, error, answer = self.read()
        assert error is None, error
        return answer["value"] if isinstance(answer, dict) and "value" in answer else answer

    def run(self, script, *words):
        """What a script in the page returns, or the value of its promise."""
        return self.say("WebDriver:ExecuteScript", script=script, args=words)

    def wait(self, condition):
        """Wait until a condition holds in the page."""
        end = time.monotonic() + 10
        while not self.run(f"return {condition}"):
            assert time.monotonic() < end, f"not within ten seconds: {condition}"
            time.sleep(0.05)

    def inside(self, script, *words):
        """What a script in the browser itself returns."""
        self.say("Marionette:SetContext", value="chrome")
        try:
            return self.run(script, *words)
        finally:
            self.say("Marionette:SetContext", value="content")

    def find(self, selector):
        """A command's option that names the first element that matches."""
        found = self.say("WebDriver:FindElement", using="css selector", value=selector)
        return {"id": next(iter(found.values()))}

    def visit(self, path, width, scheme="light"):
        """Open a page in a window of this width.

        A window has at least 500 pixels, so the part that shows the page is made narrower.
        """
        self.say("WebDriver:SetWindowRect", width=max(width, 600), height=900)
        self.inside(
            """Services.prefs.setIntPref("layout.css.prefers-color-scheme.content-override",
                                         arguments[1]);
               gBrowser.selectedBrowser.style.maxWidth = arguments[0];
               Services.console.reset()""",
            f"{width}px",
            SCHEMES[scheme],
        )
        self.say("WebDriver:Navigate", url=path.as_uri())
        self.run("return document.fonts.ready.then(() => true)")
        assert self.run("return innerWidth") == width

    def complaints(self):
        """The errors and warnings of scripts."""
        return self.inside(
            """return Services.console.getMessageArray()
                 .filter(m => m instanceof Ci.nsIScriptError && /^file/.test(m.sourceName))
                 .filter(m => /javascript/.test(m.category)).map(m => m.errorMessage)"""
        )


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    if Path("/snap/bin/firefox").exists():
        pytest.skip("Firefox from a snap can't read /tmp: install another one")
    opened = Firefox(needs.program("firefox-esr", "firefox"), tmp_path_factory.mktemp("profile"))
    yield opened
    opened.close()


@pytest.fixture
def firefox(started):
    """Firefox; what a script complains of fails the test."""
    yield started
    assert started.complaints() == []


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_everything_fits_or_scrolls(firefox, site, width, scheme):
    firefox.visit(site / "02_curves.html", width, scheme)
    assert firefox.run("return document.documentElement.scrollWidth") <= width
    edges = firefox.run(
        """return [...document.querySelectorAll("figure :is(.drawing, img)")]
             .map(e => e.getBoundingClientRect()).map(b => [b.left, b.right])"""
    )
    assert edges and all(left >= 0 and right <= width for left, right in edges)
    assert firefox.run(
        """return [...document.querySelectorAll("pre")]
             .every(e => e.scrollWidth <= e.clientWidth + 1)"""
    )
    ground = firefox.run("return getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


def test_formulas_are_set_in_their_own_letters(firefox, site):
    firefox.visit(site / "01_state.html", 1440)
    heights = firefox.run(
        """return [...document.querySelectorAll("main math")]
             .map(e => e.getBoundingClientRect().height)"""
    )
    assert len(heights) > 5 and min(heights) > 5
    above, below = firefox.run(
        """return [...document.querySelector("mfrac").children]
             .map(e => e.getBoundingClientRect().top)"""
    )
    assert below > above
    assert "STIX Two Math" in firefox.run(
        "return [...document.fonts].filter(f => f.status === 'loaded').map(f => f.family).join()"
    )


def test_formulas_break_where_chromium_breaks_them(firefox, committed):
    firefox.visit(committed / "06_training.html", 1440)
    rows = firefox.run(
        """return [...document.querySelectorAll(".breaks > math")]
             .map(e => [e.textContent, e.getClientRects().length])"""
    )
    assert len(rows) > 30
    assert [text for text, count in rows if count > 1] == []
    torn = firefox.run(  # although there is room for all of it on one line
        """return [...document.querySelectorAll(".breaks")].filter(parts => {
             const boxes = [...parts.children].map(e => e.getBoundingClientRect());
             const needed = boxes.reduce((sum, box) => sum + box.width, 0);
             return needed < parts.parentElement.clientWidth - 20
               && boxes.some(box => box.width && box.top > boxes[0].bottom);
           }).map(parts => parts.textContent)"""
    )
    assert torn == []


def test_the_theme_switches_and_stays(firefox, site):
    firefox.visit(site / "01_state.html", 1440)
    ground = "return getComputedStyle(document.body).backgroundColor"
    before = firefox.run(ground)
    firefox.say("WebDriver:ElementClick", **firefox.find("button.theme"))
    after = firefox.run(ground)
    firefox.say("WebDriver:Refresh")
    assert before != after == firefox.run(ground)
    firefox.run("localStorage.clear()")


def test_contents_open_where_the_reader_is(firefox, site):
    firefox.visit(site / "02_curves.html", 390)
    firefox.run("scrollTo(0, 3000)")
    shown = "return document.querySelector('nav[aria-label=Chapters]').checkVisibility()"
    assert not firefox.run(shown)
    firefox.say("WebDriver:ElementClick", **firefox.find("header button:first-of-type"))
    assert firefox.run(shown)


def test_a_word_leads_to_its_section(firefox, site):
    firefox.visit(site / "01_state.html", 1440)
    firefox.say("WebDriver:ElementClick", **firefox.find("button.search"))
    field = firefox.find("[role=combobox]")
    firefox.say("WebDriver:ElementSendKeys", text="ovefitting", **field)
    firefox.wait("document.querySelector('dialog [role=status]').textContent === '1 section'")
    firefox.say("WebDriver:ElementSendKeys", text="\ue007", **field)  # Enter
    firefox.wait("location.pathname.endsWith('02_curves.html')")
