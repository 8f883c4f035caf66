"""Pages of the shared book, opened in Chromium from disk with the network closed."""

import pytest

WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 740}


@pytest.fixture
def visit(contexts, site):
    """Open a page of the book. Any error or request that it reports fails the test.

    options: of Playwright's context, such as java_script_enabled, has_touch or reduced_motion.
    """
    complaints = []

    def go(name, *, size=WIDE, scheme="light", **options):
        page = contexts.new_page(size, scheme, offline=True, **options)
        page.on("console", lambda m: m.type in ("error", "warning") and complaints.append(m.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("requestfailed", lambda request: complaints.append(request.url))
        page.on(
            "request",
            lambda r: r.url.startswith(("file:", "data:", "blob:")) or complaints.append(r.url),
        )
        page.goto((site / name).as_uri())
        if options.get("java_script_enabled", True):
            page.evaluate("document.fonts.ready")  # a font that comes later moves lines
        return page

    yield go
    contexts.forget()
    assert complaints == []
