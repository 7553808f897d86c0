"""What differs between two freezes is said of rules, seats and records, each for itself."""

from __future__ import annotations

import pytest

from citycompact.record import commitment_sha256
from citycompact.web.decisions.differing import what_differs
from citycompact.web.decisions.models import JointDecision, Step

ONE = {
    "applications": 53,
    "applications_root": "a" * 64,
    "seats_sha256": "b" * 64,
    "section_sha256": "c" * 64,
}


def freeze(commitment, kind="match"):
    return Step(decision=JointDecision(kind=kind), content={"commitment": commitment})


def corrected(changed=0, **differs):
    return freeze({**ONE, **differs, "corrects": commitment_sha256(ONE), "changed": changed})


@pytest.mark.parametrize(
    ("now", "said", "unsaid"),
    [
        (corrected(), ["No record of an applicant differs."], ["rules differ", "Seats differ"]),
        (corrected(section_sha256="0"), ["The rules differ", "No record of"], ["Seats differ"]),
        (corrected(seats_sha256="0"), ["Seats differ", "No record of"], ["rules differ"]),
        (corrected(1, applications_root="0"), ["1 record of an applicant differs."], ["Seats differ"]),
        (
            corrected(53, applications_root="0", seats_sha256="0", section_sha256="0"),
            ["The rules differ", "Seats differ", "53 records of applicants differ.", "what the family sent"],
            ["No record"],
        ),
        # One that corrects none names no number.
        (freeze({**ONE, "applications_root": "0"}), ["Records of applicants differ."], ["No record"]),
        (freeze(None), [], ["differ"]),
        # What nobody has words for is named all the same.
        (corrected(bells_sha256="0"), ["bells differs.", "No record of"], ["rules differ"]),
    ],
)
def test_each_of_rules_seats_and_records_is_said(now, said, unsaid):
    text = " ".join(what_differs(freeze(ONE), now))
    for words in said:
        assert words in text
    for words in unsaid:
        assert words not in text


def test_a_kind_without_words_of_its_own_speaks_of_no_applicants():
    now = freeze({**ONE, "seats_sha256": "0", "corrects": commitment_sha256(ONE), "changed": 2}, "progress")
    said = " ".join(what_differs(freeze(ONE, "progress"), now))
    assert said == "seats differs. 2 records differ of those that were sealed."
