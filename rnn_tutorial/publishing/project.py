"""What a book says about itself: authors, version and licence, and the addresses of its sources.

They are read from files beside the notebooks or above them: CITATION.cff, and pyproject.toml with

    [tool.rnn_tutorial]
    repository = "https://github.com/OWNER/NAME"  # for links to the notebooks
    branch = "main"
    address = "https://OWNER.github.io/NAME/"     # of the published pages

Whatever isn't set is left out of the pages.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlparse

from rnn_tutorial.errors import TutorialError, refusal

# The keys of [tool.rnn_tutorial], with examples.
SETTINGS = {
    "repository": "https://github.com/OWNER/NAME",
    "branch": "main",
    "address": "https://OWNER.github.io/NAME/",
}


@dataclass(frozen=True)
class Project:
    """root: the folder of the repository. citation: how to cite the book, as one line.

    cover: the folder's drawing for the front page, DL_images/cover.svg; None if there is none.
    """

    root: Path | None = None
    repository: str = ""
    branch: str = "main"
    address: str = ""
    authors: str = ""
    version: str = ""
    licence: str = ""
    citation: str = ""
    cover: Path | None = None

    def links(self, notebook: Path) -> list[tuple[str, str]]:
        """Names and addresses of the ways to get or run a notebook."""
        if not self.repository or self.root is None or not notebook.is_relative_to(self.root):
            return []
        plain = notebook.relative_to(self.root).as_posix()
        path = quote(plain)
        found = [
            ("Download this notebook", f"{self.repository}/raw/{self.branch}/{path}"),
            ("Source", f"{self.repository}/blob/{self.branch}/{path}"),
        ]
        place = urlparse(self.repository)
        if place.netloc == "github.com":
            name = place.path.strip("/")
            colab = f"https://colab.research.google.com/github/{name}/blob/{self.branch}/{path}"
            binder = (
                f"https://mybinder.org/v2/gh/{name}/{self.branch}?labpath={quote(plain, safe='')}"
            )
            found[1:1] = [("Open in Colab", colab), ("Open in Binder", binder)]
        return found


def find(start: Path, name: str) -> Path | None:
    """The nearest file of this name in `start` or a folder above it."""
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / name).is_file():
            return folder / name
    return None


def read(start: Path) -> Project:
    """The project that the notebooks in `start` belong to. Raises TutorialError."""
    file, cited = find(start, "pyproject.toml"), find(start, "CITATION.cff")
    ours = _settings(file) if file else {}
    return Project(
        root=file.parent if file else None,
        repository=ours.get("repository", "").rstrip("/"),
        branch=ours.get("branch", "main"),
        address=ours["address"].rstrip("/") + "/" if ours.get("address") else "",
        cover=find(start, "DL_images/cover.svg"),
        **(_citation(cited) if cited else {}),
    )


def _settings(file: Path) -> dict[str, str]:
    """What pyproject.toml says under [tool.rnn_tutorial]. Raises TutorialError."""
    try:
        table: Any = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise TutorialError(f"{file} can't be read as TOML ({error}): correct it.") from None
    for name in ("tool", "rnn_tutorial"):
        table = table.get(name, {})
        if not isinstance(table, dict):
            advice = 'give a table: a line [tool.rnn_tutorial] and below it, say, branch = "main"'
            raise refusal(f"{file}: {name}", table, advice)
    for key, example in SETTINGS.items():
        value = table.get(key, "")
        if not isinstance(value, str):
            raise refusal(f"{file}: {key}", value, f'give a text, such as {key} = "{example}"')
        if key != "branch" and value and not _is_address(value):
            raise TutorialError(
                f"{file}: {key} is {value!r}: give an address that begins with https://, "
                f"such as {example}."
            )
    return table


def _is_address(text: str) -> bool:
    try:
        return urlparse(text).scheme in ("http", "https")
    except ValueError:  # brackets that don't enclose an IP address
        return False


def _citation(path: Path) -> dict[str, str]:
    about = _read_yaml(path)
    people = about.get("authors") or []
    if not isinstance(people, list) or not all(isinstance(one, dict) for one in people):
        advice = "give each author a line of its own, such as `- name: Jane Doe`"
        raise refusal(f"{path}: authors", people, advice)
    names = [
        one.get("name") or f"{one.get('given-names', '')} {one.get('family-names', '')}".strip()
        for one in people
    ]
    authors, version = ", ".join(map(str, names)), str(about.get("version", ""))
    year = str(about.get("date-released", ""))[:4]
    who = " ".join(filter(None, [authors, f"({year})" if year else ""]))
    parts = [f"{who}." if who else "", f"“{about.get('title', '')}”."]
    parts += [f"Version {version}." if version else "", str(about.get("doi", ""))]
    return {
        "authors": authors,
        "version": version,
        "licence": str(about.get("license", "")),
        "citation": " ".join(filter(None, parts)),
    }


def _read_yaml(path: Path) -> dict[str, Any]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except (
        OSError, ValueError, LookupError, AttributeError, TypeError, RecursionError, YAMLError
    ) as error:  # fmt: skip
        # The parser's own text quotes the file over several lines.
        reason = " ".join(str(getattr(error, "problem", None) or error).split())
        mark = getattr(error, "problem_mark", None)
        reason += f", at line {mark.line + 1}" if mark else ""
        raise TutorialError(f"{path} can't be read as a citation ({reason}): correct it.") from None
    if not isinstance(content, dict):
        raise TutorialError(f"{path} has no entries: write them, such as `title: A small book`.")
    return content
