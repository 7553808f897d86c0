"""Loading the demo city: facts by COPY, a round of last year that is published, and one that is open."""

from __future__ import annotations

import datetime
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from django.db import transaction
from django.utils import timezone

from citycompact.city import CityPackage
from citycompact.city.demo import build_demo_city
from citycompact.city.grades import GRADES, grade_order
from citycompact.rooms import section_names
from citycompact.rulebook import read_rulebook, read_signatures
from citycompact.rulebook.demo import demo_rulebook, with_demo_signers, write_demo_rulebook
from citycompact.web.city.models import City, School
from citycompact.web.city.rows import add_city
from citycompact.web.decisions import steps
from citycompact.web.decisions.drawing import set_clock
from citycompact.web.decisions.proposals import give_verdict
from citycompact.web.decisions.running import run_attempt
from citycompact.web.decisions.steps import begin
from citycompact.web.demo.compact_loading import load_compact
from citycompact.web.demo.people import FAMILY, GIVEN, PASSWORD, PEOPLE
from citycompact.web.enrollment.match import ROUND
from citycompact.web.enrollment.models import Child, Guardian, Round
from citycompact.web.enrollment.rows import (
    add_applications,
    add_children,
    add_claims,
    add_verifications,
)
from citycompact.web.rulebooks.models import RulebookSignature, RulebookVersion
from citycompact.web.rulebooks.signing import rows_of
from citycompact.web.site.models import StaffRole, User


def load_demo(schools: int = 60, applicants: int = 12_000, *, past: bool = True) -> None:
    """Fill an empty database with the demo city; a database that holds a city is left as it is."""
    if City.objects.exists():
        # A demo from before there were compacts gets its own now.
        if User.objects.filter(email=PEOPLE[0].email).exists():
            load_compact(_load_people())
        return
    city = with_demo_signers(build_demo_city(schools, applicants))
    with transaction.atomic():
        add_city(city, streets=_streets(city))
        drawn_at = _days_from_now(-20).replace(hour=10)
        earlier = _load_rulebook(city, _of_last_year(drawn_at)) if past else None
        rulebook = _load_rulebook(city)
        people = _load_people()
        children = _load_children(city)
        _give_family_children(people["family"], children)
        add_verifications(city)
        if earlier is not None:
            last_year = _open("last-year", "School year 2026-27", earlier, -400, -30)
            add_applications(children.filter(pl.col("n") % 4 == 0), city.table("choices"), last_year)
    if past:
        _publish(Round.objects.get(pk="last-year"), people, drawn_at)
    with transaction.atomic():
        round_ = _open("main", "School year 2027-28", rulebook, -20, 14)
        others = children.filter(pl.col("n") != _second_child(children))
        add_applications(others, city.table("choices"), round_)
    load_compact(people)


def _streets(city: CityPackage) -> list[list[Any]]:
    """An avenue from west to east through every neighbourhood that has a school."""
    schools = city.table("schools").with_columns(
        street=pl.col("address").str.replace(r"^\d+ ", ""), number=pl.lit(1)
    )
    found = []
    for street, latitude, longitude in (
        schools.group_by("street")
        .agg(pl.col("latitude").mean(), pl.col("longitude").mean())
        .sort("street")
        .iter_rows()
    ):
        found.append([street, 1, 999, [latitude, longitude - 0.015], [latitude, longitude + 0.015]])
    return found


def _days_from_now(days: int) -> datetime.datetime:
    """The hour that it is on the city's clock, some days from now."""
    there = timezone.localtime(timezone=City.objects.get().zone_info).replace(tzinfo=None)
    return there.replace(minute=0, second=0, microsecond=0) + datetime.timedelta(days=days)


def _of_last_year(drawn_at: datetime.datetime) -> str:
    """The demo's rules as they were signed for last year's round, with its own days and its own draw."""
    closed, results = drawn_at - datetime.timedelta(days=10), drawn_at + datetime.timedelta(days=5)
    text = demo_rulebook()
    for now, then in (
        ('version = "2027-28"', 'version = "2026-27"'),
        ('id = "main"', 'id = "last-year"'),
        ("opens = 2026-11-16", f"opens = {closed - datetime.timedelta(days=370):%Y-%m-%d}"),
        ("closes = 2027-02-12T23:59:00", f"closes = {closed:%Y-%m-%d}T23:59:00"),
        ("results = 2027-03-19", f"results = {results:%Y-%m-%d}"),
        ("Public drawing of 12 March 2027,", "Public drawing of last spring,"),
        ("at = 2027-03-12T10:00:00", f"at = {drawn_at:%Y-%m-%dT%H:%M:%S}"),
    ):
        assert text.count(now) == 1, now
        text = text.replace(now, then)
    return text


def _load_rulebook(city: CityPackage, text: str = "") -> RulebookVersion:
    with tempfile.TemporaryDirectory() as scratch:
        write_demo_rulebook(city, Path(scratch), text)
        path = Path(scratch) / "rulebook.toml"
        book = read_rulebook(path, section_names())
        version = RulebookVersion.objects.create(
            text=book.text, sha256=book.digest, name=book.header.name, version=book.header.version
        )
        # Sections that are the same in two versions are signed once.
        RulebookSignature.objects.bulk_create(rows_of(read_signatures(path)), ignore_conflicts=True)
    return version


def _load_people() -> dict[str, User]:
    from allauth.account.models import EmailAddress

    found = {}
    school = School.objects.filter(operator__sector="charter").order_by("school_id").first()
    assert school is not None
    for person in PEOPLE:
        known = User.objects.filter(email=person.email).first()
        if known is not None:
            found[person.key] = known
            continue
        user = User.objects.create_user(person.email, PASSWORD, name=person.name)
        EmailAddress.objects.create(user=user, email=person.email, verified=True, primary=True)
        if person.role:
            StaffRole.objects.create(
                user=user,
                role=person.role,
                sector=person.sector,
                school=school if person.role == "school" else None,
                operator=school.operator if person.role == "operator" else None,
            )
        found[person.key] = user
    return found


def _load_children(city: CityPackage) -> pl.DataFrame:
    """Children with names and birth dates that fit their grades;
    returns n, applicant_id, family_id, grade."""
    people = city.table("applicants").with_row_index("n")
    rng = np.random.default_rng(7)
    family = people["family_id"].rank("dense").to_numpy() - 1
    given = rng.integers(0, len(GIVEN), people.height)
    day = rng.integers(0, 365, people.height)
    born = [
        datetime.date(2024 - grade_order(grade), 1, 1) + datetime.timedelta(days=days)
        for grade, days in zip(people["grade"], day.tolist(), strict=True)
    ]
    names = people.select("applicant_id").with_columns(
        given_name=pl.Series([GIVEN[first] for first in given.tolist()]),
        family_name=pl.Series([FAMILY[number % len(FAMILY)] for number in family.tolist()]),
        birth_date=pl.Series(born),
    )
    add_children(people, names, ("low_income", "english_learner", "iep", "keep_together"))
    add_claims(city)
    return people.select("n", "applicant_id", "family_id", "grade")


def _open(round_id: str, name: str, rulebook: RulebookVersion, opened: int, closes: int) -> Round:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    return Round.objects.create(
        round_id=round_id,
        name=name,
        opens_at=now + datetime.timedelta(days=opened),
        closes_at=now + datetime.timedelta(days=closes),
        results_on=(now + datetime.timedelta(days=closes + 30)).date(),
        accept_by=(now + datetime.timedelta(days=closes + 60)).date(),
        grades=list(GRADES),
        rulebook=rulebook,
        decision=begin(ROUND.name, round_id, name),
        opened_at=now + datetime.timedelta(days=opened),
    )


def _second_child(children: pl.DataFrame) -> int:
    """Row of the demo family's second child, whose application is still to be filled in."""
    return int(children.filter(pl.col("applicant_id") == _demo_family(children)[1])["n"][0])


def _demo_family(children: pl.DataFrame) -> list[str]:
    """Ids of the first family of two of whom the first took part last year."""
    families = children.group_by("family_id", maintain_order=True).agg("applicant_id", "n")
    two = families.filter((pl.col("n").list.len() == 2) & (pl.col("n").list.first() % 4 == 0))
    ids: list[str] = two["applicant_id"][0].to_list()
    return ids


def _give_family_children(user: User, children: pl.DataFrame) -> None:
    mine = Child.objects.filter(pk__in=_demo_family(children))
    street = City.objects.get().streets[0]
    for child in mine:
        child.family_name, child.address = "Delgado", f"500 {street[0]}"
        child.save()
        Guardian.objects.create(child=child, user=user)


def _publish(round_: Round, people: dict[str, User], drawn_at: datetime.datetime) -> None:
    """Carry last year's round to its publication, by a clock that is set to its days and then runs again."""
    decision, office = round_.decision, people["office"]
    set_clock(drawn_at - datetime.timedelta(days=5))
    steps.freeze(decision, office)
    set_clock(drawn_at)
    attempt = steps.draw(decision, "03 14 15 26 35 49", "public drawing of last spring (demo)", office)
    set_clock(None)
    run_attempt(attempt.pk)
    proposal = decision.proposals.get()
    for key in ("approver-district", "approver-charter"):
        give_verdict(proposal, people[key], approves=True)
    steps.publish(decision, office)
