"""Progress as a kind of joint decision: on a day, frozen, checked, approved by both sectors, and published.

The live page shows every colour as it is today and waits for nobody's approval; what is published here is
what both sectors have put their word to, and a sector that refuses does so with a public reason.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from citycompact.compact import ROOM, SECTION, read_compact, write_compact
from citycompact.record.in_folder import read_folder
from citycompact.rooms import agreed as agreed_rules
from citycompact.web.city.models import City
from citycompact.web.compact.facts_from_database import compact_facts
from citycompact.web.compact.progress_today import ProgressToday
from citycompact.web.decisions.folders import KeptFolder, unzipped
from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.published_files import (
    NotAsPublished,
    publication_in_force,
    published_folder,
)
from citycompact.web.decisions.steps import begin
from citycompact.web.kinds import WHOLE_RESULT, Blocker, Kind, Part
from citycompact.web.roles import APPROVER, AUDITOR, STEWARD
from citycompact.web.rulebooks.signing import rulebook_of, section_in_force
from citycompact.web.site.access import signed_in
from citycompact.web.site.language import page_language


def _write_facts(decision: JointDecision, folder: Path) -> None:
    facts = compact_facts()
    assert facts is not None
    write_compact(facts, folder)


def _blockers(decision: JointDecision) -> list[Blocker]:
    if compact_facts() is None:
        return [Blocker(_("There is no compact yet."))]
    if section_in_force(SECTION) is None:
        said = _("The rules of progress are the usual ones, which nobody has signed.")
        return [Blocker(said, hard=False)]
    return []


def _live(request: HttpRequest, decision: JointDecision) -> Mapping[str, Any]:
    """The live page is linked to whatever became of a publication."""
    return {}


def _counts(request: HttpRequest, decision: JointDecision) -> Mapping[str, Any] | None:
    """How many promises were kept by what is published; nothing before, or where it is not that any more."""
    published = publication_in_force(decision)
    if published is None or published.attempt is None:
        return None
    try:
        content = published_folder(published)
    except NotAsPublished:
        # The page says so itself.
        return None
    with tempfile.TemporaryDirectory() as scratch:
        facts = read_compact(KeptFolder.unpack(published.attempt.freeze.facts, Path(scratch) / "facts"))
        folder = unzipped(content, Path(scratch) / "result")
        result = read_folder(folder, ROOM, PROGRESS.decision).result
    rules = agreed_rules(rulebook_of(published.attempt.rulebook), SECTION)
    state = ProgressToday(facts, rules, result, page_language(), [])
    return {
        "day": facts.as_of,
        "outcomes": state.outcomes(state.tally.all),
        "red": [p for p in state.promises if p.progress.colour == "red"],
    }


PROGRESS = Kind(
    room=ROOM,
    decision=ROOM.decisions[0],
    title=gettext_lazy("Published progress of the compact"),
    facts_title=gettext_lazy("The compact as a package"),
    write_facts=_write_facts,
    begun_on="compact:desk",
    blockers=_blockers,
    leads=frozenset({STEWARD}),
    sees=frozenset({STEWARD, APPROVER, AUDITOR}),
    public=WHOLE_RESULT,
    sections=(
        Part("compact/_live_progress.html", _live),
        Part("compact/_published_progress.html", _counts),
    ),
)
"""Progress on a day."""


@require_POST
def begin_publication(request: HttpRequest) -> HttpResponse:
    """Begin the publication of today's progress; one that is begun already is gone on with."""
    today = City.today()
    begun = JointDecision.objects.filter(kind=PROGRESS.name, status__state=State.OPEN).first()
    if begun is None:
        day = today.isoformat()
        earlier = JointDecision.objects.filter(kind=PROGRESS.name, name__startswith=day).count()
        name = f"{day}-{earlier + 1}" if earlier else day
        title = _("Progress on %(day)s") % {"day": date_format(today, "DATE_FORMAT")}
        begun = begin(PROGRESS.name, name, title, signed_in(request))
        messages.success(request, _("Begun. Look at the facts, then freeze them."))
    return redirect("decisions:work", PROGRESS.name, begun.name)
