"""The character NUL, which PostgreSQL has no place for, is refused on every page before it is read."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path",
    ["/", "/help/", "/compact/?status=%00", "/compact/cities/?words=%00", "/decisions/?%00=1"],
)
def test_pages_for_everybody(path):
    answer = Client().get(path)
    assert (answer.status_code == 400) == ("%00" in path)


def test_what_somebody_typed_is_refused_in_words_and_nothing_is_changed(signed_in, family):
    name = family.name
    answer = signed_in("family").post("/family/profile/", {"name": "A\x00", "language": "en", "phone": ""})
    assert (answer.status_code, b"Go back and try again." in answer.content) == (400, True)
    family.refresh_from_db()
    assert family.name == name


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("office", "/office/applications/?q=%00"),
        ("office", "/office/trail/?q=%00"),
        ("office", "/office/trail/?before=yesterday"),
        ("office", "/office/trail/?kind=nothing&before="),
        ("school", "/schools/claims/?state=%00"),
    ],
)
def test_searches_of_the_staff_are_never_a_500(signed_in, who, path):
    assert signed_in(who).get(path).status_code in (200, 400)


def test_odd_numbers_of_rows_change_nothing(signed_in, application):
    child = application.child_id
    for data in ({"remove": "x"}, {"remove": ""}, {"remove": "-1"}, {"remove": "1 or 1=1"}):
        assert signed_in("family").post(f"/family/child/{child}/share/", data).status_code in (200, 302)
    assert signed_in("office").post("/office/tokens/", {"end": "x"}).status_code in (200, 302)
