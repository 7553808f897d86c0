"""Applications that come from a file: each is a submitted version of the rulebook's round."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
from django.utils import timezone

from citycompact.city import CityPackage
from citycompact.enrollment import SECTION, EnrollmentRules
from citycompact.facts import Problem, canonical_json, sha256_hex
from citycompact.web.city.clock import city_moment
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import begin, stays
from citycompact.web.enrollment.answers import draft_of, value_of
from citycompact.web.enrollment.claim_codes import code_problems, make_codes
from citycompact.web.enrollment.contents import contents_of
from citycompact.web.enrollment.match import ROUND
from citycompact.web.enrollment.models import (
    Application,
    Child,
    Choice,
    Claim,
    Guardian,
    Round,
    Score,
    Verification,
    Version,
)
from citycompact.web.enrollment.taking import set_times
from citycompact.web.moving.further import loaded
from citycompact.web.package_parts import Changes, Load
from citycompact.web.rows import copy_into
from citycompact.web.rulebooks.models import RulebookVersion

TABLES = ("applicants", "choices", "claims", "scores", "verifications", "priorities", "lottery")
_MANY = 20


def lone_family(applicant_id: str) -> str:
    """The family of a child of whom a file names none; made from the child's id, so that a second loading
    finds it again, and taken back where the package is given out."""
    return f"F{sha256_hex(f'family of one|{applicant_id}'.encode())[:16]}"


def bring_applications(load: Load) -> None:
    """Submit what a package says of its applicants, each as a version that came from a file.

    What a family, or the office for it, has sent since stays; no child and no application goes.
    """
    city = load.package.city
    applicants = city.table("applicants")
    if applicants.is_empty():
        return
    if city.table("choices").is_empty():
        load.notes.append(
            f"applicants.csv has {applicants.height:,} children and choices.csv no choices: they are pupils, "
            "and no applicants, and are left out."
        )
        return
    round_ = _round(load)
    if round_ is None:
        return
    found = Changes("applications", round_.applications.count())
    load.changes.append(found)
    said = {name: {**content, "round": round_.pk} for name, content in contents_of(city)}
    if problems := _unkeepable(applicants):
        load.refused += problems
        return
    sent = {
        child: (application, number, digest, channel)
        for child, application, number, digest, channel in round_.applications.filter(
            sent__isnull=False
        ).values_list(
            "child_id", "pk", "sent__version__number", "sent__version__sha256", "sent__version__channel"
        )
    }
    gone_on = set(Child.objects.exclude(merged_into=None).values_list("pk", flat=True))
    drafts = set(
        round_.applications.exclude(pk__in=[a for a, *_ in sent.values()]).values_list("child_id", flat=True)
    )
    digests = {name: sha256_hex(canonical_json(content)) for name, content in said.items()}
    new: list[str] = []
    for name in said:
        if name in gone_on:
            found.kept[name] = "it was found to be a second entry of another child"
        elif name in drafts:
            found.kept[name] = "its family has begun an application on the site"
        elif name not in sent:
            new.append(name)
        elif sent[name][2] != digests[name]:
            if sent[name][3] == Version.Channel.LOAD:
                found.changed[name] = ()
            else:
                found.kept[name] = "it was sent again on the site since"
    found.added = new
    absent = found.there - sum(name in said for name in sent) - sum(name in said for name in drafts)
    if absent:
        found.notes.append(f"{absent:,} applications of the site are in no row of the file, and stay.")
    if (new or found.changed) and stays(round_.decision_id) != Life.OPEN:
        named = [*new, *found.changed]
        shown = ", ".join(named[:_MANY]) + (f" and {len(named) - _MANY:,} more" if len(named) > _MANY else "")
        said_ = f"would change applications of the round {round_.pk}, whose facts are frozen: {shown}."
        load.refused.append(Problem("choices.csv", said_, "Leave them out, or open the facts again."))
        return
    _write(load, round_, said, digests, new, list(found.changed), {n: sent[n][:2] for n in found.changed})
    touched = {*new, *(name for name in said if name in sent and name not in found.kept)}
    _bring_beside(city, said, touched, round_)
    for name in TABLES:
        loaded(name, load.package)
    _bring_names(load, found)


def _round(load: Load) -> Round | None:
    """The round of the choices; made where the rulebook has it and the site does not yet."""
    version = RulebookVersion.objects.order_by("-uploaded_at", "-pk").first()
    if load.rulebook:
        version = RulebookVersion.objects.get(sha256=load.rulebook)
    rules = version.rules() if version is not None else EnrollmentRules()
    ids = rules.round_ids
    wanted = load.round_id or (ids[0] if len(ids) == 1 else "")
    there = Round.objects.filter(pk=wanted).first() if wanted else None
    if there is not None:
        return there
    if len(ids) > 1 and not wanted:
        mend = f"Say which of them it is with --round: {', '.join(ids)}."
        load.refused.append(Problem("choices.csv", "has choices, and the rulebook several rounds.", mend))
        return None
    if wanted and wanted not in ids:
        known = ", ".join([*ids, *Round.objects.values_list("pk", flat=True)]) or "none"
        mend = f"Rounds are: {known}."
        load.refused.append(Problem("choices.csv", f"has choices of a round {wanted}, which is none.", mend))
        return None
    if not ids or version is None:
        count = load.package.city.table("applicants").height
        load.notes.append(
            f"No rulebook names a round ([[{SECTION}.rounds]]), so that {count:,} applicants with their "
            "choices are left out: add one to rulebook.toml, and load the package again."
        )
        return None
    made = Round(round_id=wanted, name=f"{version.name}: {wanted}"[:120], rulebook=version)
    set_times(made)
    made.decision = begin(ROUND.name, made.pk, made.name)
    made.save()
    load.changes.append(Changes("rounds", Round.objects.count() - 1, added=[wanted]))
    return made


def _unkeepable(applicants: pl.DataFrame) -> list[Problem]:
    """Ids that are longer than the site keeps them."""
    found = []
    for column, most in (("applicant_id", 32), ("family_id", 40)):
        for row in (applicants[column].str.len_chars() > most).fill_null(False).arg_true():
            mend = f"Shorten it to at most {most} characters."
            value = applicants[column][row]
            found.append(
                Problem("applicants.csv", f"has {len(value)} characters.", mend, row + 2, column, value)
            )
    return found


def _write(
    load: Load,
    round_: Round,
    said: Mapping[str, Any],
    digests: Mapping[str, str],
    new: list[str],
    changed: list[str],
    sent: Mapping[str, tuple[int, int]],
) -> None:
    at, now = city_moment(), timezone.now()
    people = load.package.city.table("applicants").select("applicant_id", "family_id")
    families = {name: family or lone_family(name) for name, family in people.iter_rows()}
    known = set(Child.objects.filter(pk__in=new).values_list("pk", flat=True))
    copy_into(
        Child,
        ("applicant_id", "family_id", "given_name", "family_name", "updated_at"),
        ((name, families[name], "", "", now) for name in new if name not in known),
    )
    copy_into(
        Application,
        ("child", "round", "grade", "state", "draft", "late", "updated_at"),
        (
            (name, round_.pk, said[name]["grade"], "submitted", json.dumps(draft_of(said[name])), False, now)
            for name in new
        ),
    )
    numbers = dict(round_.applications.values_list("child_id", "pk")) if new else {}
    for name in changed:
        numbers[name] = sent[name][0]
    for start in range(0, len(changed), 2000):
        some = changed[start : start + 2000]
        rows = Application.objects.in_bulk([numbers[name] for name in some])
        for name in some:
            row = rows[numbers[name]]
            row.grade, row.draft, row.state, row.updated_at = (
                said[name]["grade"],
                draft_of(said[name]),
                "submitted",
                now,
            )
        Application.objects.bulk_update(rows.values(), ["grade", "draft", "state", "updated_at"])
        Choice.objects.filter(application__in=[numbers[name] for name in some]).delete()
    copy_into(
        Choice,
        ("application", "rank", "program"),
        (
            (numbers[name], rank, program)
            for name in (*new, *changed)
            for rank, program in enumerate(said[name]["choices"], start=1)
        ),
    )
    copy_into(
        Version,
        ("application", "number", "content", "sha256", "channel", "submitted_at", "once"),
        (
            (
                numbers[name],
                sent[name][1] + 1 if name in sent else 1,
                json.dumps(said[name]),
                digests[name],
                Version.Channel.LOAD,
                at,
                uuid.uuid4(),
            )
            for name in (*new, *changed)
        ),
    )


def _bring_beside(city: CityPackage, said: Mapping[str, Any], touched: set[str], round_: Round) -> None:
    """Claims, scores and verifications: new ones are added, and of those that came from a file before what is
    another is changed; what somebody on the site has decided stays."""
    claims = {
        (who, school, claim): (state, by)
        for who, school, claim, state, by in Claim.objects.filter(round=round_).values_list(
            "child_id", "school_id", "claim", "state", "decided_by"
        )
    }
    new: list[tuple[Any, ...]] = []
    approved: list[tuple[str, str, str]] = []
    open_again: list[tuple[str, str, str]] = []
    for who, school, claim, verified in (
        city.table("claims").select("applicant_id", "school_id", "claim", "verified").iter_rows()
    ):
        if who not in touched:
            continue
        state, by = claims.get((who, school, claim), (None, None))
        wanted = Claim.State.APPROVED if verified else Claim.State.WAITING
        if state is None:
            new.append((who, round_.pk, school, claim, wanted, "", ""))
        elif by is None and state != wanted:
            (approved if verified else open_again).append((who, school, claim))
    copy_into(Claim, ("child", "round", "school", "claim", "state", "note", "reason"), new)
    for wanted, some in ((Claim.State.APPROVED, approved), (Claim.State.WAITING, open_again)):
        for who, school, claim in some:
            theirs = Claim.objects.filter(child=who, round=round_, school=school, claim=claim)
            theirs.filter(decided_by=None).update(state=wanted)
    scores = {
        (who, program): score
        for who, program, score in Score.objects.values_list("child_id", "program_id", "score")
    }
    given = city.table("scores").select("applicant_id", "program_id", "score").rows()
    copy_into(
        Score,
        ("child", "program", "score"),
        (row for row in given if row[0] in touched and row[:2] not in scores),
    )
    for who, program, score in given:
        if who in touched and scores.get((who, program), score) != score:
            Score.objects.filter(child=who, program=program).update(score=score)
    _bring_verifications(city, said, touched)


def _bring_verifications(city: CityPackage, said: Mapping[str, Any], touched: set[str]) -> None:
    there = {
        (who, fact, how): (value, at)
        for who, fact, how, value, at in Verification.objects.values_list(
            "child_id", "fact", "how", "value", "at"
        )
    }
    rows = city.table("verifications").select("applicant_id", "fact", "how", "at").rows()
    wanted = [
        (who, fact, how, at, value_of(said[who], fact)) for who, fact, how, at in rows if who in touched
    ]
    copy_into(
        Verification,
        ("child", "fact", "how", "at", "value"),
        ((*row[:4], json.dumps(row[4])) for row in wanted if row[:3] not in there),
    )
    for who, fact, how, at, value in wanted:
        if (who, fact, how) in there and there[who, fact, how] != (value, at):
            Verification.objects.filter(child=who, fact=fact, how=how).update(value=value, at=at)


def _bring_names(load: Load, found: Changes) -> None:
    """Give children their names, and families their codes; whom a family acts for is called what it says."""
    names = load.names
    codes: dict[str, str] = {}
    if names is not None:
        there = Child.objects.in_bulk(names["applicant_id"].to_list())
        unknown = [
            (row, name) for row, name in enumerate(names["applicant_id"], start=2) if name not in there
        ]
        load.refused += [
            Problem(
                "names.csv", "is no applicant of the site.", "Take the row out.", row, "applicant_id", name
            )
            for row, name in unknown
        ]
        if unknown:
            return
        given = [
            (number, name, code)
            for number, (name, code) in enumerate(
                names.select("applicant_id", "claim_code").iter_rows(), start=2
            )
            if code
        ]
        load.refused += code_problems(given, {name: child.family_id for name, child in there.items()})
        own = set(Guardian.objects.exclude(user=None).values_list("child_id", flat=True))
        renamed = []
        for row in names.iter_rows(named=True):
            child = there[row["applicant_id"]]
            if row["claim_code"]:
                codes[child.family_id] = row["claim_code"]
            said = {
                "given_name": row["given_name"],
                "family_name": row["family_name"] or "",
                "birth_date": row["birth_date"] or child.birth_date,
            }
            if child.pk not in own and any(getattr(child, key) != value for key, value in said.items()):
                for key, value in said.items():
                    setattr(child, key, value)
                renamed.append(child)
        Child.objects.bulk_update(renamed, ["given_name", "family_name", "birth_date"], batch_size=2000)
        load.changes.append(Changes("names", len(there), changed={child.pk: () for child in renamed}))
    families: Iterable[str] = ()
    if load.wants_codes:
        applicants = load.package.city.table("applicants").select("applicant_id", "family_id").iter_rows()
        families = {family or lone_family(name) for name, family in applicants if name not in found.kept}
    if not load.refused:
        load.codes = make_codes(codes, families)
