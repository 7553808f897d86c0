"""The family survey: once an account, and nobody knows whose answers are whose."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_family_answers_once_and_its_answer_knows_nothing_of_it(signed_in):
    from citycompact.web.compact.models import SurveyAnswer, SurveyTicket

    client, given = signed_in("family"), {"find": "4", "apply": "5", "get_to": "2", "trust": "4"}
    before = SurveyAnswer.objects.count()
    assert client.post("/compact/survey/", {**given, "trust": "9"}).status_code == 200
    for _ in range(2):
        client.post("/compact/survey/", given)
    assert SurveyAnswer.objects.count() == before + 1
    assert SurveyTicket.objects.count() == 1
    columns = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert columns == {"id", "wave", "group", "values"}


def test_few_answers_are_not_shown(signed_in):
    signed_in("family").post("/compact/survey/", {"find": "4", "apply": "5", "get_to": "2", "trust": "4"})
    page = Client().get("/compact/survey/results/").content.decode()
    assert "There are too few answers to show." in page.split("This winter")[1].split("After the second")[0]


def test_results_that_are_not_published_count_for_nothing_in_the_survey(signed_in, family):
    from citycompact.web.compact.family_survey import _placed
    from citycompact.web.compact.models import SurveyAnswer
    from citycompact.web.enrollment.models import Outcome, Round

    before = _placed().count()
    assert before
    official = Round.objects.get(pk="last-year").published
    mine = Outcome.objects.get(attempt=official, child__guardians__user=family)
    was = mine.program.school.operator.sector
    other = (
        Outcome.objects.filter(program__isnull=False)
        .exclude(program__school__operator__sector=was)
        .first()
        .program
    )
    what_if = type(official).objects.create(
        decision=official.decision,
        freeze=official.freeze,
        official=False,
        rulebook=official.rulebook,
        seed="x",
        seed_source="x",
    )
    Outcome.objects.create(
        attempt=what_if,
        child=mine.child,
        program=other,
        lottery_number="1",
        lottery_place=1,
        missed=[],
        receipt={},
    )
    assert _placed().count() == before
    signed_in("family").post("/compact/survey/", {"find": "4", "apply": "5", "get_to": "2", "trust": "4"})
    assert SurveyAnswer.objects.get(wave__name="This winter").group == was


def test_a_whole_city_that_answered_alike_gives_nobodys_answer_away(signed_in):
    from citycompact.web.compact.models import SurveyAnswer, SurveyWave

    SurveyWave.objects.all().delete()
    wave = SurveyWave.objects.create(
        name="One mind", name_es="Una sola voz", opens_on="2026-01-01", closes_on="2026-02-01"
    )
    alike = {"find": 5, "apply": 1, "get_to": 3}
    for n in range(40):
        SurveyAnswer.objects.create(wave=wave, values={**alike, "trust": 2 + 2 * (n % 2)})
    client = Client()
    page = " ".join(client.get("/compact/survey/results/").content.decode().split())
    assert page.count("at least 90 % easy or very easy (n = 40)") == 1
    assert page.count("at most 10 % easy or very easy (n = 40)") == 2
    assert "50 % easy or very easy, n = 40" in page
    for told in ("100 %", " 0 %", "5.0", "0.0"):
        assert told not in page
    client.post("/language/", {"language": "es", "next": "/"})
    page = " ".join(client.get("/compact/survey/results/").content.decode().split())
    assert "Una sola voz" in page
    assert "al menos el 90 % fácil o muy fácil" in page
