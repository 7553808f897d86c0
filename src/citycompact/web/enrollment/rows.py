"""The database as a city package: the one place where rows become facts."""

from __future__ import annotations

from psycopg import sql

from citycompact.city import GRADES, CityPackage
from citycompact.city.tables import TABLES
from citycompact.enrollment import (
    EnrollmentRules,
    FactGroup,
    Questions,
    Roster,
    guaranteed_programs,
    questions,
)
from citycompact.web.city.models import City, Program, Reserve
from citycompact.web.city.rows import OPERATORS, PROGRAMS, RESERVES, SCHOOLS
from citycompact.web.enrollment.models import Application, Round
from citycompact.web.rows import read, select
from citycompact.words import LANGUAGES

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
    queries |= _offered(sql.SQL("grade = any({})").format(sql.Literal(round_.grades or list(GRADES))))
    queries["applicants"] = _applicants(rules, submitted)
    return _package(city, queries)


def _offered(grades: sql.Composable) -> dict[str, sql.Composed]:
    """What is offered in the grades that a condition names: programs, their reserves, and all schools."""
    programs = sql.SQL("program_id in (select program_id from city_program where {})").format(grades)
    return {
        "operators": select(OPERATORS),
        "schools": select(SCHOOLS),
        "programs": select(PROGRAMS, grades),
        "reserves": select(RESERVES, programs),
    }


def _package(city: City, queries: dict[str, sql.Composed]) -> CityPackage:
    """A city with the tables that queries give, and the others empty."""
    tables = {name: read(TABLES[name], query) for name, query in queries.items()}
    return CityPackage(
        city_id=city.city_id,
        name=city.name,
        time_zone=city.time_zone,
        languages=LANGUAGES,
        tables={name: tables.get(name, table.empty()) for name, table in TABLES.items()},
        signers=city.signers_listed,
        zones=city.zones,
    )


def guaranteed_program(application: Application, rules: EnrollmentRules) -> str | None:
    """Program in which a child has a right to a seat, by the same function that the match uses;
    None for none.

    Reads the programs of the child's grade and the applications, drafts too, of its own family only.
    """
    family = sql.SQL(
        "enrollment_application a join enrollment_child c on c.applicant_id = a.child_id where a.round_id = "
        "{round} "
        "and c.family_id = {family} and c.merged_into_id is null"
    ).format(round=sql.Literal(application.round_id), family=sql.Literal(application.child.family_id))
    offered = _offered(sql.SQL("grade = {}").format(sql.Literal(application.grade)))
    offered.pop("reserves")
    claims = sql.SQL(_QUERIES["claims"]).format(submitted=family)
    queries = {**offered, "claims": claims, "applicants": _applicants(rules, family)}
    package = _package(City.objects.get(), queries)
    roster = Roster.of(package)
    found = guaranteed_programs(package, rules, roster)
    child = roster.applicants["applicant_id"].index_of(application.child_id)
    if child is None or found[child] < 0:
        return None
    return str(roster.programs["program_id"][int(found[child])])


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
