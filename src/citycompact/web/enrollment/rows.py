"""Rows of children, applications and claims as facts: the joins special to enrollment."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from psycopg import sql

from citycompact.city import GRADES, TABLES, CityPackage
from citycompact.enrollment import (
    EnrollmentRules,
    FactGroup,
    Questions,
    Roster,
    guaranteed_programs,
    questions,
    stated,
    true_facts,
    unverified,
)
from citycompact.web.city.models import City, Program, Reserve
from citycompact.web.city.rows import offered, package_of_rows
from citycompact.web.enrollment.answers import content_of, show_sent
from citycompact.web.enrollment.models import Application, Round
from citycompact.web.rows import read

_FAMILYS = ("web", "paper", "phone")
"""Channels in which a family itself says what a version holds; what it says is its own word."""

_SUBMITTED = sql.SQL(
    "select s.child_id, c.family_id, s.content, f.content as own from enrollment_sent s "
    "join enrollment_child c on c.applicant_id = s.child_id "
    "left join lateral (select v.content from enrollment_version v where v.application_id = "
    "s.application_id and v.channel = any({familys}) order by v.number desc limit 1) f on true "
    "where s.round_id = {round} and s.state = 'submitted'"
)
_ADDRESS = (
    "coalesce(nullif({of}.content->'address', '\"\"'), jsonb_build_array({of}.content->'latitude', "
    "{of}.content->'longitude', {of}.content->'zone'))"
)
_VALUE = (
    f"case v.fact when 'address' then {_ADDRESS.format(of='s')} "
    "when 'current_school_id' then s.content->'current_school_id' else s.content->'facts'->v.fact end"
)
# A family's own word for each fact of its last version that stands in what counts as well.
_OWN_WORD = (
    "select s.child_id as applicant_id, w.fact, 'self' as how, null as \"at\" from submitted s "
    "cross join lateral (select 'address' as fact, nullif(s.own->>'address', '') is not null "
    "and s.own->'address' = s.content->'address' as stated "
    "union all select 'current_school_id', s.own->>'current_school_id' is not null "
    "and s.own->'current_school_id' = s.content->'current_school_id' "
    "union all select k.key, k.value not in ('null', 'false') and k.value = s.content->'facts'->k.key "
    "from jsonb_each(coalesce(s.own->'facts', '{}')) k) w where w.stated and not exists (select from "
    "enrollment_verification v where v.child_id = s.child_id and v.fact = w.fact and v.how = 'self' "
    f"and v.value = {_VALUE})"
)
_QUERIES = {
    "choices": "select s.child_id as applicant_id, h.rank, h.program_id from submitted s cross join lateral "
    "jsonb_array_elements_text(s.content->'choices') with ordinality h (program_id, rank) order by 1, 2",
    "claims": "select s.child_id as applicant_id, h.claim->>1 as school_id, h.claim->>0 as claim, "
    "coalesce(m.state = 'approved', false) as verified from submitted s cross join lateral "
    "jsonb_array_elements(s.content->'claims') h (claim) left join enrollment_claim m on m.child_id = "
    "s.child_id and m.round_id = s.content->>'round' and m.school_id = h.claim->>1 and m.claim = h.claim->>0 "
    "order by 1, 2, 3",
    "scores": "select p.child_id as applicant_id, p.program_id, p.score from enrollment_score p "
    "join submitted s on s.child_id = p.child_id order by 1, 2",
    "verifications": 'select v.child_id as applicant_id, v.fact, v.how, v.at as "at" from '
    "enrollment_verification v join submitted s on s.child_id = v.child_id "
    f"where v.value = {_VALUE} union {_OWN_WORD} order by 1, 2, 3",
}


def city_package(
    round_: Round, rules: EnrollmentRules | None = None, numbers: Sequence[int] | None = None
) -> CityPackage:
    """Read the facts of a round: of every submitted application, or of those of some numbers, the version
    that was sent last, and nothing else; no draft, and no row that anybody could change beside it.

    Every table comes in one COPY, so that the time does not depend on the number of rows twice.
    """
    city = City.objects.get()
    rules = rules or (round_.rulebook.rules() if round_.rulebook else EnrollmentRules())
    queries = offered(sql.SQL("grade = any({})").format(sql.Literal(round_.grades or list(GRADES))))
    sent = _submitted(round_, numbers)
    return package_of_rows(city, queries | _of_applicants(sent, rules, tuple(_QUERIES)))


def guaranteed_program(application: Application, rules: EnrollmentRules) -> str | None:
    """Program in which a child has a right to a seat, by the same function that the match uses, if the draft
    is sent as it stands; None for none.

    Reads the programs of the child's grade and the drafts of its own family only; a fact that nobody has
    verified gives no right.
    """
    family = (
        Application.objects.filter(
            round_id=application.round_id,
            child__family_id=application.child.family_id,
            child__merged_into=None,
        )
        .select_related("child")
        .prefetch_related("versions")
    )
    others = [item for item in family if item.pk != application.pk]
    if application.round.is_over():
        for item in others:
            show_sent(item)
    queries = offered(sql.SQL("grade = {}").format(sql.Literal(application.grade)))
    queries.pop("reserves")
    drafts = {item: content_of(item) for item in (application, *others)}
    said = _of_applicants(_as_said(drafts), rules, ("claims", "verifications"))
    package = package_of_rows(City.objects.get(), queries | said)
    roster = Roster.of(package, true_facts(package, rules))
    found = guaranteed_programs(package, rules, roster)
    child = roster.applicants["applicant_id"].index_of(application.child_id)
    if child is None or found[child] < 0:
        return None
    return str(roster.programs["program_id"][int(found[child])])


def not_yet_verified(
    applications: Sequence[Application], round_: Round, rules: EnrollmentRules, *, sent: bool = False
) -> dict[str, list[tuple[str, str | None, str | None]]]:
    """What some applications of a round say that the rules reward and that does not count yet.

    Parameters
    ----------
    sent
        Of what is submitted what was sent last, and not the draft.

    Returns
    -------
    For each child that has such: facts and claims, each with the school of a claim, and the way in which a
    fact was verified that does not count.
    """
    if not applications:
        return {}
    submitted = [item for item in applications if sent and item.state == Application.State.SUBMITTED]
    drafts = {item: content_of(item) for item in applications if item not in submitted}
    parts = [_submitted(round_, [item.pk for item in submitted])] if submitted else []
    parts += [_as_said(drafts)] if drafts else []
    said = sql.SQL(" union all ").join(parts)
    found: dict[str, list[tuple[str, str | None, str | None]]] = {}
    for child, fact, school, how in _unverified(said, round_, rules).iter_rows():
        found.setdefault(child, []).append((fact, school, how))
    return found


def not_yet_verified_at_all(round_: Round, rules: EnrollmentRules) -> pl.DataFrame:
    """The table ``unverified`` of everything that was sent last to a round."""
    return _unverified(_submitted(round_), round_, rules)


def _unverified(said: sql.Composed, round_: Round, rules: EnrollmentRules) -> pl.DataFrame:
    """The table ``unverified`` of what some applications say, read without their choices."""
    queries = offered(sql.SQL("grade = any({})").format(sql.Literal(round_.grades or list(GRADES))))
    queried = _of_applicants(said, rules, ("claims", "verifications"))
    wanted = {"programs": queries["programs"], "reserves": queries["reserves"], **queried}
    return unverified(package_of_rows(City.objects.get(), wanted), rules)


def stated_facts(application: Application, rules: EnrollmentRules) -> list[str]:
    """Facts that the rules reward and that an application states as it was sent, verified or not."""
    sent = application.last_version
    if sent is None:
        return []
    queries = offered(sql.SQL("grade = {}").format(sql.Literal(sent.content["grade"])))
    said = _of_applicants(_as_said({application: sent.content}), rules, ())
    package = package_of_rows(City.objects.get(), {**queries, **said})
    return stated(package, rules)["fact"].to_list()


def _submitted(round_: Round, numbers: Sequence[int] | None = None) -> sql.Composed:
    """What was sent last to a round, of all applications or of some."""
    every = _SUBMITTED.format(round=sql.Literal(round_.round_id), familys=sql.Literal(list(_FAMILYS)))
    some = sql.SQL(" and s.application_id = any({})")
    return every if numbers is None else every + some.format(list(numbers))


def verified_of(application: Application) -> list[tuple[str, str]]:
    """How each fact of what an application says, as it counts, was verified: fact and way."""
    head = sql.SQL("with submitted as ({}) ").format(_submitted(application.round, [application.pk]))
    rows = read(TABLES["verifications"], head + sql.SQL(_QUERIES["verifications"]))
    return rows.select("fact", "how").rows()


def beside(round_: Round, name: str) -> pl.DataFrame:
    """A table of the applicants who were submitted to a round, beside their own."""
    head = sql.SQL("with submitted as ({}) ").format(_submitted(round_))
    return read(TABLES[name], head + sql.SQL(_QUERIES[name]))


def _as_said(contents: Mapping[Application, dict[str, Any]]) -> sql.Composed:
    """What some applications say, in the form of what was submitted, as the families' own word."""
    rows = sql.SQL(", ").join(
        sql.SQL("({}, {}, {}::jsonb)").format(
            sql.Literal(item.child_id),
            sql.Literal(item.child.family_id),
            sql.Literal(json.dumps(content)),
        )
        for item, content in contents.items()
    )
    return sql.SQL(
        "select d.child_id, d.family_id, d.content, d.content as own from (values {}) "
        "d (child_id, family_id, content)"
    ).format(rows)


def _of_applicants(
    submitted: sql.Composed, rules: EnrollmentRules, names: Sequence[str]
) -> dict[str, sql.Composed]:
    """Queries for what some applications say, and how it was verified."""
    head = sql.SQL("with submitted as ({}) ").format(submitted)
    found = {name: head + sql.SQL(_QUERIES[name]) for name in names}
    return {**found, "applicants": head + _applicants(rules)}


def asked(round_: Round, rules: EnrollmentRules | None = None) -> Questions:
    """What the open round has to ask, by its rulebook and the groups its programs name."""
    return _asked_by(rules or (round_.rulebook.rules() if round_.rulebook else EnrollmentRules()))


def _asked_by(rules: EnrollmentRules) -> Questions:
    named = set(Reserve.objects.values_list("group", flat=True).distinct())
    open_to = Program.objects.exclude(open_to=None).values_list("open_to", flat=True).distinct()
    named |= {group for group in open_to if group is not None}
    return questions(rules, frozenset(named))


def _applicants(rules: EnrollmentRules) -> sql.Composed:
    texts = {group.column for group in rules.groups.values() if isinstance(group, FactGroup)}
    wanted = _asked_by(rules)
    facts = [*wanted.facts, *([wanted.together] if wanted.together else [])]
    columns = [
        sql.SQL(
            "s.content->'facts'->>{name} as {column}"
            if fact in texts
            else "coalesce(s.content->'facts'->{name} = 'true', false) as {column}"
        ).format(name=sql.Literal(fact), column=sql.Identifier(fact))
        for fact in dict.fromkeys(facts)
    ]
    head = sql.SQL(
        "select s.child_id as applicant_id, s.content->>'grade' as grade, s.family_id, "
        "s.content->>'current_school_id' as current_school_id, (s.content->>'latitude')::float8 as latitude, "
        "(s.content->>'longitude')::float8 as longitude, s.content->>'zone' as zone"
    )
    return sql.SQL(", ").join([head, *columns]) + sql.SQL(" from submitted s order by 1")
