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

from jupyter_client import AsyncKernelClient
from nbformat import NotebookNode

KEY = "rnn_tutorial"


def template(cell: NotebookNode) -> list[str]:
    """The lines of code and text that a Markdown cell is made from; empty for any other cell."""
    about = cell.metadata.get(KEY) if cell.cell_type == "markdown" else None
    if not isinstance(about, dict) or "template" not in about:
        return []
    return [*map(str, about.get("given", [])), *map(str, about["template"])]


def executed(cell: NotebookNode) -> str | None:
    """What executing a notebook evaluates in this cell: its code or its template."""
    return cell.source if cell.cell_type == "code" else "\n".join(template(cell)) or None


async def fill(client: AsyncKernelClient, cell: NotebookNode) -> None:
    """Evaluate the cell's template and make the result its text.

    Raises ValueError with the error that the template raised.
    """
    about = cell.metadata[KEY]
    given = "\n".join(about.get("given", []))
    text = "rf'''" + "\n".join(about["template"]) + "\n'''"
    expression = (
        f"(lambda names: (exec({given!r}, names), eval({text!r}, names))[1])({{**globals()}})"
    )
    asked = {"text": expression}
    reply: dict[str, Any] = await client.execute(
        "", silent=True, user_expressions=asked, reply=True
    )
    result = reply["content"]["user_expressions"]["text"]
    if result["status"] != "ok":
        raise ValueError(f"{result['ename']}: {result['evalue']}")
    about["text"] = cell.source = ast.literal_eval(result["data"]["text/plain"])[:-1]
