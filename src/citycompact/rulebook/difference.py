"""What changed between two rulebooks, in sentences a school-board member understands, and word for word."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any, Literal

from citycompact.facts import canonical_json
from citycompact.rulebook.document import Rulebook, dotted

_LABELS = {"en": ("New", "Changed", "Before", "Gone"), "es": ("Nuevo", "Cambiado", "Antes", "Eliminado")}
_TEXT = {
    "en": ("In the text", "Only the text differs, no sentence does", "nothing"),
    "es": ("En el texto", "Solo difiere el texto, y ninguna frase", "nada"),
}

Path = tuple[str | int, ...]
_ABSENT = object()


def difference(
    before: Mapping[str, str], after: Mapping[str, str], language: Literal["en", "es"] = "en"
) -> list[str]:
    """Compare two rulebooks stated as sentences.

    Parameters
    ----------
    before, after
        Topic to sentence, as a room states its rules. The topic identifies a rule across
        versions ("choices.maximum"); the sentence is what the rule says.

    Returns
    -------
    One sentence or pair of sentences for every rule that is new, gone or different, in the
    order of the newer rulebook; empty where both say the same.
    """
    new, changed, earlier, gone = _LABELS[language]
    changes: list[str] = []
    for topic, sentence in after.items():
        if topic not in before:
            changes.append(f"{new}: {sentence}")
        elif before[topic] != sentence:
            changes.append(f"{changed}: {sentence} ({earlier}: {before[topic]})")
    changes.extend(f"{gone}: {sentence}" for topic, sentence in before.items() if topic not in after)
    return changes


def section_changes(
    section: str,
    before: Rulebook,
    after: Rulebook,
    said_before: Mapping[str, str],
    said_after: Mapping[str, str],
    language: Literal["en", "es"] = "en",
) -> list[str]:
    """Compare one section: what changed in sentences, then every place of what is signed that differs.

    It is empty only where the digests are the same, so that nobody signs a change that is not shown,
    be it one that no sentence says or one that hides behind another.
    """
    changes = difference(said_before, said_after, language)
    if before.section_digest(section) == after.section_digest(section):
        return changes
    text, only_text, nothing = _TEXT[language]
    label = text if changes else only_text
    places = _text_changes(before.signed_content(section), after.signed_content(section))
    return changes + [
        f"{label}: {_place(section, path)}: {_shown(old, new, nothing)} → {_shown(new, old, nothing)}"
        for path, old, new in places
    ]


def _text_changes(before: Any, after: Any, path: Path = ()) -> Iterator[tuple[Path, Any, Any]]:
    """The smallest places in which two contents differ, each with its value before and after."""
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys([*before, *after]):
            yield from _text_changes(before.get(name, _ABSENT), after.get(name, _ABSENT), (*path, name))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            yield from _text_changes(old, new, (*path, number))
    elif before is _ABSENT or after is _ABSENT or canonical_json(before) != canonical_json(after):
        yield path, before, after


def _place(section: str, path: Path) -> str:
    """Where in the file it stands: in the section, or in the header."""
    return dotted((section, *path[1:]) if path[0] == "content" else ("rulebook", *path))


def _shown(value: Any, other: Any, nothing: str) -> str:
    """A value as it is compared; letters that look like the other's are written as their code points."""
    if value is _ABSENT:
        return nothing
    mine, its = (
        "" if one is _ABSENT else canonical_json(one).decode("utf-8", errors="replace")
        for one in (value, other)
    )
    alike = unicodedata.normalize("NFKC", mine) == unicodedata.normalize("NFKC", its)
    return json.dumps(json.loads(mine)) if alike or not mine.isprintable() else mine
