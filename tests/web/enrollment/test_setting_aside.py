"""One applicant's fault never stops the city: it is set aside, named, mended, and nothing else waits."""

from __future__ import annotations

import pytest

from applying import programs, says

pytestmark = pytest.mark.django_db

WORK = "/decisions/match/main/work/"


def aside(round_):
    from citycompact.web.enrollment.setting_aside import fitting

    return fitting(round_)


def test_nothing_is_set_aside_where_all_fits(closed):
    found = aside(closed)
    assert (found.aside, found.problems) == ({}, [])
    assert found.package.table("applicants").height == closed.applications.filter(state="submitted").count()


def reasons(found, application):
    return [(p.file, p.message, p.mend, p.column, p.value) for p in found.aside.get(application.child_id, ())]


def alone(round_, application):
    """What its own page says, which reads no other application."""
    from citycompact.web.enrollment.setting_aside import fitting

    return reasons(fitting(round_, [application.pk]), application)


FAULTS = {
    "a program that there is no more": {"choices": ["S999-K"]},
    "the same program twice": {"choices": ["A", "A"]},
    "a program of another grade": {"choices": ["other grade"]},
    "more programs than the rules allow": {"choices": ["all"]},
    "a grade that the round does not have": {"grade": "99", "choices": []},
    "a claim at a school that there is no more": {"claims": [["sibling", "S999"]]},
    "a place that is none": {"latitude": 400.0, "longitude": 0.0},
    "an id with an invisible character": {"current_school_id": "S\u200b001"},
}


def sends(application, said):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.answers import content_of
    from citycompact.web.enrollment.models import Version

    here = programs(application.grade)
    other = Program.objects.exclude(grade=application.grade).first().pk
    names = {"A": here[0], "other grade": other}
    if said.get("choices") == ["all"]:
        said = {"choices": [*here, *[f"{here[0]}x{n}" for n in range(13)]]}
    content = {**content_of(application), **said}
    content["choices"] = [names.get(name, name) for name in content["choices"]]
    # As it stands after the city changed around what was sent.
    number = application.versions.count() + 1
    Version.objects.create(
        application=application,
        number=number,
        content=content,
        sha256="0" * 64,
        submitted_at=application.updated_at,
        once=__import__("uuid").uuid4(),
    )


@pytest.mark.parametrize("fault", FAULTS)
def test_what_does_not_fit_is_named_with_a_link_and_the_rest_is_frozen(signed_in, closed, application, fault):
    from citycompact.city import read_city
    from citycompact.web.decisions.folders import KeptFolder

    before = closed.applications.filter(state="submitted").count()
    sends(application, FAULTS[fault])
    assert alone(closed, application) == reasons(aside(closed), application)
    office = signed_in("office")
    page = office.get(WORK).content.decode()
    assert "1 application does not fit any more and is set aside" in page
    address = f"/office/application/{application.pk}/"
    assert address in page
    text = office.get(address).content.decode()
    assert "Set aside: it does not fit any more" in text
    office.post("/decisions/match/main/freeze/")
    closed.refresh_from_db()
    step = closed.decision.steps.last()
    assert step.to_state == "frozen", office.get(WORK).content.decode()
    import tempfile
    from pathlib import Path

    with tempfile.TemporaryDirectory() as scratch:
        city = read_city(KeptFolder.unpack(step.facts, Path(scratch)))
    assert city.table("applicants").height == before - 1
    assert application.child_id not in set(city.table("applicants")["applicant_id"])


def test_it_is_mended_by_the_office_and_its_family_is_told(signed_in, closed, application, family):
    from citycompact.web.enrollment.pages.office_forms import MendForm
    from citycompact.web.outbox.models import Message

    sends(application, FAULTS["a program that there is no more"])
    office, good = signed_in("office"), programs(application.grade)[:2]
    content = application.last_version.content
    data = {
        key: value
        for key, value in MendForm.initial_of(content, application.child).items()
        if value not in (None, False)
    }
    mend = f"/office/application/{application.pk}/mend/"
    assert "S999-K is no program in this grade." in office.post(mend, {**data, "why": "x"}).content.decode()
    data["choices"] = "\n".join(good)
    assert "This field is required." in office.post(mend, data).content.decode()
    office.post(mend, {**data, "why": "The school closed; the mother said on the phone what to list."})
    assert aside(closed).aside == {}
    letter = Message.objects.get(key__startswith="mended:", channel="email", user=family)
    assert "The school closed" in letter.body
    assert application.child_id in letter.body
    versions = list(application.versions.values_list("channel", flat=True))
    assert versions[-1] == "office"


def test_rights_that_cannot_all_be_kept_are_named_with_their_children(signed_in, closed):
    from citycompact.web.city.models import Program
    from citycompact.web.enrollment.drafts import guaranteed_program

    rules = closed.rulebook.rules()
    sure = [(a, guaranteed_program(a, rules)) for a in closed.applications.filter(state="submitted")[:60]]
    application, program = next((a, p) for a, p in sure if p)
    Program.objects.filter(pk=program.pk).update(seats=0)
    program.reserves.all().delete()
    page = signed_in("office").get(WORK).content.decode()
    assert "cannot all be kept" in page
    assert f"/office/application/{application.pk}/" in page
    # The office takes back that the school was verified, and nothing stands in the way any more.
    for other in closed.applications.filter(state="submitted"):
        other.child.verifications.filter(fact="current_school_id", value=program.school_id).delete()
    assert "cannot all be kept" not in signed_in("office").get(WORK).content.decode()


def test_an_unverified_claim_to_a_seat_stops_nobody(signed_in, closed, application):
    """A parent who says that the child attends a full school gets no right to a seat there."""
    from citycompact.web.city.models import Program

    full = Program.objects.filter(grade=application.grade).first()
    Program.objects.filter(pk=full.pk).update(seats=0)
    full.reserves.all().delete()
    for other in closed.applications.filter(state="submitted"):
        other.child.verifications.filter(fact="current_school_id", value=full.school_id).delete()
    application.child.verifications.all().delete()
    says(application, current_school_id=full.school_id)
    assert aside(closed).problems == []
    page = signed_in("office").get(f"/office/application/{application.pk}/").content.decode()
    assert "Not verified, and so it does not count." in page
