"""Sentences with numbers in Markdown: a template in the cell's metadata, filled in by the kernel.

    "rnn_tutorial": {
        "given": ["best = max(run.best.accuracy for run in runs)"],
        "template": ["The best of {len(runs)} runs is right on {best:.1%} of the reviews."],
        "text": "The best of 3 runs is right on 85.9% of the reviews."
    }

The lines of `template` are the inside of an f-string. `given` may define names for it, which
other cells don't see. Only executing the notebook evaluates them, at the cell's place; `text` is
what came out, before references were numbered.
"""

import ast
from typing import Any

from nbclient import NotebookClient
from nbformat import NotebookNode

from rnn_tutorial.publishing.notebooks import colab

KEY = "rnn_tutorial"
LATE = {"status": "error", "ename": "TimeoutError", "evalue": "the template took too long"}


def template(cell: NotebookNode) -> list[str]:
    """The lines of code and text that a Markdown cell is made from; empty for any other cell."""
    about = cell.metadata.get(KEY) if cell.cell_type == "markdown" else None
    if not isinstance(about, dict) or "template" not in about:
        return []
    return [*map(str, about.get("given", [])), *map(str, about["template"])]


def executed(cell: NotebookNode) -> str | None:
    """What executing a notebook evaluates in this cell: its code or its template."""
    if colab.installs(cell):
        return None
    return cell.source if cell.cell_type == "code" else "\n".join(template(cell)) or None


async def fill(client: NotebookClient, cell: NotebookNode) -> None:
    """Evaluate the cell's template and make the result its text.

    Raises ValueError with the error that the template raised; DeadKernelError.
    """
    about = cell.metadata[KEY]
    given = "\n".join(about.get("given", []))
    text = "rf'''" + "\n".join(about["template"]) + "\n'''"
    made = f"(lambda names: (exec({given!r}, names), eval({text!r}, names))[1])({{**globals()}})"
    assert client.kc is not None
    asked = client.kc.execute("", silent=True, user_expressions={"text": made})
    reply = await client.async_wait_for_reply(asked)
    result: dict[str, Any] = reply["content"]["user_expressions"]["text"] if reply else LATE
    if result["status"] != "ok":
        raise ValueError(f"{result['ename']}: {result['evalue']}")
    about["text"] = cell.source = ast.literal_eval(result["data"]["text/plain"])[:-1]
