"""The file of names beside a package."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0 bytes"),
        (b"applicant_id\nA\n", "has no column given_name"),
        (b"applicant_id;given_name\nA;B\n", "semicolons"),
        (b"applicant_id,given_name\nA,B\nA,C\n", "repeats row 2"),
        (b"applicant_id,given_name,birth_date\nA,B,3/4/2021\n", "is not a date"),
        (b"applicant_id,given_name\nA,\xff\n", "UTF-8"),
    ],
)
def test_every_fault_is_named(content, said):
    from citycompact.facts import FactsError
    from citycompact.web.moving.names import read_names

    with pytest.raises(FactsError, match=said):
        read_names(content)
