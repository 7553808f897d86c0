"""What a state can do: each lever and each position named and told in every language."""

from __future__ import annotations

import pytest

from citycompact.compact import LEVERS, POSITIONS
from citycompact.compact.tables import TABLES
from citycompact.words import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lever_has_a_name_and_a_sentence_of_its_own(language):
    names, sentences = zip(*(LEVERS[lever][language] for lever in LEVERS), strict=True)
    assert len(set(names)) == len(set(sentences)) == len(LEVERS) == 9
    assert all(sentence.endswith(".") for sentence in sentences)
    assert len({POSITIONS[position][language] for position in POSITIONS}) == len(POSITIONS)


def test_a_compact_can_say_where_its_state_stands_on_each():
    allowed = {column.name: column.among for column in TABLES["levers"].columns}
    assert allowed["lever"] == tuple(LEVERS)
    assert allowed["position"] == tuple(POSITIONS)
    assert next(c.among for c in TABLES["waiting"].columns if c.name == "lever") == tuple(LEVERS)
