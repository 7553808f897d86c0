"""No list page asks more of the database because the city is larger."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def count(client, path):
    client.get(path)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


@pytest.mark.parametrize(
    ("who", "path", "most"),
    [
        ("family", "/family/", 18),
        ("school", "/tables/seats/", 16),
        ("school", "/schools/claims/?state=all", 12),
        ("operator", "/tables/seats/", 18),
        ("office", "/tables/schools/", 12),
        ("office", "/tables/programs/", 12),
        ("school", "/schools/roster/", 15),
        ("office", "/office/", 12),
        ("office", "/desk/", 36),
        ("school", "/desk/", 22),
        ("operator", "/desk/", 24),
        ("office", "/office/applications/", 12),
        ("office", "/office/trail/", 9),
        ("office", "/messages/", 10),
        ("office", "/decisions/match/main/work/", 44),
        ("office", "/office/applications/duplicates/", 10),
        ("office", "/office/applications/together/", 10),
    ],
)
def test_list_pages_ask_a_fixed_number_of_questions(signed_in, who, path, most):
    assert count(signed_in(who), path) <= most


def test_twice_the_children_ask_no_more_questions(signed_in, family):
    from citycompact.web.enrollment.models import Application, Child, Guardian

    client = signed_in("family")
    before = count(client, "/family/")
    for number in range(6):
        child = Child.objects.create(family_id="F", given_name=f"N{number}", family_name="D")
        Guardian.objects.create(child=child, user=family)
        Application.objects.create(child=child, round_id="main", grade="K")
    assert count(client, "/family/") == before
    page = (
        f"/family/application/{Application.objects.filter(child__guardians__user=family).first().pk}/choices/"
    )
    assert count(client, page) <= 30
