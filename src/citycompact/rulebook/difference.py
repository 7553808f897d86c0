"""What changed between two rulebooks, in sentences a school-board member understands."""

from __future__ import annotations

from collections.abc import Mapping


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
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
    changes: list[str] = []
    for topic, sentence in after.items():
        if topic not in before:
            changes.append(f"New: {sentence}")
        elif before[topic] != sentence:
            changes.append(f"Changed: {sentence} (Before: {before[topic]})")
    changes.extend(f"Gone: {sentence}" for topic, sentence in before.items() if topic not in after)
    return changes
