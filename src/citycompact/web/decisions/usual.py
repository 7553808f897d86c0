"""What the house does for a kind that declares nothing else: its facts, its rules, what blocks its freeze."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.utils.translation import gettext as _

from citycompact.city import CityPackage, write_city
from citycompact.facts import FactsError, Problem
from citycompact.rooms import tables_for
from citycompact.web.city.models import City
from citycompact.web.decisions.drawing import draw_blockers
from citycompact.web.decisions.models import JointDecision
from citycompact.web.declarations import rows_kept
from citycompact.web.kinds import Blocker, Kind
from citycompact.web.rows import having, read, select
from citycompact.web.rulebooks.models import RulebookVersion
from citycompact.web.rulebooks.signing import section_in_force, version_in_force
from citycompact.words import LANGUAGES


def write_facts(kind: Kind, decision: JointDecision, folder: Path) -> None:
    """Write the facts of a decision as they stand into a folder."""
    if kind.write_facts is not None:
        kind.write_facts(decision, folder)
    else:
        facts_from_rows(kind, decision, folder)


def facts_from_rows(kind: Kind, decision: JointDecision, folder: Path) -> None:
    """Write the city, the tables of a kind and those that they refer to, as apps keep their ``rows``."""
    city, wanted = City.objects.defer("zones").first(), tables_for(kind.room, kind.tables)
    if city is None:
        raise FactsError([Problem("city", "is missing: the site has none yet.", "Load one first.")])
    kept = {rows.table.name: rows for rows in rows_kept().values()}
    scope = kind.scope(decision) if kind.scope is not None else {}
    facts = CityPackage(
        city_id=city.city_id,
        name=city.name,
        time_zone=city.time_zone,
        languages=LANGUAGES,
        tables={
            table.name: read(table, select(rows := kept[table.name], having(rows, scope.get(table.name, {}))))
            for table in wanted
        },
        signers=city.signers_listed,
        demo=city.demo,
    )
    write_city(facts, folder, tables=wanted)


def rulebook(kind: Kind, decision: JointDecision) -> RulebookVersion | None:
    """The version under which a decision is taken; None: the usual rules, which nobody has signed."""
    if kind.rulebook is not None:
        return kind.rulebook(decision)
    return version_in_force(kind.decision.sections)


def blockers(kind: Kind, decision: JointDecision) -> Sequence[Blocker]:
    """What stands in the way of the freeze: what its kind names, and what its draw lacks."""
    return [*_blockers(kind, decision), *draw_blockers(kind, decision, rulebook(kind, decision))]


def _blockers(kind: Kind, decision: JointDecision) -> Sequence[Blocker]:
    return unsigned(kind, decision) if kind.blockers is None else kind.blockers(decision)


def unsigned(kind: Kind, decision: JointDecision) -> Sequence[Blocker]:
    """What its sections lack; all that blocks a kind that names nothing else."""
    missing = [name for name in kind.decision.sections if section_in_force(name) is None]
    said = _("No version of the section [%(section)s] is signed by every sector.")
    found = [Blocker(said % {"section": name}) for name in missing]
    if not found and rulebook(kind, decision) is None:
        listed = ", ".join(f"[{name}]" for name in kind.decision.sections)
        said = _("No rulebook has all of these sections as they are in force: %(sections)s. Upload one.")
        found = [Blocker(said % {"sections": listed})]
    return found
