"""Templates of the page, the PDF, the slides and the demos, where ipypublish looks for them."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

FOLDER = Path(__file__).parent


def render(template: str, **values: Any) -> str:
    """A template of this folder, filled in without ipypublish; values are escaped for HTML."""
    jinja = Environment(loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined)
    return jinja.get_template(template).render(**values)
