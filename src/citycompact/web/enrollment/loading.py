"""Applications that come from a file: each is a submitted version of the rulebook's round."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from citycompact.enrollment import SECTION, EnrollmentRules
from citycompact.facts import Problem, canonical_json, sha256_hex
from citycompact.web.city.clock import city_moment
from citycompact.web.decisions.life import State as Life
from citycompact.web.decisions.steps import begin, stays
from citycompact.web.enrollment.claim_codes import code_problems, make_codes
from citycompact.web.enrollment.contents import contents_of
from citycompact.web.enrollment.from_file import (
    add_applications,
    add_children,
    bring_beside,
    change_applications,
)
from citycompact.web.enrollment.match import ROUND
from citycompact.web.enrollment.models import Child, Guardian, Round, Version
from citycompact.web.enrollment.taking import set_times
from citycompact.web.moving.further import loaded
from citycompact.web.package_parts import Changes, Load
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
    new: list[str] = []
    for name in said:
        if name in gone_on:
            found.kept[name] = "it was found to be a second entry of another child"
        elif name in drafts:
            found.kept[name] = "its family has begun an application on the site"
        elif name not in sent:
            new.append(name)
        elif sent[name][2] != sha256_hex(canonical_json(said[name])):
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
    at = city_moment()
    _add_children(applicants, new)
    add_applications(round_, {name: said[name] for name in new}, at)
    change_applications(
        {name: said[name] for name in found.changed}, {n: sent[n][:2] for n in found.changed}, at
    )
    touched = {*new, *(name for name in said if name in sent and name not in found.kept)}
    bring_beside(city, said, touched, round_)
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


def _add_children(applicants: pl.DataFrame, new: Iterable[str]) -> None:
    """Children who are not on the site yet; names come from a file of their own."""
    known = set(Child.objects.filter(pk__in=new).values_list("pk", flat=True))
    families = dict(applicants.select("applicant_id", "family_id").iter_rows())
    add_children(
        (name, families[name] or lone_family(name), "", "", None) for name in new if name not in known
    )


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
