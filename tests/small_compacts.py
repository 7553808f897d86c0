"""Compacts for tests: one promise and its surroundings, and strategies for any."""

from __future__ import annotations

import datetime
from dataclasses import replace

from hypothesis import strategies as st

from citycompact.compact import CompactFacts
from citycompact.compact import facts as f

DAY = datetime.date(2027, 6, 1)


def ago(days: int) -> datetime.date:
    return DAY - datetime.timedelta(days=days)


def compact(**more) -> CompactFacts:
    """One promise made a year ago, owned by a post that is held, with a document of ten days ago."""
    one = f.Promise("one", "enrollment", "Share one form.", "both", "Runs it.", "Use it.", "owner", ago(365))
    base = CompactFacts(
        "city",
        "City",
        "State",
        ago(365),
        ago(-1000),
        as_of=DAY,
        parties=(f.Party("d", "District", "district"), f.Party("c", "Charters", "charter")),
        posts=(f.Post("owner", "Owner", "d"),),
        tenures=(f.Tenure("owner", ago(400)),),
        promises=(one,),
        evidence=(f.Evidence("e", "document", ago(10), "Paper", "one"),),
    )
    return replace(base, **more)


def measured(*values: float, baseline: float = 10.0, target: float = 20.0) -> CompactFacts:
    """The same with a target of an indicator that was measured every ten days."""
    return compact(
        indicators=(f.Indicator("i", "I", "imported", "points"),),
        targets=(f.Target("one", "i", "", baseline, ago(300), target),),
        measurements=tuple(f.Measurement("i", "", ago(200 - 10 * k), v, "s") for k, v in enumerate(values)),
    )


days = st.integers(-400, 900).map(ago)
kinds = st.sampled_from(("document", "resolution", "indicator", "meeting", "interview"))
statuses = st.sampled_from(("not_started", "in_progress", "done", "stalled", "dropped"))
NAMES = ("one", "two", "three")


@st.composite
def compacts(draw) -> CompactFacts:
    """Any compact of up to three promises, well-formed or full of evidence that does not fit."""
    names = NAMES[: draw(st.integers(1, 3))]
    promises = tuple(
        f.Promise(
            n,
            "funding",
            "P",
            draw(st.sampled_from(("district", "charter", "both"))),
            "D",
            "C",
            draw(st.sampled_from(("p", "q"))),
            draw(days),
            draw(st.none() | days),
        )
        for n in names
    )
    evidence = tuple(
        f.Evidence(f"e{k}", draw(kinds), draw(days), "T", draw(st.sampled_from(names)))
        for k in range(draw(st.integers(0, 8)))
    )
    changes, seen = [], set()
    for _ in range(draw(st.integers(0, 8))):
        key = (draw(st.sampled_from(names)), draw(days))
        if key not in seen:
            seen.add(key)
            cited = draw(st.sampled_from([e.evidence_id for e in evidence] + ["none"]))
            changes.append(f.StatusChange(key[0], key[1], draw(statuses), cited))
    tenures = {}
    for _ in range(draw(st.integers(0, 5))):
        since = draw(days)
        until = draw(st.none() | st.integers(0, 300).map(lambda n, s=since: s + datetime.timedelta(days=n)))
        tenures[draw(st.sampled_from(("p", "q"))), since] = until
    milestones = tuple(
        f.Milestone(draw(st.sampled_from(names)), k, "M", draw(days), draw(st.none() | days))
        for k in range(draw(st.integers(0, 5)))
    )
    values = st.sampled_from((0.0, 1.0, 2.0, 3.0, 4.0))
    measurements = {}
    for _ in range(draw(st.integers(0, 10))):
        measurements["i", draw(st.sampled_from(("", "g"))), draw(days)] = draw(values)
    targets = {}
    for _ in range(draw(st.integers(0, 4))):
        key = (draw(st.sampled_from(names)), draw(st.sampled_from(("", "g"))))
        targets[key] = f.Target(
            key[0], "i", key[1], draw(values), draw(days), draw(values), draw(st.none() | days)
        )
    return CompactFacts(
        "city",
        "City",
        "State",
        ago(900),
        ago(-900),
        as_of=draw(days),
        parties=(f.Party("d", "D", "district"),),
        posts=(f.Post("p", "P", "d"), f.Post("q", "Q", "d")),
        tenures=tuple(f.Tenure(p, s, u) for (p, s), u in tenures.items()),
        promises=promises,
        evidence=evidence,
        status_changes=tuple(changes),
        milestones=milestones,
        indicators=(f.Indicator("i", "I", "imported", "points"),),
        measurements=tuple(f.Measurement(i, g, d, v, "s") for (i, g, d), v in measurements.items()),
        targets=tuple(targets.values()),
    )
