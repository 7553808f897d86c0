"""What changed between two rulebooks, in sentences a school-board member understands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

_LABELS = {"en": ("New", "Changed", "Before", "Gone"), "es": ("Nuevo", "Cambiado", "Antes", "Eliminado")}


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
