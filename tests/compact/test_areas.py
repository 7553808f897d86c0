"""What a compact may be about has a name in every language, and rules speak of the same words."""

from __future__ import annotations

from typing import get_args

import pytest

from citycompact.compact import areas
from citycompact.compact.rules import AcceptedEvidence, EvidenceKind
from citycompact.words import LANGUAGES

NAMED = (areas.AREAS, areas.SIDES, areas.STATUSES, areas.EVIDENCE_KINDS, areas.BARRIER_KINDS)


@pytest.mark.parametrize("names", NAMED)
def test_everything_has_a_name_of_its_own_in_every_language(names):
    for language in LANGUAGES:
        said = [words[language] for words in names.values()]
        assert all(said)
        assert len(set(said)) == len(said)


def test_sixteen_areas():
    assert len(areas.AREAS) == 16


def test_rules_say_what_each_status_may_rest_on():
    assert set(AcceptedEvidence.model_fields) == set(areas.STATUSES)
    assert set(get_args(EvidenceKind)) == set(areas.EVIDENCE_KINDS)
    assert set(areas.RESOLUTION_FORMERLY.values()) <= set(areas.EVIDENCE_KINDS)
    assert not set(areas.RESOLUTION_FORMERLY) & set(areas.EVIDENCE_KINDS)
