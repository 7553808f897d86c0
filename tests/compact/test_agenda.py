"""The agenda says what is due, stuck and decided last time."""

from __future__ import annotations

from citycompact.compact import PARTS, ProgressRules, agenda, decide, progress_of
from citycompact.compact import facts as f
from citycompact.compact.demo import port_ellery
from small_compacts import DAY, ago, compact

RULES = ProgressRules()


def items(facts, last=None):
    return agenda(facts, progress_of(decide(facts, RULES)), last)


def test_a_quiet_compact_has_nothing_to_talk_about():
    assert items(compact()) == []


def test_red_and_stalled_promises_are_stuck_and_amber_ones_watched():
    old = compact(evidence=(f.Evidence("e", "document", ago(100), "E", "one"),))
    assert [i.part for i in items(old)] == ["watch"]
    stalled = compact(status_changes=(f.StatusChange("one", ago(5), "stalled", "e"),))
    assert [i.part for i in items(stalled)] == ["stuck"]


def test_milestones_of_the_coming_quarter_are_due():
    facts = compact(
        milestones=(
            f.Milestone("one", 1, "Soon", ago(-30)),
            f.Milestone("one", 2, "Far", ago(-200)),
            f.Milestone("one", 3, "Past", ago(-20), ago(3)),
        )
    )
    assert [i.en.split(": ")[1] for i in items(facts) if i.part == "due"] == ["Soon"]


def test_open_decisions_come_back_until_they_are_done():
    old = f.Resolution("a", ago(200), "Still open")
    done_long_ago = f.Resolution("b", ago(200), "Done long ago", done_on=ago(150))
    done_now = f.Resolution("c", ago(80), "Done since", done_on=ago(3))
    found = items(compact(resolutions=(old, done_long_ago, done_now)), last=ago(90))
    assert [i.en for i in found] == ["Still open", "Done since (done)"]


def test_the_demo_has_something_in_every_part_and_keeps_their_order():
    found = items(port_ellery(DAY), last=ago(95))
    parts = [i.part for i in found]
    assert set(parts) == set(PARTS)
    assert parts == sorted(parts, key=list(PARTS).index)
    assert all(i.en and i.es for i in found)
