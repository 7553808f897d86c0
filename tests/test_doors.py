"""What passes through a room's doors is plain, and says of itself whether it holds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact import compact, enrollment
from citycompact.doors import Certificate, Draw, Finding, Room, as_rules
from citycompact.facts import canonical_json

findings = st.lists(
    st.builds(
        Finding, st.sampled_from("abcdef"), st.booleans(), st.integers(0, 3), st.just(("applicant 7",))
    ),
    unique_by=lambda finding: finding.name,
    max_size=6,
).map(lambda found: Certificate(tuple(found)))


@given(findings)
def test_a_certificate_holds_when_every_promise_does_and_only_then(certificate):
    broken = [f for f in certificate.findings if f.promised and f.violations > 0]
    assert certificate.holds == (not broken)
    assert certificate.plain()["holds"] == certificate.holds


@given(findings)
def test_a_record_has_the_counts_and_names_no_applicant(certificate):
    plain = certificate.plain()
    assert "applicant 7" not in canonical_json(plain).decode()
    assert set(plain["findings"]) == {finding.name for finding in certificate.findings}
    for finding in certificate.findings:
        assert certificate.finding(finding.name) is finding
        said = plain["findings"][finding.name]
        assert said == {"promised": finding.promised, "violations": finding.violations}


def test_a_draw_stands_in_a_record_with_its_source():
    draw = Draw("seed", "State lottery of May 3")
    assert draw.plain() == {
        "seed": "seed",
        "source": "State lottery of May 3",
        "replayed": False,
        "committed_before": False,
        "round": "",
        "clock_moved": False,
    }
    assert Draw(None, replayed=True).plain()["seed"] is None


def test_rules_are_a_model_for_one_section_and_a_mapping_for_several():
    assert as_rules({"vans": 1}) == 1
    assert as_rules({"vans": 1, "turns": 2}) == {"vans": 1, "turns": 2}
    assert as_rules({}) is None


def test_a_room_without_rules_tables_or_decisions_is_a_room():
    room = Room("new")
    assert (room.sections, room.tables, room.decisions) == ((), (), ())


def test_where_chance_decides_the_rules_say_how_it_is_drawn():
    """Else whoever decides could enter any text as the draw."""
    match, progress = enrollment.ROOM.decisions[0], compact.ROOM.decisions[0]
    with pytest.raises(TypeError, match="signed_draw is said where chance decides"):
        replace(match, signed_draw=None)
    with pytest.raises(TypeError, match="nowhere else"):
        replace(progress, signed_draw=match.signed_draw)
