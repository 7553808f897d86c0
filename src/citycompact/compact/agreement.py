"""The text of the agreement: its sentences by area, and what changed between two versions."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Literal

from citycompact.compact.areas import AREAS
from citycompact.words import Language

_END = re.compile(r"(?<=[.!?])[”\"')]*\s+(?=[A-ZÁÉÍÓÚÑ¿¡“\"'(0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:No|Nos|Mr|Mrs|Ms|Dr|St|Sec|Art|Inc|vs|etc|e\.g|i\.e|U\.S|approx|núm|Sr|Sra|Jan|Feb|Mar|"
    r"Apr|Aug|Sept?|Oct|Nov|Dec|ene|feb|abr|ago|sept|oct|nov|dic)|\b[A-Z])\.$"
)
Change = Literal["same", "changed", "removed", "added"]


@dataclass(frozen=True)
class SentenceChange:
    """One line of a comparison: the sentence before, the sentence after; empty where there is none."""

    kind: Change
    before: str
    after: str


def sentences(text: str) -> list[str]:
    """The sentences of a text, headings (lines that begin with ``#``) as sentences of their own.

    Line breaks inside a paragraph and double blanks do not count; an empty line ends a sentence.
    """
    found: list[str] = []
    for paragraph in re.split(r"\n\s*\n|\n(?=[#*-])", text):
        for block in _blocks(paragraph):
            found += _split(" ".join(block.split()))
    return found


def _blocks(paragraph: str) -> list[str]:
    first, _, rest = paragraph.strip().partition("\n")
    return [first, rest] if first.startswith("#") else [paragraph]


def _split(block: str) -> list[str]:
    found: list[str] = []
    start = 0
    for match in _END.finditer(block):
        piece = block[start : match.start()].strip()
        if _ABBREVIATION.search(piece):
            continue
        found.append(block[start : match.end()].strip())
        start = match.end()
    last = block[start:].strip()
    return [*found, last] if last else found


def compare(before: str, after: str) -> list[SentenceChange]:
    """What changed between two texts, sentence by sentence.

    Sentences are aligned by the longest common runs (Ratcliff and Obershelp, as in ``difflib``); inside a
    replaced run, the pairs that are most alike, if half of their words agree, count as changed.
    """
    old, new = sentences(before), sentences(after)
    found: list[SentenceChange] = []
    for tag, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [SentenceChange("same", s, s) for s in old[a:b]]
        else:
            found += _pair(old[a:b], new[c:d])
    return found


def _pair(old: Sequence[str], new: Sequence[str]) -> list[SentenceChange]:
    found: list[SentenceChange] = []
    rest = list(old)
    for sentence in new:
        best = max(rest, key=lambda s: _alike(s, sentence), default=None)
        if best is not None and _alike(best, sentence) >= 0.5:
            # What stood before the partner and found none is gone.
            while rest[0] != best:
                found.append(SentenceChange("removed", rest.pop(0), ""))
            found.append(SentenceChange("changed", rest.pop(0), sentence))
        else:
            found.append(SentenceChange("added", "", sentence))
    return [*found, *(SentenceChange("removed", s, "") for s in rest)]


def _alike(a: str, b: str) -> float:
    return difflib.SequenceMatcher(None, a.lower().split(), b.lower().split(), autojunk=False).ratio()


def template(areas: Sequence[str], language: Language = "en") -> str:
    """A first text for a compact about the given areas, each under a heading of its own.

    Raises
    ------
    KeyError
        For an area that does not exist.
    """
    texts = tomllib.loads(resources.files(__package__).joinpath("templates.toml").read_text("utf-8"))
    parts = []
    for area in areas:
        parts.append(f"# {AREAS[area][language]}\n\n{texts[area][language].strip()}")
    return "\n\n".join(parts) + "\n"
