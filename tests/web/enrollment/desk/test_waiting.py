"""What waits for the office, schools and operators: counted, with a link that shows it, and until when."""

from __future__ import annotations

import pytest
from django.utils import timezone

from applying import new_application, says

pytestmark = pytest.mark.django_db

CLOSES, DRAW = "2027-02-12T23:59", "2027-03-12T10:00"


def waiting(client):
    """Words without their number to number, address and until when on the city's clock."""
    from django.core.cache import cache

    from citycompact.web.city.clock import on_the_clock

    cache.clear()
    found = {}
    for item, _days in client.get("/desk/").context["waiting"]:
        number, words = item.words.split(" ", 1)
        until = None if item.until is None else f"{on_the_clock(item.until):%Y-%m-%dT%H:%M}"
        found[words] = (int(number.replace(",", "")), item.address, until)
    return found


def test_a_claim_waits_for_its_school_and_after_the_deadline_until_the_draw(
    claim, application, signed_in, monkeypatch
):
    from citycompact.web.enrollment.models import Claim

    Claim.objects.exclude(pk=claim.pk).delete()
    expected = (1, "/schools/claims/", CLOSES)
    for who in ("school", "operator"):
        assert waiting(signed_in(who))["claim to confirm"] == expected
    assert "claim to confirm" not in waiting(signed_in("office")), "it is not the office's word"
    monkeypatch.setenv("CITYCOMPACT_NOW", "2027-02-13T09:00")
    assert waiting(signed_in("school"))["claim to confirm"] == (1, "/schools/claims/", DRAW)
    Claim.objects.update(state="approved")
    assert "claim to confirm" not in waiting(signed_in("school"))


def test_an_address_that_was_not_found_leads_to_its_application(signed_in, application):
    office = signed_in("office")
    assert not any("address" in words for words in waiting(office))
    says(application, address="12 Nowhere Lane", latitude=None, longitude=None, zone=None)
    number, address, until = waiting(office)["address that was not found on the map"]
    assert (number, until) == (1, CLOSES)
    page = office.get(address).content.decode()
    assert f"/office/application/{application.pk}/" in page
    assert page.count("/office/application/") == 1


def test_pairs_unusual_applications_and_facts_are_as_many_as_their_pages_list(signed_in, application, round_):
    from citycompact.web.enrollment.duplicates import suggestions
    from citycompact.web.enrollment.models import Verification
    from citycompact.web.enrollment.records_sheet import rows_of
    from citycompact.web.enrollment.reviewing import unusual

    office = signed_in("office")
    new_application(signed_in("family"), given_name="Ninna", family_name="Delgado-Twice")
    new_application(signed_in("family"), given_name="Nina", family_name="Delgado-Twice")
    Verification.objects.filter(child=application.child).delete()
    found = waiting(office)
    pairs = next(item for words, item in found.items() if words.startswith("pair"))
    assert pairs[:2] == (len(suggestions()), "/office/applications/duplicates/")
    look_at = sum(not item.looked_at for item in unusual(round_))
    assert found["applications to look at"][:2] == (look_at, "/office/applications/review/")
    facts = len(list(rows_of(round_))) - 1
    assert facts
    assert found["facts to look up in records"][:2] == (facts, "/office/records/")
    for _number, address, _until in found.values():
        assert office.get(address).status_code == 200


def test_seats_wait_for_their_operator_and_are_shown_to_the_office(signed_in, school):
    from citycompact.web.city.models import Program

    Program.objects.update(seats_approved_at=timezone.now())
    operator, office = signed_in("operator"), signed_in("office")
    assert not any("seats" in words for words in {**waiting(operator), **waiting(office)})
    Program.objects.filter(pk=Program.objects.filter(school=school).first().pk).update(seats_approved_at=None)
    other = Program.objects.exclude(school__operator=school.operator).first()
    Program.objects.filter(pk=other.pk).update(seats_approved_at=None)
    mine = waiting(operator)["program whose seats you have not approved"]
    assert mine == (1, "/tables/seats/", CLOSES)
    assert not any("seats" in words for words in waiting(signed_in("school"))), "it approves nothing"
    number, address, _ = waiting(office)["programs whose seats their operators have not approved"]
    assert number == 2
    assert other.pk in office.get(address).content.decode()


def test_a_child_who_says_it_is_a_pupil_waits_for_the_school(signed_in, school, application):
    before = waiting(signed_in("school"))
    says(application, current_school_id=school.pk)
    application.child.verifications.all().delete()
    after = waiting(signed_in("school"))
    count = {words: item[0] for words, item in after.items() if "pupil" in words}
    earlier = sum(item[0] for words, item in before.items() if "pupil" in words)
    assert sum(count.values()) == earlier + 1


def test_nothing_waits_once_the_facts_are_frozen(signed_in, closed, claim):
    from citycompact.web.decisions import steps
    from citycompact.web.site.models import User

    assert waiting(signed_in("school"))
    steps.freeze(closed.decision, User.objects.get(email="office@demo.example"))
    for who in ("school", "operator"):
        assert waiting(signed_in(who)) == {}, who
    (words,) = [item.words for item, _ in signed_in("office").get("/desk/").context["waiting"]]
    assert words == "School year 2027-28: sealed; its draw is entered next"
