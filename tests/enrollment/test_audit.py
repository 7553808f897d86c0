"""Whom the draw asks for a proof: recomputed by hand, and drawn again with everything else changed."""

import hashlib
from math import ceil

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from attacker import Attacker
from citycompact.city.tables import WAYS
from citycompact.enrollment import EnrollmentRules
from citycompact.enrollment.audit import FINDINGS, audit_number, audit_sample, audit_tables, on_their_word
from citycompact.privacy import publish
from small_cities import town

NEAR = {
    "groups": {"zone": {"kind": "zone"}},
    "priorities": {"default": ["zone", "iep"]},
    "verification": {"address": ["self", "document"], "iep": ["self", "roster"]},
}


def rules(facts=("address",), per_100=50, at_least=1, **more):
    audit = {"facts": list(facts), "per_100": per_100, "at_least": at_least}
    return EnrollmentRules.model_validate({**NEAR, "verification_audit": audit, **more})


def people(ways, **facts):
    """Each with the ways in which the address and, of those with an IEP, that was verified."""
    rows = [{"applicant_id": name, "grade": "K", "zone": "Z", "iep": False, **facts} for name in ways]
    verified = [
        {"applicant_id": name, "fact": fact, "how": how}
        for name, theirs in ways.items()
        for fact in ("address", "iep")
        for how in theirs
    ]
    return town({name: [] for name in ways}, {"p": 1}, applicants=rows, verifications=verified)


def drawn(city, signed, seed="7 1 3"):
    return audit_sample(city, signed, seed).select("fact", "applicant_id").rows()


def test_asked_is_whose_word_alone_counts_and_is_rewarded():
    city = people({"a": ["self"], "b": ["document"], "c": ["self", "document"], "d": ["agency"], "e": []})
    assert on_their_word(city, rules(["address", "iep"])).rows() == [("a", "address")]
    # A way that does not count proves nothing, and takes nobody out.
    city = people({"a": ["self", "agency"]}, iep=True)
    every = on_their_word(city, rules(["iep", "address"])).rows()
    assert every == [("a", "iep"), ("a", "address")]
    # Nobody is asked for what no rule rewards, nor where the rules sign no audit.
    plain = rules(groups={}, priorities={"default": ["iep"]})
    assert on_their_word(city, plain).is_empty()
    assert audit_sample(city, EnrollmentRules.model_validate(NEAR), "7").is_empty()


def test_a_known_number():
    # printf 'seed|audit|address|A7' | sha256sum
    assert audit_number("seed", "address", "A7") == hashlib.sha256(b"seed|audit|address|A7").hexdigest()
    assert audit_number("seed", "iep", "A7") != audit_number("seed", "address", "A7")


names = st.lists(st.text("abcñ0", min_size=1, max_size=4), min_size=1, max_size=20, unique=True)


@given(data=st.data(), ids=names, per_100=st.integers(1, 100), at_least=st.integers(1, 8))
def test_anybody_recomputes_the_sample_and_nobody_chooses_it(data, ids, per_100, at_least):
    ways = st.lists(st.sampled_from(WAYS), unique=True)
    city = people({name: data.draw(ways) for name in ids})
    signed = rules(per_100=per_100, at_least=at_least)
    verified = city.table("verifications").filter(pl.col("fact") == "address")
    theirs = {name: set(verified.filter(applicant_id=name)["how"]) for name in ids}
    alone = [name for name, how in theirs.items() if how & {"self", "document"} == {"self"}]
    number = {name: hashlib.sha256(f"s|audit|address|{name}".encode()).hexdigest() for name in alone}
    many = min(len(alone), max(at_least, ceil(len(alone) * per_100 / 100)))
    expected = sorted(alone, key=number.__getitem__)[:many]
    found = audit_sample(city, signed, "s")
    assert found["applicant_id"].to_list() == expected
    assert found["number"].to_list() == [number[name] for name in expected]
    # Who else takes part changes no number: who comes in only moves the end of the list.
    fewer = people({name: theirs[name] for name in ids[1:]})
    kept = audit_sample(fewer, signed, "s")["applicant_id"]
    assert (
        list(kept)
        == [name for name in sorted(alone, key=number.__getitem__) if name in set(ids[1:])][: len(kept)]
    )


def test_the_draw_decides_and_each_fact_has_a_list_of_its_own():
    city = people({f"c{n}": ["self"] for n in range(60)}, iep=True)
    signed = rules(["iep", "address"], per_100=10, at_least=2)
    assert len(drawn(city, signed)) == 12
    assert drawn(city, signed) != drawn(city, signed, "7 1 4")
    by_fact = [{name for fact, name in drawn(city, signed) if fact == which} for which in ("iep", "address")]
    assert by_fact[0] != by_fact[1]


@pytest.mark.parametrize(
    ("audit", "words"),
    [
        ({"facts": ["low_income"], "per_100": 5}, "nobody's own word counts"),
        ({"facts": ["address", "address"], "per_100": 5}, "twice"),
        ({"facts": [], "per_100": 5}, "at least 1 item"),
        ({"facts": ["address"], "per_100": 0}, "greater than or equal to 1"),
        ({"facts": ["address"], "per_100": 101}, "less than or equal to 100"),
        ({"facts": ["address"], "per_100": 5, "at_least": 0}, "greater than or equal to 1"),
    ],
)
def test_an_audit_that_means_nothing_is_refused(audit, words):
    with pytest.raises(ValueError, match=words):
        EnrollmentRules.model_validate({**NEAR, "verification_audit": audit})


rows = st.lists(
    st.tuples(
        st.sampled_from(["address", "iep"]), st.sampled_from(["S1", "S2", None]), st.sampled_from(FINDINGS)
    ),
    min_size=1,
    max_size=60,
)


@given(rows)
def test_what_came_of_it_gives_nobody_away(found):
    sample = pl.DataFrame(
        [(fact, f"c{n}", finding) for n, (fact, _school, finding) in enumerate(found)],
        schema=["fact", "applicant_id", "finding"],
        orient="row",
    )
    placed = pl.DataFrame(
        [(f"c{n}", school) for n, (_fact, school, _finding) in enumerate(found)],
        schema={"applicant_id": pl.String, "school_id": pl.String},
        orient="row",
    )
    tables, sums = audit_tables(sample, placed)
    shown = publish(tables, sums)
    assert int(tables[1].frame["asked"].sum()) == len(found)
    for name, frame in shown.items():
        whole = next(table for table in tables if table.name == name)
        for column in whole.counts:
            assert not frame[column].is_between(1, 9).any()
    assert not Attacker.of(tables, sums, shown).learns()
