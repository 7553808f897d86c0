"""Where two rounds are open at once, a page asks which, or says which; and no other is touched."""

from __future__ import annotations

import datetime

import pytest

from next_rounds import further_round

pytestmark = pytest.mark.django_db
PAPER = {
    "channel": "paper",
    "given_name": "Nina",
    "family_name": "Novak",
    "birth_date": "2021-05-01",
    "grade": "K",
    "address": "1 Elm Street",
}


@pytest.fixture
def second(round_):
    """A second round of the same days."""
    return further_round("second", "Second round", datetime.timedelta(days=0))


@pytest.fixture
def past_and_next(round_, monkeypatch):
    """This year's round is closed and not frozen yet, and next year's takes applications."""
    made = further_round()
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-12-01T10:00")
    return made


PAGES = (
    ("office", "/office/applications/enter/"),
    ("office", "/office/applications/review/"),
    ("office", "/office/records/"),
    ("office", "/office/rosters/"),
    ("school", "/schools/present/"),
    ("family", "/family/add/"),
)


@pytest.mark.parametrize("place", PAGES)
def test_a_page_asks_which_of_two_rounds(signed_in, round_, second, place):
    who, path = place
    client = signed_in(who)
    for wanted in (round_, second):
        response = client.get(f"{path}?round={wanted.pk}", follow=True)
        assert response.context["round"] == wanted, path
        page = response.content.decode()
        assert f'<option value="{wanted.pk}" selected>{wanted}</option>' in page
        assert ">Show this round<" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")
    for odd in ("nothing", "", "last-year", "x" * 300):
        assert client.get(path, {"round": odd}).context["round"] in (round_, second)


@pytest.mark.parametrize("place", PAGES)
def test_with_one_round_nothing_is_asked(signed_in, round_, place):
    who, path = place
    page = signed_in(who).get(path, follow=True).content.decode()
    assert "Show this round" not in page
    assert str(round_) in page, "and it says which"


def test_a_closed_round_does_not_hide_the_next(signed_in, round_, past_and_next):
    family = signed_in("family")
    page = family.get("/family/").content.decode()
    assert "/start/?round=next" in page
    assert "?round=main" not in page
    assert family.get("/family/add/").context["round"] == past_and_next


def test_a_paper_application_goes_to_the_round_that_was_chosen(signed_in, round_, second):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.models import Application

    program = Program.objects.filter(grade="K").first()
    office, said = signed_in("office"), {**PAPER, "choices": program.pk}
    for wanted in (second, round_):
        page = office.post(
            f"/office/applications/enter/?round={round_.pk}", {**said, "round": wanted.pk}, follow=True
        )
        made = Application.objects.latest("pk")
        assert (made.round, made.child.given_name) == (wanted, "Nina"), page.content.decode()[-3000:]


def test_a_preview_for_one_round_is_not_confirmed_in_another(signed_in, round_, second):
    office = signed_in("office")
    session = office.session
    session["roster-import"] = {
        "token": "t",
        "plan": {"writes": {}, "by_hand": {}, "missing": {}},
        "round": "main",
    }
    session.save()
    page = office.post("/office/rosters/?round=second", {"confirm": "t"}, follow=True).content.decode()
    assert "this preview is no longer the last one" in page


def test_a_family_begins_in_each_round_on_its_own(signed_in, application, second):
    from citycompact.web.enrollment.models import Application

    family = signed_in("family")
    page = family.get("/family/").content.decode()
    assert f"/family/child/{application.child_id}/start/?round=second" in page
    assert f"/family/child/{application.child_id}/start/?round=main" not in page, "it is begun there"
    assert "<strong>Second round</strong>" in page
    born = application.child.birth_date
    form = {"birth_date": str(born), "grade": application.grade, "round": "second"}
    family.post(f"/family/child/{application.child_id}/start/?round=second", form)
    made = Application.objects.get(child=application.child, round=second)
    assert made.draft.get("choices", []) == []
    assert made.state == "draft"
    application.refresh_from_db()
    assert application.state == "submitted", "the other round's stays as it was"
