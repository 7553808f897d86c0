"""A roster confirms what is certain, contradicts what is not so, and leaves the rest to people; of it nothing
is kept but which child is at which school."""

from __future__ import annotations

import pytest

from applying import new_application, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def pupil(application, family, school):
    """The demo family's child, who says that it attends the secretary's school; nobody has verified it."""
    application.child.verifications.all().delete()
    says(application, family, current_school_id=school.pk)
    return application


@pytest.fixture
def other(school):
    from citycompact.web.city.models import School

    return School.objects.exclude(pk=school.pk).exclude(operator=school.operator).first()


def sheet(*rows):
    """A list of pupils: child, or names, and the school's id."""
    lines = ["Given name,Family name,Birth date,School"]
    for who, school in rows:
        given, family, born = (
            who if isinstance(who, tuple) else (who.given_name, who.family_name, who.birth_date)
        )
        lines.append(f"{given},{family},{born},{school}")
    return "\n".join(lines).encode()


def bring(round_, content, own=None, by_hand=None, school=None):
    from citycompact.web.enrollment.roster_import import confirm, preview

    found = preview("list.csv", content, round_, own, school)
    confirm(found.plan(), by_hand or {}, round_, own)
    return found


def on_roster(application):
    return list(application.child.verifications.filter(how="roster").values_list("value", flat=True))


def word_of_a_school(application):
    return list(application.child.verifications.filter(how="school").values_list("value", flat=True))


def test_a_certain_match_is_confirmed_and_again_changes_nothing(pupil, school, round_):
    from citycompact.web.enrollment.models import Verification

    found = bring(round_, sheet((pupil.child, school.pk)))
    assert found.confirmed == 1
    assert on_roster(pupil) == [school.pk]
    rows = Verification.objects.count()
    bring(round_, sheet((pupil.child, school.pk)))
    assert (on_roster(pupil), Verification.objects.count()) == ([school.pk], rows)


def test_another_school_is_kept_does_not_count_and_is_listed(pupil, school, other, round_):
    from citycompact.web.enrollment.roster_import import contradicted, with_both_schools
    from citycompact.web.enrollment.rows import city_package

    found = bring(round_, sheet((pupil.child, other.pk)))
    assert [held.child.pk for held in found.contradicted] == [pupil.child_id]
    assert on_roster(pupil) == [other.pk]
    rows = city_package(round_).table("verifications")
    mine = (rows["applicant_id"] == pupil.child_id) & (rows["fact"] == "current_school_id")
    assert rows.filter(mine)["how"].to_list() == ["self"]
    assert pupil.pk in contradicted(round_)
    (shown,) = with_both_schools([pupil.pk])
    assert (shown["said"], shown["has"]) == (school, other)


def test_who_is_no_longer_on_the_roster_of_their_school_loses_it(pupil, school, other, round_):
    stranger = (("Zz", "Qq", "2019-01-01"), school.pk)
    bring(round_, sheet((pupil.child, school.pk)))
    found = bring(round_, sheet((("Zz", "Qq", "2019-01-01"), other.pk)))
    assert pupil.child_id not in [held.child.pk for held in found.missing]
    assert on_roster(pupil) == [school.pk], "a roster of another school says nothing"
    found = bring(round_, sheet(stranger))
    assert pupil.child_id in [held.child.pk for held in found.missing]
    assert on_roster(pupil) == []


def test_nothing_changes_before_it_is_confirmed(pupil, school, round_):
    from citycompact.web.enrollment.roster_import import preview

    before = on_roster(pupil)
    preview("list.csv", sheet((pupil.child, school.pk)), round_, None)
    assert on_roster(pupil) == before == []


def test_what_is_not_certain_somebody_decides(pupil, school, round_):
    child = pupil.child
    slip = (child.given_name, child.family_name, child.birth_date.replace(year=child.birth_date.year - 1))
    found = bring(round_, sheet((slip, school.pk)))
    (held,) = [item for item in found.by_hand if item.child == child]
    assert [candidate.school for candidate in held.candidates] == [school.pk]
    assert on_roster(pupil) == []
    bring(round_, sheet((slip, school.pk)), by_hand={child.pk: "S999"})
    assert on_roster(pupil) == [], "no school that the roster did not have"
    bring(round_, sheet((slip, school.pk)), by_hand={child.pk: school.pk})
    assert on_roster(pupil) == [school.pk]
    bring(round_, sheet((slip, school.pk)), by_hand={child.pk: school.pk})
    assert on_roster(pupil) == [school.pk]
    bring(round_, sheet((slip, school.pk)), by_hand={child.pk: ""})
    assert on_roster(pupil) == []


def test_a_school_speaks_for_itself_alone(pupil, school, other, round_):
    own = {school.pk}
    found = bring(round_, sheet((pupil.child, other.pk), (("Zz", "Qq", "2019-01-01"), school.pk)), own)
    assert (found.others, on_roster(pupil)) == (1, [])
    assert found.contradicted == []
    bring(round_, sheet((pupil.child, school.pk)), own)
    # What a school brings is its word, and no roster of the district's.
    assert on_roster(pupil) == []
    assert word_of_a_school(pupil) == [school.pk]


def test_who_is_off_a_schools_own_list_reads_it_and_keeps_what_the_district_says(
    pupil, school, round_, family
):
    from citycompact.web.enrollment.models import Guardian
    from citycompact.web.outbox.models import Message

    Guardian.objects.get_or_create(child=pupil.child, user=family)
    own = {school.pk}
    bring(round_, sheet((pupil.child, school.pk)))
    bring(round_, sheet((pupil.child, school.pk)), own)
    assert (on_roster(pupil), word_of_a_school(pupil)) == ([school.pk], [school.pk])
    bring(round_, sheet((("Zz", "Qq", "2019-01-01"), school.pk)), own)
    assert (on_roster(pupil), word_of_a_school(pupil)) == ([school.pk], [])
    letter = Message.objects.get(key__startswith=f"taken-back:{pupil.pk}:", user=family, channel="email")
    assert "school" in letter.body
    # Once more takes nothing away, and writes to nobody.
    bring(round_, sheet((("Zz", "Qq", "2019-01-01"), school.pk)), own)
    assert Message.objects.filter(key__startswith=f"taken-back:{pupil.pk}:").count() == 1


def test_a_school_takes_no_child_that_does_not_say_it_and_learns_of_none(pupil, other, round_):
    found = bring(round_, sheet((pupil.child, other.pk)), {other.pk})
    shown = [*found.contradicted, *found.by_hand, *found.absent, *found.missing, *found.taken]
    assert pupil.child_id not in [held.child.pk for held in shown]
    assert on_roster(pupil) == []


def test_whom_another_schools_roster_has_the_office_decides(pupil, school, other, round_):
    from citycompact.web.enrollment.verifying import verify

    verify(pupil.child, "current_school_id", "roster", other.pk)
    found = bring(round_, sheet((pupil.child, school.pk)), {school.pk})
    assert [held.child for held in found.taken] == [pupil.child]
    assert on_roster(pupil) == [other.pk]
    bring(round_, sheet((pupil.child, school.pk)))
    assert on_roster(pupil) == [school.pk]


def test_a_plan_of_other_schools_is_not_kept_for_a_school(pupil, school, other, round_):
    from citycompact.web.enrollment.roster_import import confirm

    plan = {"writes": {pupil.child_id: other.pk}, "by_hand": {}, "missing": {}}
    assert confirm(plan, {}, round_, {school.pk}) == 0
    assert on_roster(pupil) == []


def test_a_school_of_the_roster_that_is_none_of_the_citys_is_named(pupil, round_):
    found = bring(round_, sheet((pupil.child, "Escuela de Marte")))
    assert found.unmatched == ["Escuela de Marte"]
    assert (found.unmatched_children, on_roster(pupil)) == (1, [])


def test_the_plan_holds_no_name_and_no_birthday(pupil, school, round_):
    import json

    from citycompact.web.enrollment.roster_import import preview

    slip = (pupil.child.given_name, pupil.child.family_name, pupil.child.birth_date.replace(year=2001))
    plan = json.dumps(
        preview(
            "x.csv", sheet((slip, school.pk), (("Zz", "Qq", "2019-01-01"), school.pk)), round_, None
        ).plan()
    )
    for secret in (pupil.child.given_name, pupil.child.family_name, "Qq", "2019", "2001"):
        assert secret not in plan


def test_a_draft_is_confirmed_ahead_for_the_office_and_counts_once_sent(client, school, round_):
    from citycompact.web.enrollment.answers import change
    from citycompact.web.site.models import User

    client.force_login(User.objects.create(email="x@example.org"))
    draft = new_application(client, given_name="Xochitl", family_name="Ibarra")
    change(draft, current_school_id=school.pk)
    bring(round_, sheet((draft.child, school.pk)), {school.pk})
    assert on_roster(draft) == [], "a draft is no school's business"
    bring(round_, sheet((draft.child, school.pk)))
    assert on_roster(draft) == [school.pk]


def test_frozen_facts_change_no_more(signed_in, pupil, school, closed):
    from citycompact.web.enrollment.roster_import import NoLongerOpen, confirm, preview

    plan = preview("x.csv", sheet((pupil.child, school.pk)), closed, None).plan()
    signed_in("office").post(f"/decisions/match/{closed.pk}/freeze/", {"why": "time"})
    with pytest.raises(NoLongerOpen):
        confirm(plan, {}, closed, None)
    assert on_roster(pupil) == []


def test_a_child_merged_meanwhile_gets_nothing(pupil, school, round_, application):
    from citycompact.web.enrollment.models import Child
    from citycompact.web.enrollment.roster_import import confirm, preview

    plan = preview("x.csv", sheet((pupil.child, school.pk)), round_, None).plan()
    keep = Child.objects.create(family_id="F", given_name="A", family_name="B")
    Child.objects.filter(pk=pupil.child_id).update(merged_into=keep)
    assert confirm(plan, {}, round_, None) == 0
