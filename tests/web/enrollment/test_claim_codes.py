"""Claim codes: nobody guesses one, and none gives another family's children."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_codes_are_told_apart_by_letters_that_nobody_confuses():
    from citycompact.web.enrollment.claim_codes import hash_of, new_code

    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    assert not set("".join(codes)) & set("0O1IL")
    code = codes.pop()
    assert hash_of(code) == hash_of(f"  {code.lower().replace('-', ' ')} ")
    assert hash_of(code) != hash_of(code[:-1])


def test_a_code_gives_nothing_once_somebody_else_acts_for_a_child(application, family):
    from citycompact.web.enrollment.claim_codes import claim_family, make_codes
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.site.models import User

    make_codes({application.child.family_id: "AAAA-BBBB-CCCC"}, ())
    stranger = User.objects.create_user("stranger@x.example", "p")
    assert claim_family("AAAA-BBBB-CCCC", stranger) == []
    assert not Guardian.objects.filter(user=stranger).exists()
    assert application.child in claim_family("AAAA-BBBB-CCCC", family)
