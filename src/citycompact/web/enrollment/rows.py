"""Rows of children, applications and claims as facts, and facts as rows: the joins special to enrollment."""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence

import polars as pl
from django.utils import timezone
from psycopg import sql

from citycompact.city import GRADES, CityPackage
from citycompact.enrollment import (
    EnrollmentRules,
    FactGroup,
    Questions,
    Roster,
    guaranteed_programs,
    questions,
    true_facts,
    unverified,
)
from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.city.models import City, Program, Reserve
from citycompact.web.city.rows import offered, package_of_rows
from citycompact.web.enrollment.models import (
    Application,
    Child,
    Choice,
    Claim,
    Round,
    Score,
    Verification,
    Version,
)
from citycompact.web.rows import copy_into

_SUBMITTED = sql.SQL(
    "enrollment_application a join enrollment_child c on c.applicant_id = a.child_id "
    "where a.round_id = {round} and a.state = 'submitted' and c.merged_into_id is null"
)
_QUERIES = {
    "choices": "select a.child_id as applicant_id, h.rank, h.program_id from enrollment_choice h "
    "join enrollment_application a on a.id = h.application_id join enrollment_child c on c.applicant_id = "
    "a.child_id "
    "where a.round_id = {round} and a.state = 'submitted' and c.merged_into_id is null order by 1, 2",
    "claims": "select m.child_id as applicant_id, m.school_id, m.claim, m.state = 'approved' as verified "
    "from enrollment_claim m where m.child_id in (select a.child_id from {submitted}) order by 1, 2, 3",
    "scores": "select s.child_id as applicant_id, s.program_id, s.score from enrollment_score s "
    "where s.child_id in (select a.child_id from {submitted}) order by 1, 2",
    "verifications": 'select v.child_id as applicant_id, v.fact, v.how, v.at as "at" from '
    "enrollment_verification v where v.child_id in (select a.child_id from {submitted}) order by 1, 2, 3",
}


def city_package(round_: Round, rules: EnrollmentRules | None = None) -> CityPackage:
    """Read the facts of a round: everything submitted, nothing that is only a draft.

    Every table comes in one COPY, so that the time does not depend on the number of rows twice.
    """
    city = City.objects.get()
    rules = rules or (round_.rulebook.rules() if round_.rulebook else EnrollmentRules())
    submitted = _SUBMITTED.format(round=sql.Literal(round_.round_id))
    parts = {"round": sql.Literal(round_.round_id), "submitted": submitted}
    queries = {name: sql.SQL(query).format(**parts) for name, query in _QUERIES.items()}
    queries |= offered(sql.SQL("grade = any({})").format(sql.Literal(round_.grades or list(GRADES))))
    queries["applicants"] = _applicants(rules, submitted)
    return package_of_rows(city, queries)


def guaranteed_program(application: Application, rules: EnrollmentRules) -> str | None:
    """Program in which a child has a right to a seat, by the same function that the match uses;
    None for none.

    Reads the programs of the child's grade and the applications, drafts too, of its own family only; a fact
    that nobody has verified gives no right.
    """
    family = sql.SQL(
        "enrollment_application a join enrollment_child c on c.applicant_id = a.child_id where a.round_id = "
        "{round} "
        "and c.family_id = {family} and c.merged_into_id is null"
    ).format(round=sql.Literal(application.round_id), family=sql.Literal(application.child.family_id))
    queries = offered(sql.SQL("grade = {}").format(sql.Literal(application.grade)))
    queries.pop("reserves")
    package = package_of_rows(City.objects.get(), queries | _stated(family, rules))
    roster = Roster.of(package, true_facts(package, rules))
    found = guaranteed_programs(package, rules, roster)
    child = roster.applicants["applicant_id"].index_of(application.child_id)
    if child is None or found[child] < 0:
        return None
    return str(roster.programs["program_id"][int(found[child])])


def not_yet_verified(
    children: Sequence[str], round_: Round, rules: EnrollmentRules
) -> dict[str, list[tuple[str, str | None]]]:
    """What some children's applications state, drafts too, that the rules reward and that does not count yet.

    Returns
    -------
    For each child that has such: the facts, each with the way in which it was verified that does not count,
    None for none. Claims, on which a school decides, are not among them.
    """
    theirs = sql.SQL(
        "enrollment_application a join enrollment_child c on c.applicant_id = a.child_id where a.round_id = "
        "{round} and a.state <> 'withdrawn' and c.applicant_id = any({children})"
    ).format(round=sql.Literal(round_.round_id), children=sql.Literal(list(children)))
    queries = offered(sql.SQL("grade = any({})").format(sql.Literal(round_.grades or list(GRADES))))
    wanted = {"programs": queries["programs"], "reserves": queries["reserves"], **_stated(theirs, rules)}
    wanted.pop("claims")
    found: dict[str, list[tuple[str, str | None]]] = {}
    package = package_of_rows(City.objects.defer("streets").get(), wanted)
    for child, fact, _school, how in unverified(package, rules).iter_rows():
        found.setdefault(child, []).append((fact, how))
    return found


def _stated(submitted: sql.Composed, rules: EnrollmentRules) -> dict[str, sql.Composed]:
    """Queries for what the children of some applications state, and how it was verified."""
    wanted = {n: sql.SQL(_QUERIES[n]).format(submitted=submitted) for n in ("claims", "verifications")}
    return {**wanted, "applicants": _applicants(rules, submitted)}


def asked(round_: Round, rules: EnrollmentRules | None = None) -> Questions:
    """What the open round has to ask, by its rulebook and the groups its programs name."""
    return _asked_by(rules or (round_.rulebook.rules() if round_.rulebook else EnrollmentRules()))


def _asked_by(rules: EnrollmentRules) -> Questions:
    named = set(Reserve.objects.values_list("group", flat=True).distinct())
    open_to = Program.objects.exclude(open_to=None).values_list("open_to", flat=True).distinct()
    named |= {group for group in open_to if group is not None}
    return questions(rules, frozenset(named))


def _applicants(rules: EnrollmentRules, submitted: sql.Composed) -> sql.Composed:
    texts = {group.column for group in rules.groups.values() if isinstance(group, FactGroup)}
    wanted = _asked_by(rules)
    facts = [*wanted.facts, *([wanted.together] if wanted.together else [])]
    columns = [
        sql.SQL(
            "c.facts->>{name} as {column}"
            if fact in texts
            else "coalesce((c.facts->>{name})::boolean, false) as {column}"
        ).format(name=sql.Literal(fact), column=sql.Identifier(fact))
        for fact in dict.fromkeys(facts)
    ]
    head = sql.SQL(
        "select c.applicant_id, a.grade, c.family_id, c.current_school_id, c.latitude, c.longitude, c.zone"
    )
    return sql.SQL(", ").join([head, *columns]) + sql.SQL(" from ") + submitted + sql.SQL(" order by 1")


def add_children(applicants: pl.DataFrame, names: pl.DataFrame, asked: Sequence[str]) -> None:
    """Add applicants of a package as children.

    Parameters
    ----------
    names
        applicant_id, given_name, family_name, birth_date: what no package has, in the applicants' order.
    asked
        Columns of the applicants that hold what the rules ask; they become the children's facts.
    """
    now = timezone.now()
    columns = ("applicant_id", "family_id", "latitude", "longitude", "zone", "current_school_id")
    joined = applicants.join(names, on="applicant_id", how="inner", maintain_order="left")
    facts = map(json.dumps, joined.select(asked).iter_rows(named=True))
    named = joined.select("given_name", "family_name", "birth_date").iter_rows()
    copy_into(
        Child,
        (*columns, "given_name", "family_name", "birth_date", "address", "facts", "updated_at"),
        (
            (*known, *who, "", fact, now)
            for known, who, fact in zip(joined.select(columns).iter_rows(), named, facts, strict=True)
        ),
    )


def add_claims(city: CityPackage) -> None:
    """Add the claims and scores of a package; what is verified counts as confirmed by the school."""
    copy_into(
        Claim,
        ("child", "school", "claim", "state", "note", "reason"),
        (
            (a, s, c, Claim.State.APPROVED if verified else Claim.State.WAITING, "", "")
            for a, s, c, verified in city.table("claims").iter_rows()
        ),
    )
    copy_into(Score, ("child", "program", "score"), city.table("scores").iter_rows())


def add_verifications(city: CityPackage) -> None:
    """Add how facts of a package's applicants were verified; values that change later void it."""
    known = ("applicant_id", "fact", "how", "at")
    copy_into(
        Verification,
        ("child", "fact", "how", "at"),
        city.table("verifications").select(known).iter_rows(),
    )


def add_applications(applicants: pl.DataFrame, choices: pl.DataFrame, round_: Round) -> None:
    """Add applicants (applicant_id, grade) to a round as they came in on paper, each with one version."""
    now = timezone.now()
    here = choices.join(applicants.select("applicant_id"), on="applicant_id", how="semi")
    here = here.sort("applicant_id", "rank")
    lists = dict(here.group_by("applicant_id", maintain_order=True).agg("program_id").iter_rows())
    copy_into(
        Application,
        ("child", "round", "grade", "state", "draft", "late", "updated_at"),
        (
            (a, round_.pk, g, "submitted", json.dumps({"choices": lists.get(a, [])}), False, now)
            for a, g in applicants.select("applicant_id", "grade").iter_rows()
        ),
    )
    numbers = dict(Application.objects.filter(round=round_).values_list("child_id", "pk"))
    copy_into(
        Choice,
        ("application", "rank", "program"),
        ((numbers[a], rank, program) for a, rank, program in here.iter_rows()),
    )
    versions = []
    for applicant, listed in lists.items():
        content = {"applicant_id": applicant, "round": round_.pk, "choices": listed}
        digest = sha256_hex(canonical_json(content))
        once = uuid.uuid5(uuid.NAMESPACE_OID, f"{round_.pk}|{applicant}")
        versions.append((numbers[applicant], 1, json.dumps(content), digest, "paper", now, once))
    fields = ("application", "number", "content", "sha256", "channel", "submitted_at", "once")
    copy_into(Version, fields, versions)
