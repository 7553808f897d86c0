"""Children and applications that come from a file, written in a few COPYs whatever their number."""

from __future__ import annotations

import datetime
import json
import uuid
from collections.abc import Iterable, Mapping, Set
from typing import Any

from django.utils import timezone

from citycompact.city import CityPackage
from citycompact.facts import canonical_json, sha256_hex
from citycompact.web.enrollment.answers import Answers, draft_of, value_of
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

_AT_ONCE = 2000


def add_children(people: Iterable[tuple[str, str, str, str, datetime.date | None]]) -> None:
    """Add children who are not there: applicant id, family id, given and family name, date of birth."""
    now = timezone.now()
    columns = ("applicant_id", "family_id", "given_name", "family_name", "birth_date", "updated_at")
    copy_into(Child, columns, ((*person, now) for person in people))


def add_applications(round_: Round, said: Mapping[str, Answers], *at: datetime.datetime) -> None:
    """Add applications to a round of children who have none in it, each as its first version.

    Parameters
    ----------
    said
        Applicant id to what the version holds.
    at
        When they were sent; of several moments each takes the next in turn.
    """
    moments = {name: at[place % len(at)] for place, name in enumerate(said)}
    copy_into(
        Application,
        ("child", "round", "grade", "state", "draft", "late", "updated_at"),
        (
            (
                name,
                round_.pk,
                content["grade"],
                "submitted",
                json.dumps(draft_of(content)),
                False,
                moments[name],
            )
            for name, content in said.items()
        ),
    )
    numbers = dict(round_.applications.values_list("child_id", "pk")) if said else {}
    _add_versions({name: (numbers[name], 1) for name in said}, said, moments)


def change_applications(
    said: Mapping[str, Answers], sent: Mapping[str, tuple[int, int]], at: datetime.datetime
) -> None:
    """Add a further version to applications, which counts from now on.

    Parameters
    ----------
    sent
        Applicant id to the application's key and the number of its last version.
    """
    names = list(said)
    for start in range(0, len(names), _AT_ONCE):
        keys = {sent[name][0]: name for name in names[start : start + _AT_ONCE]}
        rows = Application.objects.in_bulk(keys)
        for key, row in rows.items():
            content = said[keys[key]]
            row.grade, row.draft = content["grade"], draft_of(content)
            row.state, row.updated_at = Application.State.SUBMITTED, at
        Application.objects.bulk_update(rows.values(), ["grade", "draft", "state", "updated_at"])
        Choice.objects.filter(application__in=keys).delete()
    _add_versions({name: (sent[name][0], sent[name][1] + 1) for name in said}, said, dict.fromkeys(said, at))


def _add_versions(
    numbers: Mapping[str, tuple[int, int]],
    said: Mapping[str, Answers],
    at: Mapping[str, datetime.datetime],
) -> None:
    """Versions by application and number, and the choices by which demand is counted."""
    copy_into(
        Choice,
        ("application", "rank", "program"),
        (
            (numbers[name][0], rank, program)
            for name, content in said.items()
            for rank, program in enumerate(content["choices"], start=1)
        ),
    )
    copy_into(
        Version,
        ("application", "number", "content", "sha256", "channel", "submitted_at", "once"),
        (
            (
                *numbers[name],
                json.dumps(content),
                sha256_hex(canonical_json(content)),
                Version.Channel.LOAD,
                at[name],
                uuid.uuid4(),
            )
            for name, content in said.items()
        ),
    )


def bring_beside(city: CityPackage, said: Mapping[str, Any], touched: Set[str], round_: Round) -> None:
    """Claims for a round, scores and verifications: new ones are added, and of those that came from a file
    before what is another is changed; what somebody on the site has decided stays."""
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


def _bring_verifications(city: CityPackage, said: Mapping[str, Any], touched: Set[str]) -> None:
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
