"""Bugs in who is in which group; the committed records hold the groups, so only the check can see them."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from citycompact.enrollment import rules as r
from hand_made import RECORDED, numbered, people
from planted_deciders import demo, fault, is_caught_as_it_says, of, patched
from small_cities import town

ENVY = ("no_justified_envy",)


def by(kind, **more):
    return {"groups": {"g": {"kind": kind, **more}}, "priorities": {"default": ["g"]}}


def at(*schools):
    """Children x, y, ... who want p, with x the last in the lottery, and the schools they attend now."""
    names = "xyz"[: len(schools)]
    rows = [
        {"applicant_id": a, "grade": "K", "current_school_id": s} for a, s in zip(names, schools, strict=True)
    ]
    schools = [{"school_id": f"S{p}", "name": p, "operator_id": "d"} for p in "pqr"]
    return town(
        {a: ["p"] for a in names},
        {"p": 1, "q": 0, "r": 0},
        applicants=rows,
        schools=schools,
        lottery=numbered(*names[::-1]),
    )


def scored():
    scores = [{"applicant_id": a, "program_id": "p", "score": s} for a, s in (("x", 2.0), ("y", 3.0))]
    return town({a: ["p"] for a in "xy"}, {"p": 1}, lottery=numbered("y", "x"), scores=scores)


def spoken(**facts):
    rows = people("x", "y", **facts)
    rows = [{**row, "tongue": "ar" if row["applicant_id"] == "x" else "en"} for row in rows]
    return town({a: ["p"] for a in "xy"}, {"p": 1}, applicants=rows, lottery=numbered("y", "x"))


def claimed():
    claims = [{"applicant_id": "x", "school_id": "Sp", "claim": "staff", "verified": False}]
    return town({a: ["p"] for a in "xy"}, {"p": 1}, claims=claims, lottery=numbered("y", "x"))


def of_another_family(right):
    def members(self):
        true = self._roster
        self._roster = replace(true)
        self._roster.__dict__["family"] = np.roll(true.family, 1)
        try:
            return right(self)
        finally:
            self._roster = true

    return members


def taken_at_its_word(right):
    def members(self, claim):
        city = self._city
        claims = city.table("claims").with_columns(verified=pl.lit(True))
        self._city = replace(city, tables={**city.tables, "claims": claims})
        try:
            return right(self, claim)
        finally:
            self._city = city

    return members


def the_other_way(right):
    def members(self, group):
        turned: dict[str, tuple[str, ...]] = {}
        for target, feeders in group.feeders.items():
            for feeder in feeders:
                turned[feeder] = (*turned.get(feeder, ()), target)
        return right(self, group.model_copy(update={"feeders": turned}))

    return members


def up_to_the_bound(right):
    def members(self, name):
        group = self._rules.groups.get(name)
        if isinstance(group, r.ScoreBandGroup):
            return (self.score >= (group.minimum or -np.inf)) & (self.score <= (group.below or np.inf))
        return right(self, name)

    return members


def first_value_alone(right):
    def members(self, name):
        group = self._rules.groups.get(name)
        if isinstance(group, r.FactGroup):
            values = self._roster.applicants[group.column].cast(pl.String) == group.values[0]
            return values.fill_null(False).to_numpy()
        return right(self, name)

    return members


def kin(right):
    """Whoever attends themselves is taken for a sibling."""

    def members(self):
        return right(self) | (self._current_school[self._pairs.applicant] == self._school)

    return members


FILE = "groups.py"
FAULTS = (
    fault(
        "the zone test is inverted",
        FILE,
        patched("groups.Groups._same_zone", lambda right: lambda self: ~right(self)),
        demo(by("zone")),
        *ENVY,
        verify=False,
    ),
    fault(
        "a distance is in miles where the rule says kilometres",
        FILE,
        patched(
            "groups.Groups.distance_km", lambda right: property(lambda self: right.func(self) / 1.609344)
        ),
        demo(by("distance", within_km=1.6)),
        *ENVY,
        verify=False,
    ),
    fault(
        "a sibling is taken from another family",
        FILE,
        patched("groups.Groups._sibling_at_school", of_another_family),
        demo(by("sibling_attending")),
        *ENVY,
        verify=False,
    ),
    fault(
        "whoever attends a school is taken for a sibling of somebody who does",
        FILE,
        patched("groups.Groups._sibling_at_school", kin),
        of(lambda: at("Sp", None), by("sibling_attending"), RECORDED),
        *ENVY,
        verify=False,
    ),
    fault(
        "a claim counts that nobody verified",
        FILE,
        patched("groups.Groups._claimed", taken_at_its_word),
        of(claimed, by("claim", claim="staff"), RECORDED),
        *ENVY,
        verify=False,
    ),
    fault(
        "a feeder school and the school that it feeds are exchanged",
        FILE,
        patched("groups.Groups._fed", the_other_way),
        of(lambda: at("Sq", None), by("feeder", feeders={"Sp": ["Sq"]}), RECORDED),
        *ENVY,
        verify=False,
    ),
    fault(
        "a score band includes its upper bound",
        FILE,
        patched("groups.Groups._members", up_to_the_bound),
        of(scored, by("score_band", minimum=1.0, below=3.0), RECORDED),
        *ENVY,
        verify=False,
    ),
    fault(
        "of several values of a fact only the first counts",
        FILE,
        patched("groups.Groups.of_applicants", first_value_alone),
        of(spoken, by("fact", column="tongue", values=["es", "ar"]), RECORDED),
        *ENVY,
        verify=False,
    ),
    fault(
        "a combined group forgets who must not be in it",
        FILE,
        patched(
            "groups._combine",
            lambda right: lambda group, *rest: right(group.model_copy(update={"none_of": ()}), *rest),
        ),
        of(lambda: spoken(iep="y"), by("combined", none_of=["iep"]), RECORDED),
        *ENVY,
        verify=False,
    ),
)


@pytest.mark.parametrize("planted", FAULTS, ids=lambda one: one.bug)
def test_each_is_caught(planted, monkeypatch):
    is_caught_as_it_says(planted, monkeypatch)
