"""One word for one thing: the glossary's Spanish is what is said,
and words that were given up do not come back."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from functools import cache
from pathlib import Path

import pytest

from web_strings import messages

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "citycompact"

GIVEN_UP = (
    "built_in_facts",
    "hindrance",
    "holding",
    "living",
    "standing",
    "standing_applicant",
    "standing_bucket",
    "standing_key",
    "state_of_play",
    "tongue",
)
"""Words for which the glossary has a better one; they stand in no name of a file, template or variable."""

FILES_GIVEN_UP = ("asking", "holding", "published", "records", "together")
"""Names of files that do not say what is in them; the words themselves are good ones elsewhere."""


def entries() -> list[tuple[str, str, str]]:
    """Word, meaning and Spanish of every row of the glossary."""
    rows = []
    for line in (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]
        if line.startswith("|") and cells[0] != "word" and not set(cells[0]) <= {"-"}:
            assert len(cells) == 3, line
            rows.append((cells[0], cells[1], cells[2]))
    return rows


@cache
def said() -> str:
    """All text that people may read in Spanish: the catalogue's, and the domain's own."""
    texts = [
        text
        for message in messages()
        for text in (message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    for path in SOURCE.rglob("*.py"):
        if "migrations" not in path.parts:
            tree = ast.parse(path.read_text("utf-8"))
            texts += [
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
    return "\n".join(texts).lower()


@pytest.mark.parametrize(("word", "spanish"), [(word, spanish) for word, _, spanish in entries()])
def test_the_spanish_of_a_word_is_what_is_said(word, spanish):
    if spanish.startswith("*"):
        return
    # In the singular or the plural.
    pattern = " ".join(rf"{re.escape(part)}(?:e?s)?" for part in spanish.split())
    assert re.search(rf"\b{pattern}\b", said()), word


def test_every_word_stands_once():
    words = [word for word, _, _ in entries()]
    assert len(words) == len(set(words))
    assert all(meaning and spanish for _, meaning, spanish in entries())


def names() -> dict[str, set[Path]]:
    """Every name in lower case to the files it stands in: files, identifiers, names in templates."""
    found: dict[str, set[Path]] = {}
    for path in SOURCE.rglob("*"):
        if path.suffix not in (".py", ".html") or "migrations" in path.parts:
            continue
        text = path.read_text("utf-8")
        if path.suffix == ".py":
            tokens = tokenize.generate_tokens(io.StringIO(text).readline)
            used = {token.string for token in tokens if token.type == tokenize.NAME}
        else:
            used = {
                name
                for tag in re.findall(r"\{[{%].*?[%}]\}", text)
                for name in re.findall(r"\w+", _bare(tag))
            }
        for name in used | {path.stem}:
            found.setdefault(name.lower(), set()).add(path)
    return found


def _bare(tag: str) -> str:
    """A template's tag without the texts it quotes."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", "", tag)


@pytest.mark.parametrize("word", GIVEN_UP)
def test_words_that_were_given_up_do_not_come_back(word):
    pattern = re.compile(rf"(?:^|_){word}s?(?:_|$)")
    places = {
        f"{path.relative_to(SOURCE)}: {name}"
        for name, paths in names().items()
        if pattern.search(name)
        for path in paths
    }
    assert not places


@pytest.mark.parametrize("word", FILES_GIVEN_UP)
def test_files_say_what_is_in_them(word):
    found = [path for path in SOURCE.rglob(f"{word}.*") if path.suffix in (".py", ".html")]
    assert found == []
