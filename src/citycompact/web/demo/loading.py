"""Loading the demo city: facts by COPY, a round of last year that is published, and one that is open."""

from __future__ import annotations

import datetime
import math
import tempfile
import uuid
from collections.abc import Mapping, Set
from pathlib import Path

import numpy as np
import polars as pl
from django.db import transaction
from django.utils import timezone

from citycompact.city import CityPackage
from citycompact.city.demo import build_demo_city
from citycompact.city.grades import grade_after, grade_order
from citycompact.enrollment import SECTION, EnrollmentRules
from citycompact.rooms import section_names
from citycompact.rulebook import parse_rulebook, read_rulebook, read_signatures
from citycompact.rulebook.demo import demo_rulebook, with_demo_signers, write_demo_rulebook
from citycompact.web.city.clock import city_moment, city_now, set_clock
from citycompact.web.city.models import City, Program, School, Street
from citycompact.web.city.rows import add_city
from citycompact.web.decisions import steps
from citycompact.web.decisions.models import Proposal
from citycompact.web.decisions.proposals import give_verdict, propose_measure
from citycompact.web.decisions.running import run_attempt
from citycompact.web.decisions.steps import begin
from citycompact.web.demo.compact_loading import load_compact
from citycompact.web.demo.money_loading import load_money
from citycompact.web.demo.people import FAMILY, GIVEN, PASSWORD, PEOPLE
from citycompact.web.enrollment.answers import Answers, answers_of, change, content_of
from citycompact.web.enrollment.contents import contents_of
from citycompact.web.enrollment.drafts import place_of
from citycompact.web.enrollment.from_file import add_applications, add_children, bring_beside
from citycompact.web.enrollment.match import ROUND
from citycompact.web.enrollment.models import Application, Child, Guardian, Round, Version
from citycompact.web.enrollment.rolling_over import placed_before
from citycompact.web.enrollment.submitting import keep_version
from citycompact.web.enrollment.taking import set_times
from citycompact.web.enrollment.verifying import CURRENT_SCHOOL, verify
from citycompact.web.rulebooks.models import RulebookSignature, RulebookVersion
from citycompact.web.rulebooks.signing import rows_of
from citycompact.web.site.models import StaffRole, User


def load_demo(schools: int = 60, applicants: int = 12_000, *, past: bool = True) -> None:
    """Fill an empty database with the demo city; a database that holds a city is left as it is."""
    if City.objects.exists():
        # A demo from before there were compacts gets its own now.
        if User.objects.filter(email=PEOPLE[0].email).exists():
            City.objects.update(made_by_demo=True)
            load_compact(_load_people())
        return
    city = with_demo_signers(build_demo_city(schools, applicants))
    with transaction.atomic():
        add_city(city, made_by_demo=True)
        today = city_now().at
        this_year = _of_this_year(today)
        drawn_at = _draw_of(this_year) - datetime.timedelta(days=364)
        earlier = _load_rulebook(city, _of_last_year(drawn_at)) if past else None
        people = _load_people()
        children = _load_children(city)
        said = dict(contents_of(city))
        if earlier is not None:
            last_year = _open("last-year", "School year 2026-27", earlier, people)
            took_part = set(children.filter(pl.col("n") % 4 == 0)["applicant_id"])
            bring_beside(city, said, took_part, last_year)
            last_sent = last_year.closes_at - datetime.timedelta(days=3)
            _submit(last_year, said, took_part, *_arrivals(last_sent, 85))
        _give_family_children(people["family"], children)
        if earlier is not None:
            _apply_for_the_grade_before(people["family"])
    if past:
        _publish(Round.objects.get(pk="last-year"), people, drawn_at)
    with transaction.atomic():
        # Signed last, so in force from now on.
        rulebook = _load_rulebook(city, this_year)
        round_ = _open("main", "School year 2027-28", rulebook, people)
        others = set(children["applicant_id"]) - {_demo_family(children)[1]}
        bring_beside(city, said, said.keys(), round_)
        last_sent = min(city_moment(), round_.closes_at)
        _submit(round_, said, others, *_arrivals(last_sent, (last_sent - round_.opens_at).days))
        _give_family_home(people["family"])
    load_money(city, people)
    load_compact(people)


def _arrivals(last: datetime.datetime, days: int) -> list[datetime.datetime]:
    """Moments up to the last, over some days, at which families send: most at both ends of them.

    By steps of the golden ratio the first of them spread over all days already, however few are taken.
    """
    places = [2 * (step * 0.6180339887498949 % 1) - 1 for step in range(500)]
    shares = [0.5 + 0.5 * math.copysign(abs(place) ** 0.6, place) for place in places]
    return [last - datetime.timedelta(days=days * (1 - share)) for share in shares]


def _of_this_year(today: datetime.datetime) -> str:
    """The demo's rules, with days that lie ahead of whoever looks at it."""
    text = demo_rulebook()
    rules = parse_rulebook(text, "rulebook.toml", section_names()).section(SECTION, EnrollmentRules)
    signed, draw = rules.rounds[0], rules.draw
    assert draw is not None
    if signed.opens <= today.date() <= signed.closes.date() - datetime.timedelta(days=14):
        return text
    later = today.date() - signed.opens - datetime.timedelta(days=14)
    results = signed.results_at
    assert results is not None
    spelled = f"{draw.at.day} {draw.at:%B %Y}"
    at = draw.at + later
    for now, then in (
        (f"opens = {signed.opens}", f"opens = {signed.opens + later}"),
        (
            f"closes = {signed.closes:%Y-%m-%dT%H:%M:%S}",
            f"closes = {signed.closes + later:%Y-%m-%dT%H:%M:%S}",
        ),
        (f"results = {results:%Y-%m-%d}", f"results = {results + later:%Y-%m-%d}"),
        (f"Public drawing of {spelled},", f"Public drawing of {at.day} {at:%B %Y},"),
        (f"at = {draw.at:%Y-%m-%dT%H:%M:%S}", f"at = {at:%Y-%m-%dT%H:%M:%S}"),
    ):
        assert text.count(now) == 1, now
        text = text.replace(now, then)
    return text


def _of_last_year(drawn_at: datetime.datetime) -> str:
    """The demo's rules as they were signed for last year's round, with its own days and its own draw."""
    closed, results = drawn_at - datetime.timedelta(days=10), drawn_at + datetime.timedelta(days=5)
    text = demo_rulebook()
    for now, then in (
        ('version = "2027-28"', 'version = "2026-27"'),
        ('id = "main"', 'id = "last-year"'),
        ("opens = 2026-11-16", f"opens = {closed - datetime.timedelta(days=88):%Y-%m-%d}"),
        ("closes = 2027-02-12T23:59:00", f"closes = {closed:%Y-%m-%d}T23:59:00"),
        ("results = 2027-03-19", f"results = {results:%Y-%m-%d}"),
        ("Public drawing of 12 March 2027,", "Public drawing of last spring,"),
        ("at = 2027-03-12T10:00:00", f"at = {drawn_at:%Y-%m-%dT%H:%M:%S}"),
    ):
        assert text.count(now) == 1, now
        text = text.replace(now, then)
    return text


def _draw_of(text: str) -> datetime.datetime:
    draw = parse_rulebook(text, "rulebook.toml", section_names()).section(SECTION, EnrollmentRules).draw
    assert draw is not None
    return draw.at


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
    names = [GIVEN[first] for first in given.tolist()], [FAMILY[n % len(FAMILY)] for n in family.tolist()]
    add_children(zip(people["applicant_id"], people["family_id"], *names, born, strict=True))
    return people.select("n", "applicant_id", "family_id", "grade")


def _submit(round_: Round, said: Mapping[str, Answers], children: Set[str], *at: datetime.datetime) -> None:
    """Send what the package says of some children to a round, at some moments in turn."""
    chosen = {name: {**content, "round": round_.pk} for name, content in said.items() if name in children}
    add_applications(round_, chosen, *at)


def _open(round_id: str, name: str, rulebook: RulebookVersion, people: dict[str, User]) -> Round:
    """Set a round up, and open it on its first day by the word of every sector."""
    made = Round(round_id=round_id, name=name, rulebook=rulebook)
    set_times(made)
    made.decision = begin(ROUND.name, round_id, name, people["office"])
    made.accept_by = made.closes_at.date() + datetime.timedelta(days=60)
    made.save()
    set_clock(timezone.localtime(made.opens_at, City.objects.get().zone_info))
    # Whoever gives the package has the seats from the operators.
    Program.objects.update(seats_approved_at=timezone.now())
    reason = "The first day of applications has come, and seats are set."
    _approve(propose_measure(made.decision, "open", "", people["office"], reason), people)
    set_clock(None)
    return Round.objects.get(pk=round_id)


def _approve(proposal: Proposal, people: dict[str, User]) -> None:
    for key in ("approver-district", "approver-charter"):
        give_verdict(proposal, people[key], approves=True)


def _demo_family(children: pl.DataFrame) -> list[str]:
    """Ids of the first family of two of whom the first took part last year."""
    families = children.group_by("family_id", maintain_order=True).agg("applicant_id", "n")
    two = families.filter((pl.col("n").list.len() == 2) & (pl.col("n").list.first() % 4 == 0))
    ids: list[str] = two["applicant_id"][0].to_list()
    return ids


def _give_family_children(user: User, children: pl.DataFrame) -> None:
    for child in Child.objects.filter(pk__in=_demo_family(children)):
        child.family_name = "Delgado"
        child.save()
        Guardian.objects.create(child=child, user=user)


def _apply_for_the_grade_before(user: User) -> None:
    """A year ago the family's child was a grade lower, and listed the school where it is now first."""
    for application in Application.objects.filter(child__guardians__user=user, round="last-year"):
        said, grade = answers_of(application), grade_after(application.grade, -1)
        schools = Program.objects.filter(pk__in=said["choices"]).values_list("school", flat=True)
        offered = Program.objects.filter(grade=grade, school__in=[said["current_school_id"], *schools])
        if choices := [
            row.pk for row in sorted(offered, key=lambda row: row.school_id != said["current_school_id"])
        ]:
            change(application, grade=grade, choices=choices)
            at = application.round.closes_at - datetime.timedelta(days=2)
            keep_version(application, content_of(application), user, Version.Channel.WEB, uuid.uuid4(), at)


def _give_family_home(user: User) -> None:
    """The demo's family has sent its application itself, with its address and the school where its child is
    since last year's result, which the roster says as well."""
    street = Street.objects.order_by("street").values_list("street", flat=True)[0]
    for application in Application.objects.filter(child__guardians__user=user, round="main"):
        address = f"500 {street}"
        change(application, address=address, **place_of(address, application.grade))
        if placed := placed_before(application.child, application.round):
            change(application, current_school_id=placed[0].pk)
            verify(application.child, CURRENT_SCHOOL, "roster", placed[0].pk)
        keep_version(
            application, content_of(application), user, Version.Channel.WEB, uuid.uuid4(), city_moment()
        )


def _publish(round_: Round, people: dict[str, User], drawn_at: datetime.datetime) -> None:
    """Carry last year's round to its publication, by a clock that is set to its days and then runs again."""
    decision, office = round_.decision, people["office"]
    set_clock(drawn_at - datetime.timedelta(days=5))
    steps.freeze(decision, office)
    set_clock(drawn_at)
    attempt = steps.draw(decision, "03 14 15 26 35 49", "public drawing of last spring (demo)", office)
    set_clock(None)
    run_attempt(attempt.pk)
    _approve(decision.proposals.get(to_state="approved"), people)
    steps.publish(decision, office)
