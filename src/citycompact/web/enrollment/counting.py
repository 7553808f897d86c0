"""What the public page of a round counts: its queries, and the published tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl
from django.db.models import Q

from citycompact.city import read_city
from citycompact.enrollment import CHANNELS, public_counts
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.enrollment.auditing import finished_audit
from citycompact.web.enrollment.models import Application, Round, Version


def intake_of(round_: Round, sealed: int) -> Mapping[str, int]:
    """How the applications of a round came in, as they stand now.

    Parameters
    ----------
    sealed
        How many take part; the others are set aside.
    """
    every = Application.objects.filter(round=round_, child__merged_into=None)
    sent = every.filter(state=Application.State.SUBMITTED)
    first = Version.objects.filter(application__in=sent, number=1).values_list("channel", flat=True)
    # What nobody sent before the office entered it came to it on paper.
    channels = Counter(name if name in CHANNELS else "paper" for name in first)
    mended = Q(versions__channel=Version.Channel.OFFICE)
    return {
        **channels,
        "late": sent.filter(late=True).count(),
        "mended": sent.filter(mended).distinct().count(),
        "set_aside": sent.count() - sealed,
        "withdrawn": every.filter(state=Application.State.WITHDRAWN).count(),
    }


def counts_of(round_: Round) -> dict[str, pl.DataFrame] | None:
    """The public counts of a published round, from the facts that its result rests on; None before, and of a
    round that was frozen when nobody counted.

    Computed anew at each call: they rest on nothing that changes afterwards, but for the audit, which
    is shown once it is finished.
    """
    attempt = round_.published
    if attempt is None or attempt.rulebook is None or not hasattr(attempt.freeze, "intake"):
        return None
    facts = KeptFolder.opened(attempt.freeze.facts, read_city)
    found = finished_audit(attempt) or (None, None)
    return public_counts(facts, attempt.rulebook.rules(), attempt.freeze.intake.counts, *found)
