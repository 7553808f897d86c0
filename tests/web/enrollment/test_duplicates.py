"""Children entered twice are offered by every spelling, and told apart once for good."""

from __future__ import annotations

import datetime
import time

import pytest

pytestmark = pytest.mark.django_db


def child(given, family, born="2021-03-12", **more):
    from citycompact.web.enrollment.models import Child

    day = datetime.date.fromisoformat(born) if born else None
    return Child.objects.create(
        family_id=f"F{given}", given_name=given, family_name=family, birth_date=day, **more
    )


def pairs():
    from citycompact.web.enrollment.duplicates import suggestions

    return {frozenset((pair.first, pair.second)) for pair in suggestions()}


TRUE = [
    (("Jose", "Nunez"), ("José", "Núñez")),
    (("Oscar", "Pena"), ("Óscar", "Peña")),
    (("Maria", "Cruz Vega"), ("María", "Vega Cruz")),
    (("Ximena", "Ortiz"), ("Jimena", "Ortiz")),
    (("Mateo", "Avila"), ("Mateo", "Ávila Ruiz")),
    (("Ana", "Solis", "2021-03-12"), ("Ana", "Solis", "2021-12-03")),
    (("XOCHITL", "ibarra-luna"), ("Xóchitl", "Ibarra Luna")),
    (("Nguyen", "An"), ("An", "Nguyen")),
]


def test_the_field_case_true_pairs_are_offered_and_twins_are_not():
    made = [frozenset((child(*one).pk, child(*other).pk)) for one, other in TRUE]
    twins = frozenset((child("Ada", "Twin").pk, child("Ana", "Twin").pk))
    found = pairs()
    assert [pair in found for pair in made] == [True] * len(TRUE)
    assert twins not in found


def test_every_code_has_its_sentence():
    from citycompact import people
    from citycompact.web.enrollment.duplicates import WHY

    assert set(WHY) == set(people.WHY)


def test_a_child_added_renamed_or_merged_is_seen_at_once(family):
    from citycompact.web.enrollment.models import Child

    one, other = child("Xochitl", "Ibarra"), child("Wilhelmina", "Okonkwo")
    both = frozenset((one.pk, other.pk))
    assert both not in pairs()
    Child.objects.filter(pk=other.pk).update(given_name="Xóchitl", family_name="IBARRA")
    assert both in pairs()
    Child.objects.filter(pk=other.pk).update(merged_into=one)
    assert both not in pairs()


def test_told_apart_is_for_good_until_it_is_taken_back(family):
    from citycompact.web.enrollment.duplicates import tell_apart, told_apart

    one, other = child("Xochitl", "Ibarra"), child("Xóchitl", "Ibarra")
    both = frozenset((one.pk, other.pk))
    tell_apart(max(one, other, key=lambda c: c.pk), min(one, other, key=lambda c: c.pk), family, "cousins")
    tell_apart(one, other, family, "again")
    assert both not in pairs()
    (row,) = [row for row in told_apart() if {row.first_id, row.second_id} == both]
    assert (row.why, row.by) == ("cousins", family)
    row.delete()
    assert both in pairs()


def test_the_second_look_at_unchanged_children_compares_nobody(monkeypatch):
    from citycompact.web.enrollment import duplicates

    child("Xochitl", "Ibarra")
    duplicates.suggestions()

    def never(*_):
        raise AssertionError("compared again")

    monkeypatch.setattr(duplicates, "alike", never)
    began = time.perf_counter()
    duplicates.suggestions()
    assert time.perf_counter() - began < 1
