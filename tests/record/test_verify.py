"""The stand-alone verifier: it accepts every true round, and names what differs in every other."""

from __future__ import annotations

import hashlib
import itertools
import json
import math
import random
import shutil
import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.city.demo import build_demo_city
from citycompact.draws import DrawRule
from citycompact.enrollment import EnrollmentRules
from citycompact.facts import FactsError, csv_text
from citycompact.record import verify
from citycompact.record.receipts import receipt_from_bundle
from proven_rounds import AT, DRAW, SEED, SOURCE, Proven, finish, verifier, with_draw
from proven_rounds import rules as drawn_rules
from small_cities import cities, rules, town
from small_cities import city as city_of

MECHANISMS = sorted(verify.MECHANISMS)


# ---------------------------------------------------------------- every true round


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_every_random_round_is_recomputed_to_the_letter(tmp_path_factory, mechanism):
    verified = []

    @given(cities(), rules(mechanism=mechanism, siblings=mechanism != "serial_dictatorship"), st.data())
    @settings(max_examples=60)
    def recomputed(city, agreed, data):
        siblings = {
            **agreed.siblings.model_dump(exclude_unset=True),
            "restarts": data.draw(st.integers(0, 3)),
        }
        more = {"siblings": siblings}
        if mechanism == "efficiency_adjusted_deferred_acceptance":
            more["mechanism"] = {
                "name": mechanism,
                "consent": data.draw(st.sampled_from(["everyone", "low_income"])),
            }
        try:
            done = finish(tmp_path_factory.mktemp("round") / "r", city, with_draw(agreed, **more))
        except FactsError:
            # More rights than seats, which nobody may draw on.
            return
        code, said = done.verify()
        assert (code, said.split("\n")[0]) == (0, "VERIFIED"), said
        verified.append(done)

    recomputed()
    assert len(verified) >= 25


@st.composite
def crowded(draw):
    """A city of few programs with hard and other reserves, in which many have a right to a seat."""
    schools = [f"S{s}" for s in range(draw(st.integers(1, 3)))]
    flag, programs, reserves = st.booleans(), [], []
    for school in schools:
        sizes = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
        seats = sum(sizes) + draw(st.integers(0, 2))
        tie_break = draw(st.sampled_from([None, "score"]))
        programs.append((f"P{school}", school, seats, tie_break))
        for position, size in enumerate(sizes, start=1):
            group = draw(st.sampled_from(["low_income", "english_learner", "open", "homeless"]))
            hard = draw(st.sampled_from([True, True, False]))
            reserves.append((f"P{school}", position, group, size, hard))
    people, choices, scores = [], [], []
    for a in range(draw(st.integers(2, 9))):
        name = f"A{a}"
        attends, family = draw(st.sampled_from([None, *schools])), draw(st.sampled_from([None, "F1", "F2"]))
        flags = {key: draw(flag) for key in ("low_income", "english_learner", "homeless", "keep_together")}
        people.append(
            {"applicant_id": name, "grade": "K", "family_id": family, "current_school_id": attends, **flags}
        )
        listed = draw(st.lists(st.sampled_from(programs), unique=True))
        choices += [{"applicant_id": name, "rank": n, "program_id": p[0]} for n, p in enumerate(listed, 1)]
        for program in listed:
            if draw(flag):
                score = float(draw(st.integers(0, 3)))
                scores.append({"applicant_id": name, "program_id": program[0], "score": score})
    keys = ("program_id", "school_id", "seats", "tie_break")
    return city_of(
        schools=[{"school_id": school, "name": school, "operator_id": "d"} for school in schools],
        programs=[{"grade": "K", **dict(zip(keys, program, strict=True))} for program in programs],
        reserves=[
            dict(zip(("program_id", "position", "group", "seats", "hard"), row, strict=True))
            for row in reserves
        ],
        applicants=people,
        choices=choices,
        scores=scores,
    )


def agreed_for(mechanism: str, data: st.DataObject) -> EnrollmentRules:
    offered = mechanism != "serial_dictatorship"
    names = ["low_income", "homeless", *(["offered"] if offered else [])]
    content = {
        "mechanism": {"name": mechanism},
        "lottery": {"numbers": data.draw(st.sampled_from(["per_applicant", "per_program"]))},
        "priorities": {"default": data.draw(st.lists(st.sampled_from(names), unique=True))},
        "guarantees": [{"kind": "current_school"}],
        "groups": {"offered": {"kind": "sibling_offered"}} if offered else {},
    }
    if mechanism == "efficiency_adjusted_deferred_acceptance":
        content["mechanism"]["consent"] = data.draw(st.sampled_from(["everyone", "low_income", "homeless"]))
    if offered:
        content["siblings"] = {"restarts": data.draw(st.integers(0, 2))}
        if data.draw(st.booleans()):
            content["siblings"]["keep_together"] = "keep_together"
    return drawn_rules(**content)


@pytest.mark.parametrize("mechanism", MECHANISMS)
def test_rights_at_hard_seats_are_recomputed_as_they_were_decided(tmp_path_factory, mechanism):
    special = []

    @given(crowded(), st.data())
    @settings(max_examples=80)
    def recomputed(city, data):
        agreed = agreed_for(mechanism, data)
        try:
            done = finish(tmp_path_factory.mktemp("round") / "r", city, agreed)
        except FactsError:
            return
        code, said = done.verify()
        assert code == 0, said
        special.append(bool(market_of(done).special))

    recomputed()
    assert sum(special) >= 8


def market_of(done: Proven) -> verify.Market:
    """The market of a round, as the verifier reads it."""
    seats = json.loads((done.audit / "public" / "seats.json").read_text(encoding="utf-8"))
    content = json.loads((done.audit / "public" / "rulebook.json").read_text(encoding="utf-8"))["content"]
    agreed = verify.Rules(content)
    text = (done.audit / "auditor" / "applications.txt").read_text(encoding="utf-8")
    people, _ = verify.Applications(agreed.mechanism, seats).read(text, "applications.txt")
    return verify.Market(agreed, seats, people, done.seed, replayed=done.seed is None)


@given(crowded(), st.data())
@settings(max_examples=60)
def test_swapping_settles_as_proposing_again_and_again_does(tmp_path_factory, city, data):
    agreed = agreed_for("efficiency_adjusted_deferred_acceptance", data)
    try:
        market = market_of(finish(tmp_path_factory.mktemp("round") / "r", city, agreed))
    except FactsError:
        return
    run = verify.Run(market, frozenset(), {})
    swapped = verify.Settling(run).by_swapping()
    assert swapped is None or swapped == verify.by_proposing_again(run)


# ---------------------------------------------------------------- rights, by hand and by trying everything


@pytest.mark.parametrize("mechanism", MECHANISMS)
@pytest.mark.parametrize("seed", ["01 02 03 04 05 06", "60 59 58 57 56 55", SEED, "11 12 13 14 15 16"])
def test_an_open_and_a_hard_seat_keep_the_rights_of_two_children_under_every_draw(mechanism, seed):
    """One of two with a right is low-income: that one has to sit in the hard seat, whoever draws better."""
    seats = {"P": seats_of(2, [[1, "open", 1, False], [2, "low_income", 1, True]])}
    people = [
        application("poor", ["P"], groups=["low_income"], right="P"),
        application("rich", ["P"], right="P"),
        application("other", ["P"], groups=["low_income"]),
    ]
    content = {"mechanism": {"name": mechanism}, "priorities": {"default": ["low_income"]}}
    market = verify.Market(verify.Rules(content), seats, people, seed, replayed=False)
    tables = verify.Tables(verify.Search(market))
    assert [row[:3] for row in tables.assignments] == [
        ("poor", "P", 2),
        ("rich", "P", 1),
        ("other", None, None),
    ]


def seats_of(seats: int, buckets: list[list], **more) -> dict:
    plain = {
        "bands": [],
        "grade": "K",
        "min_score": None,
        "open_to": None,
        "school": "S",
        "sector": "district",
    }
    return plain | {"buckets": buckets, "seats": seats, "tie_break": "lottery"} | more


def application(name: str, listed: list[str], groups=(), right=None, **more) -> verify.Application:
    choices = tuple(verify.Choice(program, tuple(groups), None, None, None) for program in listed)
    plain = {
        "family": None,
        "listed": len(listed),
        "number": None,
        "right": right,
        "together": False,
        "weight": 1,
    }
    return verify.Application(name, choices, **(plain | {"grade": "K"} | more))


@given(
    st.lists(st.sets(st.integers(0, 3), min_size=1), max_size=5),
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
)
def test_holders_take_the_earliest_seats_that_a_matching_of_all_of_them_fills(open_to, sizes):
    """Against every way to seat them."""
    rights = verify.Rights.__new__(verify.Rights)
    rights.buckets = [0, 1, 2, 3]
    rights.doors = {i: tuple(sorted(doors)) for i, doors in enumerate(open_to)}
    rights.holders = list(rights.doors)
    free = dict(enumerate(sizes))
    ways = [
        way
        for way in itertools.product(*([None, *doors] for doors in rights.doors.values()))
        if all(way.count(bucket) <= size for bucket, size in free.items())
    ]
    most = max(sum(bucket is not None for bucket in way) for way in ways)
    assert verify.most_seated(rights.alike(rights.holders), free) == most
    assert rights.fits(rights.holders, free) == (most == len(open_to))

    def filled(way):
        return [way.count(bucket) for bucket in rights.buckets]

    best = max(filled(way) for way in ways if sum(bucket is not None for bucket in way) == most)
    assert list(rights.taken(rights.holders, free).values()) == best
    last = max(filled(way)[::-1] for way in ways if sum(bucket is not None for bucket in way) == most)
    assert list(rights.taken(rights.holders, free, latest=True).values()) == last
    if most == len(open_to):
        seated = rights.seated(set(rights.holders), free)
        assert sorted(seated) == rights.holders
        assert [list(seated.values()).count(bucket) for bucket in rights.buckets] == best
        # In each bucket the first in order who may sit there: no exchange with a later one would be fairer.
        ordered = [way for way in ways if None not in way and filled(way) == best]
        first = min(
            ordered, key=lambda way: [[i for i, b in enumerate(way) if b == k] for k in rights.buckets]
        )
        assert [seated[i] for i in rights.holders] == list(first)


# ---------------------------------------------------------------- chance


@given(st.lists(st.tuples(st.integers(0, 2**256 - 1), st.sampled_from([1, 2.5, 0.001, 1e6])), max_size=30))
def test_weighted_numbers_are_ordered_as_60_digits_say(pairs):
    numbers, weights = [n for n, _ in pairs], [w for _, w in pairs]
    near = [n ^ 1 for n in numbers]
    numbers, weights = [*numbers, *near], [*weights, *weights]
    exact = sorted(range(len(numbers)), key=lambda i: verify.weighted_value(numbers[i], weights[i]))
    values = [verify.weighted_value(n, w) for n, w in zip(numbers, weights, strict=True)]
    found = verify.in_order_of_chance(numbers, weights)
    assert [values[i] for i in found] == [values[i] for i in exact]


def test_a_lower_number_is_better_in_a_weighted_lottery_too():
    numbers = [0, 1, 2**255, 2**256 - 1]
    assert verify.in_order_of_chance(numbers, [2, 2, 2, 2]) == [0, 1, 2, 3]
    assert verify.in_order_of_chance([5, 4], [1000, 1]) == [0, 1]
    assert math.isclose(verify.rough_value(2**255, 1), math.log(2))


def some_draws():
    numbers = st.fixed_dictionaries(
        {"kind": st.sampled_from(["numbers", "dice"]), "count": st.integers(1, 12)},
        optional={
            "lowest": st.integers(0, 9),
            "highest": st.integers(5, 120),
            "digits": st.integers(1, 4),
            "order": st.sampled_from(["drawn", "ascending"]),
            "repeats": st.booleans(),
        },
    )
    beacon = st.fixed_dictionaries(
        {"kind": st.just("beacon")}, optional={"digits": st.sampled_from([5, 16, 128])}
    )
    return (numbers | beacon).map(lambda rule: {**rule, "event": "E", "at": "2027-02-15T19:00:00"})


@given(some_draws(), st.randoms(use_true_random=False))
@settings(max_examples=300)
def test_the_spelling_of_a_draw_is_judged_as_the_rules_judge_it(rule, chance):
    try:
        known = DrawRule.model_validate(rule)
    except ValueError:
        return
    mine = verify.DrawRule(rule)
    assert mine.results() == known.results
    true = known.example(str(chance.random()))
    assert mine.fault(true) is None
    for other in (
        "",
        " ",
        true + " ",
        " " + true,
        true.replace(" ", "  "),
        true.replace(" ", ","),
        true.upper(),
        true[:-1],
        true + "\n",
        "0" + true,
        true[::-1],
        " ".join(reversed(true.split(" "))),
        true.replace("1", "١"),
    ):
        assert (mine.fault(other) is None) == (known.fault(other) is None), other


@pytest.mark.parametrize(
    "change", [{"count": 1}, {"highest": 3}, {"kind": "coin"}, {"at": "2027-02-15"}, {"at": "x"}]
)
def test_a_draw_that_nobody_should_trust_is_none(change):
    with pytest.raises(verify.UnfitError):
        verify.DrawRule(DRAW | change)


# ---------------------------------------------------------------- verdicts


@pytest.fixture(scope="session")
def demo(tmp_path_factory) -> Proven:
    """A round of a small demo city, large enough that something is shown of it."""
    import tomllib
    from importlib.resources import files

    text = files("citycompact.rulebook").joinpath("demo_rulebook.toml").read_text(encoding="utf-8")
    content = {**tomllib.loads(text)["enrollment"], "draw": DRAW}
    city = build_demo_city(schools=14, applicants=700, seed=5)
    folder = tmp_path_factory.mktemp("demo") / "round"
    return finish(folder, city, EnrollmentRules.model_validate(content), round_id="main")


@pytest.fixture
def bundle(demo, tmp_path):
    shutil.copytree(demo.audit, tmp_path / "audit")
    return tmp_path / "audit"


@pytest.fixture(scope="session")
def small(tmp_path_factory) -> Proven:
    """A round of five children, quick to verify."""
    city = town({"A": ["p", "q"], "B": ["p"], "C": ["q", "p"], "D": ["p"], "Ñ": []}, {"p": 1, "q": 2})
    return finish(tmp_path_factory.mktemp("small") / "round", city, drawn_rules())


@pytest.fixture
def audit(small, tmp_path):
    shutil.copytree(small.audit, tmp_path / "audit")
    return tmp_path / "audit"


def test_it_runs_alone_with_nothing_but_python(demo):
    words = ["--commitment", demo.commitment, "--seed", demo.seed]
    run = [sys.executable, "-I", "-S", demo.audit / "verify.py", *words]
    done = subprocess.run(list(map(str, run)), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("VERIFIED\n")


def test_whoever_stops_reading_hears_no_verdict(demo):
    """As with ``| head -1``: a broken pipe is neither a traceback nor the code of NOT VERIFIED."""
    run = subprocess.Popen(
        [sys.executable, str(demo.audit / "verify.py")], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    run.stdout.close()
    assert (run.wait(120), run.stderr.read()) == (2, b"")
    run.stderr.close()


def test_what_is_always_printed(demo):
    code, said = demo.verify()
    assert code == 0
    commitment = json.loads(demo.commitment.read_text())
    for wanted in (
        commitment["applications_root"],
        commitment["section_sha256"],
        commitment["seats_sha256"],
        "'main'",
        SEED,
        SOURCE,
        AT,
        "deferred_acceptance",
        "Replay: no",
        "Clock: not moved",
        "Dana Whitfield",
        "software",
        "citycompact ",
        "verify.py",
    ):
        assert wanted in said, wanted


WORDS = ("fraud", "cheat", "tamper", "forg", "manipul", "attack", "malic", "corrupt", "suspic", "lie ")


def test_without_the_outside_nothing_is_proved(demo):
    given = {"--commitment": demo.commitment, "--seed": demo.seed}
    for left_out in (["--commitment"], ["--seed"], ["--commitment", "--seed"]):
        words = [word for key, value in given.items() if key not in left_out for word in (key, value)]
        code, said = verifier("--bundle", demo.audit, *words)
        assert (code, said.split("\n")[0]) == (3, "CONSISTENT"), said
        assert all(name in said for name in left_out)
        assert "every placement" in said


def test_the_public_bundle_alone_is_consistent_and_says_what_was_not_recomputed(demo, tmp_path):
    shutil.copytree(demo.audit / "public", tmp_path / "public")
    code, said = demo.verify(bundle=tmp_path)
    assert (code, said.split("\n")[0]) == (3, "CONSISTENT"), said
    assert "no placement can be recomputed" in said
    assert "every placement" not in said
    table = tmp_path / "public" / "counts.csv"
    table.write_text(table.read_text().replace("S001", "S002", 1))
    code, said = demo.verify(bundle=tmp_path)
    assert code == 1
    assert "public/counts.csv" in said


def test_a_round_whose_commitment_was_not_published_before_is_not_verified(tmp_path):
    done = finish(tmp_path / "r", town({"a": ["p"], "b": ["p"]}, {"p": 1}), drawn_rules(), at="")
    code, said = done.verify()
    assert (code, "not published before the draw" in said) == (3, True), said


def test_a_clock_that_was_moved_is_said_and_changes_nothing_else(tmp_path):
    done = finish(tmp_path / "r", town({"a": ["p"]}, {"p": 1}), drawn_rules(), clock_moved=True)
    code, said = done.verify()
    assert (code, "Clock: moved" in said) == (0, True), said


def test_rules_without_a_draw_serve_no_ordinary_match(tmp_path):
    city = town({"a": ["p"]}, {"p": 1})
    try:
        done = finish(tmp_path / "r", city, EnrollmentRules())
    except FactsError:
        pytest.skip("such a round cannot even be made")
    code, said = done.verify()
    assert code == 1
    assert "fixes no draw" in said


@pytest.mark.parametrize("at", ["2027-02-15T19:00", "2027-02-16T00:00", "2028-01-01T00:00"])
def test_a_commitment_after_the_draw_is_none(small, audit, tmp_path, at):
    """Even where everything else was written with it."""
    content = json.loads(small.commitment.read_text()) | {"at": at}
    outside = tmp_path / "late.json"
    outside.write_text(json.dumps(content, indent=2) + "\n")
    code, said = verifier("--bundle", audit, "--commitment", outside, "--seed", small.seed)
    assert code == 1
    assert f"published at {at}, and the draw was at" in said


@pytest.mark.parametrize(
    "seed",
    [
        "",
        " ",
        "7 12 33 41 05 60",
        "07 12 33 41 05 60 ",
        "07 12 33 41 05 61",
        "07 12 33 41 05 59",
        "60 05 41 33 12 07",
    ],
)
def test_another_seed_is_wrong_and_an_empty_one_is_not_missing(small, seed):
    code, said = verifier("--bundle", small.audit, "--commitment", small.commitment, "--seed", seed)
    assert (code, said.split("\n")[0]) == (1, "NOT VERIFIED"), said
    assert repr(seed) in said
    assert not any(word in said.lower() for word in WORDS)


def test_the_hash_of_the_record_can_be_given(small, audit):
    right = hashlib.sha256((audit / "public" / "record.json").read_bytes()).hexdigest()
    assert small.verify("--record-sha256", right)[0] == 0
    code, said = small.verify("--record-sha256", "0" * 64)
    assert (code, "public/record.json: hash" in said) == (1, True)
    for odd in ("", "abc", right.upper(), right + "0"):
        assert small.verify("--record-sha256", odd)[0] == 2


def test_what_is_named_and_not_there_cannot_run(small, tmp_path):
    (tmp_path / "no.json").write_text("{")
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    (tmp_path / "other.json").write_text("[]")
    (tmp_path / "lacks.json").write_text('{"format":"citycompact commitment 3"}')
    for path in (tmp_path / "missing.json", tmp_path, *tmp_path.glob("*.json")):
        for option in ("--commitment", "--receipt"):
            code, said = verifier("--bundle", small.audit, option, path)
            assert (code, said[:12]) == (2, "Cannot run: "), (option, path, said)
            assert "Traceback" not in said
            assert not any(word in said.lower() for word in WORDS)
    code, said = verifier("--bundle", tmp_path / "nowhere")
    assert (code, "holds no bundle" in said) == (2, True)
    assert verifier("--no-such-option")[0] == 2


@pytest.mark.parametrize("kind", ["commitment", "record", "receipt"])
def test_another_format_is_for_its_own_verifier(small, audit, tmp_path, kind):
    older = f"citycompact {kind} 1"
    path = tmp_path / f"{kind}.json" if kind == "receipt" else audit / "public" / f"{kind}.json"
    content = json.loads(path.read_text()) if path.exists() else {}
    path.write_text(json.dumps(content | {"format": older}, indent=2) + "\n")
    code, said = small.verify(*(["--receipt", path] if kind == "receipt" else []), bundle=audit)
    assert code == 2
    assert f"{older!r}" in said
    assert "Use the verify.py that came with it." in said


def test_a_python_that_is_too_old_is_told_so(monkeypatch, capsys):
    assert verify.too_old((3, 10, 14))
    assert not verify.too_old((3, 11, 0))
    monkeypatch.setattr(verify.sys, "version_info", (3, 9, 2))
    assert verify.main([]) == 2
    assert capsys.readouterr().out == "Cannot run: this needs Python 3.11 or later.\n"


# ---------------------------------------------------------------- replays


@pytest.mark.parametrize(
    "numbers",
    [[2**53 + 1, 2**53, -(2**63), 2**63 - 1], [0.1, 1e-7, 1e20, 87.5], [5, -1, 0, 3]],
    ids=["large", "fractions", "small"],
)
@pytest.mark.parametrize("mechanism", ["deferred_acceptance", "top_trading_cycles", "serial_dictatorship"])
def test_a_replay_is_recomputed_from_numbers_of_any_size_and_is_consistent_at_best(
    tmp_path, numbers, mechanism
):
    people = ['A"1', "B,2", "😀", "ñ"]
    lottery = [{"applicant_id": a, "number": n} for a, n in zip(people, numbers, strict=True)]
    more = 7 if isinstance(numbers[0], int) else 0.25
    lottery.append({"applicant_id": "ñ", "number": more, "program_id": "q"})
    city = town({name: ["p", "q"] for name in people}, {"p": 1, "q": 2}, lottery=lottery)
    agreed = EnrollmentRules.model_validate({"mechanism": {"name": mechanism}})
    done = finish(tmp_path / "r", city, agreed, None, replayed=True, at="")
    code, said = verifier("--bundle", done.audit, "--commitment", done.commitment)
    assert code == 3, said
    assert "Replay: yes" in said
    assert "this is a replay" in said
    code, said = verifier("--bundle", done.audit, "--commitment", done.commitment, "--seed", SEED)
    assert code == 1, "no draw was made"


# ---------------------------------------------------------------- strict reading

FILES = {
    "public": ("commitment", "draw", "record", "results", "rulebook", "seats", "signatures"),
    "auditor": ("siblings", "certificate"),
}
JSON_FILES = [f"{part}/{name}.json" for part, names in FILES.items() for name in names]
TABLES = [
    "public/counts.csv",
    "public/cutoffs.csv",
    "auditor/assignments.csv",
    "auditor/waitlists.csv",
    "auditor/cutoffs.csv",
    "auditor/applicants.csv",
    "auditor/programs.csv",
]
LINES = ["auditor/applications.txt", "auditor/results.txt"]


def refused(small, audit, name, content):
    """What is said where a file has this content; None takes it away."""
    path = audit / name
    before = path.read_bytes()
    path.unlink() if content is None else path.write_bytes(content)
    code, said = small.verify(bundle=audit)
    path.write_bytes(before)
    assert code in (1, 2), (name, content)
    assert code == 2 or said.startswith("NOT VERIFIED\n")
    assert "Traceback" not in said
    assert name in said, (name, content, said)
    return said


@pytest.mark.parametrize("name", [*JSON_FILES, *TABLES, *LINES])
def test_every_other_spelling_of_a_file_is_named(small, audit, name):
    content = (audit / name).read_bytes()
    for other in (
        None,
        b"",
        b"\xef\xbb\xbf" + content,
        content.replace(b"\n", b"\r\n"),
        content + b"\n",
        content + b" ",
        content.removesuffix(b"\n"),
        b"\xff" + content,
        content + b"\xff",
        content + content,
    ):
        if other != content:
            refused(small, audit, name, other)


@pytest.mark.parametrize("name", JSON_FILES)
def test_json_is_read_in_one_way(small, audit, name):
    text = (audit / name).read_text(encoding="utf-8")
    place = text.find("{") + 1
    key = '"format":"citycompact commitment 3",'
    for other in (
        "{}",
        "[]",
        "null",
        "NaN",
        "[" * 20_000,
        '{"a":NaN}',
        '{"a":Infinity}',
        '{"a":1e999}',
        '{"a":"\\ud800"}',
        "1" * 5000,
        text[:place] + key + key + text[place:],
        text[:place] + '"more":1,' + text[place:],
        text.replace(":", " :", 1),
    ):
        if other.strip() != text.strip():
            refused(small, audit, name, other.encode())


def test_a_key_that_stands_twice_is_named(small, audit):
    text = (audit / "public" / "draw.json").read_text()
    said = refused(
        small, audit, "public/draw.json", text.replace('"seed"', '"seed": "x",\n  "seed"').encode()
    )
    assert "'seed' stands twice" in said


@pytest.mark.parametrize("name", TABLES)
def test_headers_and_rows_of_tables_are_exact(small, audit, name):
    lines = (audit / name).read_text(encoding="utf-8").split("\n")[:-1]
    header, row = lines[0], lines[-1]
    for other in (
        [header],
        [header, header, *lines[1:]],
        [*lines, row],
        [*lines[:-1], f"{row},"],
        [*lines[:-1], f'"{row}'],
        [f"{header},more", *(f"{line},1" for line in lines[1:])],
        [f"{header},{header.split(',')[0]}", *(f"{line},{line.split(',')[0]}" for line in lines[1:])],
        [header, *reversed(lines[1:])],
        [*lines, ""],
        lines[1:],
    ):
        if other != lines:
            refused(small, audit, name, "".join(f"{line}\n" for line in other).encode())


@pytest.mark.parametrize("name", [*TABLES, *LINES])
def test_every_difference_of_a_table_is_shown_by_row_with_both_values(small, audit, name):
    content = (audit / name).read_text(encoding="utf-8").split("\n")
    content[1] = content[1][:-1] + ("0" if content[1][-1:] != "0" else "1")
    said = refused(small, audit, name, "\n".join(content).encode())
    if name in TABLES:
        assert "should be" in said


def test_a_file_more_or_less_is_named(small, audit):
    (audit / "public" / "extra.txt").write_text("x")
    code, said = small.verify(bundle=audit)
    assert (code, "audit/public/extra.txt" in said) == (1, True), said
    (audit / "public" / "extra.txt").unlink()
    assert small.verify(bundle=audit)[0] == 0
    (audit / "verify.py").write_text("print('VERIFIED')")
    assert "verify.py" in small.verify(bundle=audit)[1]
    (audit / "verify.py").unlink()
    assert small.verify(bundle=audit)[0] == 1


@given(
    st.lists(
        st.tuples(
            st.text() | st.sampled_from(["", "a,b", 'a"b', "a\nb", " a", "é", "null"]),
            st.none() | st.floats(allow_nan=False, allow_infinity=False),
            st.none() | st.integers(-(2**63), 2**63 - 1),
            st.none() | st.booleans(),
        ),
        max_size=8,
    )
)
def test_tables_are_spelled_as_they_are_written(rows):
    kinds = {"t": pl.String, "f": pl.Float64, "i": pl.Int64, "b": pl.Boolean}
    table = pl.DataFrame(rows, schema=kinds, orient="row")
    assert verify.csv_text(tuple(kinds), rows) == csv_text(table)


# ---------------------------------------------------------------- hidden counts


@pytest.mark.parametrize(("name", "column"), [("counts", "offers"), ("cutoffs", "filled")])
def test_every_hidden_count_that_is_shown_and_every_shown_one_that_is_hidden_is_named(
    demo, bundle, name, column
):
    path = bundle / "public" / f"{name}.csv"
    frame = pl.read_csv(path, infer_schema=False)
    cutoffs = pl.read_csv(bundle / "auditor" / "cutoffs.csv", infer_schema=False)
    assigned = pl.read_csv(bundle / "auditor" / "assignments.csv", infer_schema=False)
    offers = dict(assigned.drop_nulls("program_id").group_by("program_id").len().iter_rows())
    true = (
        [str(offers.get(p, 0)) for p in frame["program_id"]]
        if name == "counts"
        else cutoffs["filled"].to_list()
    )
    values = frame[column].to_list()
    hidden = [row for row, value in enumerate(values) if value is None]
    given_rows = [row for row, value in enumerate(values) if value is not None]
    beside = [row for row in hidden if int(true[row]) >= verify.SMALLEST_SHOWN]
    assert beside or name == "cutoffs", "some counts are hidden only because others are"
    for row in [*hidden[:2], *beside[:1], *given_rows[:: max(1, len(given_rows) // 2)]]:
        planted = [*values]
        planted[row] = true[row] if values[row] is None else None
        frame.with_columns(pl.Series(column, planted, dtype=pl.String)).write_csv(path)
        code, said = demo.verify(bundle=bundle)
        assert code == 1
        assert f"public/{name}.csv: row" in said


# ---------------------------------------------------------------- receipts


def receipt_of(done: Proven, applicant: str, path, **change):
    content = receipt_from_bundle(done.audit, applicant) | change
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


@pytest.fixture
def public(demo, tmp_path):
    """The public bundle alone, as families have it."""
    shutil.copytree(demo.audit / "public", tmp_path / "folder" / "public")
    return tmp_path / "folder"


def test_every_familys_receipt_gives_what_it_received(demo, public, tmp_path):
    table = pl.read_csv(demo.audit / "auditor" / "assignments.csv", infer_schema=False)
    for applicant, program, _, rank in table.sample(25, seed=1).iter_rows():
        path = receipt_of(demo, applicant, tmp_path / "r.json")
        code, said = demo.verify("--receipt", path, bundle=public)
        assert code == 3, said
        assert f"Application of {applicant!r}: counted, with these choices:" in said
        expected = (
            "no seat"
            if program is None
            else f"program {program!r}, by right"
            if rank is None
            else f"choice {rank}"
        )
        assert expected in said
        number = hashlib.sha256(f"{SEED}|{applicant}".encode()).hexdigest()
        assert f"Lottery number: {number}" in said


def test_a_receipt_beside_the_whole_bundle_is_verified(demo, tmp_path):
    path = receipt_of(demo, "A00003", tmp_path / "receipt.json")
    code, said = demo.verify("--receipt", path)
    assert (code, said.split("\n")[0]) == (0, "VERIFIED"), said
    assert "counted" in said


def first_half(path):
    content = json.loads(path.read_text())
    kept = ("format", "record", "salt", "path", "applications_root")
    path.write_text(json.dumps({key: content[key] for key in kept}))
    return path


def test_a_receipt_from_before_the_results_says_that_the_application_was_counted(demo, public, tmp_path):
    path = first_half(receipt_of(demo, "A00003", tmp_path / "receipt.json"))
    code, said = demo.verify("--receipt", path, bundle=public)
    assert code == 3, said
    assert "Application of 'A00003': counted, with these choices:" in said
    assert "before the results" in said
    assert "Result" not in said.replace("Results", "")
    # As soon as the commitment is published, with or without the rest of the public bundle.
    for name in ("record", "draw", "results"):
        (public / "public" / f"{name}.json").unlink()
    code, said = demo.verify("--receipt", path, bundle=public)
    assert (code, "counted" in said) == (3, True), said
    code, said = demo.verify("--receipt", path, bundle=tmp_path / "nothing here")
    assert (code, "counted" in said) == (3, True), said
    content = json.loads(path.read_text())
    path.write_text(json.dumps(content | {"record": content["record"].replace("false", "true", 1)}))
    assert demo.verify("--receipt", path, bundle=public)[0] == 1


def test_every_changed_part_of_a_receipt_is_named(demo, public, tmp_path):
    true = json.loads(receipt_of(demo, "A00003", tmp_path / "true.json").read_text())
    other = json.loads(receipt_of(demo, "A00004", tmp_path / "other.json").read_text())
    path = tmp_path / "receipt.json"
    for key, value in true.items():
        if key == "format":
            continue
        changes = [None, 1, [], {}, "", "zz", "0" * 64]
        if isinstance(value, str):
            changes += [
                value[:-1] + ("0" if value[-1] != "0" else "1"),
                value.upper(),
                value + " ",
                other[key],
            ]
        else:
            changes += [value[1:], value[::-1], [*value, ["left", "0" * 64]], ["S001-K"], other[key]]
        for change in changes:
            if change != value:
                path.write_text(json.dumps(true | {key: change}))
                code, said = demo.verify("--receipt", path, bundle=public)
                assert (code, "receipt.json" in said) == (1, True), (key, change, said)
        path.write_text(json.dumps({k: v for k, v in true.items() if k != key}))
        assert demo.verify("--receipt", path, bundle=public)[0] in (1, 3), key
    path.write_text(json.dumps(true | {"more": 1}))
    assert demo.verify("--receipt", path, bundle=public)[0] == 1


def with_other_leaf(done: Proven, folder, applicant: str, change):
    """A public bundle with a result changed, the root made anew, and that child's receipt."""
    from citycompact.record.merkle import merkle_path, salted_levels

    lines = (done.audit / "auditor" / "results.txt").read_text(encoding="utf-8").split("\n")[:-1]
    parts = [line.partition(" ") for line in lines]
    salts, leaves = [bytes.fromhex(salt) for salt, _, _ in parts], [json.loads(leaf) for _, _, leaf in parts]
    index = next(n for n, leaf in enumerate(leaves) if leaf["applicant_id"] == applicant)
    change(leaves[index])
    texts = [verify.spelled(leaf) for leaf in leaves]
    levels = salted_levels(salts, texts)
    root = levels[-1][0].hex()
    shutil.copytree(done.audit / "public", folder / "public")
    for name, key in (("results", "results_root"), ("record", "results_root")):
        path = folder / "public" / f"{name}.json"
        content = json.loads(path.read_text()) | {key: root}
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    path = folder / "public" / "record.json"
    content = json.loads(path.read_text())
    content["files"]["audit/public/results.json"] = hashlib.sha256(
        (folder / "public" / "results.json").read_bytes()
    ).hexdigest()
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n")
    touched = {effect: [] for effect in ("sibling_placed", "closed")}
    for row in leaves[index]["siblings"]:
        touched[row["effect"]].append(row["program_id"])
    second = {
        "result": texts[index],
        "result_salt": salts[index].hex(),
        "result_path": [list(step) for step in merkle_path(levels, index)],
        "results_root": root,
    }
    receipt = folder / "receipt.json"
    receipt.write_text(json.dumps(receipt_from_bundle(done.audit, applicant) | second | touched))
    return receipt


def without_a_right(done: Proven) -> list[str]:
    lines = (done.audit / "auditor" / "applications.txt").read_text(encoding="utf-8").split("\n")[:-1]
    records = [json.loads(line.partition(" ")[2]) for line in lines]
    return [record["applicant"] for record in records if record["right"] is None and record["choices"]]


def test_a_published_result_that_the_cutoffs_do_not_give_is_named(demo, tmp_path):
    """Placed where the child is not, or not placed, under a root that fits."""
    assigned = pl.read_csv(demo.audit / "auditor" / "assignments.csv", infer_schema=False)
    seat = {row[0]: row[1:] for row in assigned.iter_rows()}
    people = without_a_right(demo)
    placed = next(name for name in people if seat[name][0])
    unplaced = next(name for name in people if not seat[name][0])
    row = dict(zip(("program_id", "bucket", "choice_rank"), seat[placed], strict=True))
    given_seat = {key: value if key == "program_id" else int(value) for key, value in row.items()}
    for n, (name, assignment) in enumerate(
        [
            (placed, {"bucket": None, "choice_rank": None, "program_id": None}),
            (placed, given_seat | {"bucket": given_seat["bucket"] + 1}),
            (unplaced, given_seat),
        ]
    ):
        folder = tmp_path / str(n)
        receipt = with_other_leaf(demo, folder, name, lambda leaf, a=assignment: leaf.update(assignments=[a]))
        code, said = demo.verify("--receipt", receipt, bundle=folder)
        assert (code, "follows from the cutoffs" in said) == (1, True), said


def test_closed_and_sibling_placed_are_believed_from_the_result_alone(demo, public, tmp_path):
    """Else a receipt could say that the choice a child should have had was closed."""
    assigned = pl.read_csv(demo.audit / "auditor" / "assignments.csv", infer_schema=False)
    name, program = next(
        (row[0], row[1]) for row in assigned.iter_rows() if row[1] and row[0] in without_a_right(demo)
    )
    for effect in ("closed", "sibling_placed"):
        path = receipt_of(demo, name, tmp_path / "r.json", **{effect: [program]})
        code, said = demo.verify("--receipt", path, bundle=public)
        assert (code, f"{effect}, as it stands in the result" in said) == (1, True), said


# ---------------------------------------------------------------- the record


def test_the_auditor_part_is_in_the_record_and_every_hash_is_recomputed(small, audit):
    """Each hash changed by itself is named."""
    path = audit / "public" / "record.json"
    text = path.read_text(encoding="utf-8")
    record = json.loads(text)
    assert any(name.startswith("audit/auditor/") for name in record["files"])
    attested = {"explanations.csv", "unverified.csv", "report.html"}
    for part, names in (("files", record["files"]), ("result_sha256", record["result_sha256"])):
        for name in names:
            changed = json.loads(text)
            changed[part][name] = "0" * 64
            path.write_text(json.dumps(changed, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            code, said = small.verify(bundle=audit)
            if part == "files" and name == "report.html":
                # Held by the record's own hash alone, and said so.
                assert code == 0
            else:
                assert code == 1, (part, name)
            assert name in said, (part, name)
    assert attested <= record["files"].keys() | {"report.html"}


def test_ids_are_compared_in_one_form(small, audit, tmp_path):
    """A composed and a decomposed ñ are two ids, of which one is none."""
    path = audit / "auditor" / "applications.txt"
    text = path.read_text(encoding="utf-8")
    assert "Ñ" in text
    refused(small, audit, "auditor/applications.txt", text.replace("Ñ", "N\u0303").encode())
    for bad in ("", "a|b", "N\u0303"):
        with pytest.raises(verify.UnfitError):
            verify.check_id(bad, "here")


def test_chance_is_the_same_in_every_process():
    """Nothing hangs on the order of sets or on Python's hashing."""
    chance = random.Random(3)
    people = [
        application(f"A{a:02d}", chance.sample(["P", "Q", "R"], 3), family=f"F{a % 6}") for a in range(18)
    ]
    seats = {p: seats_of(4, [[1, "open", 4, False]], school=f"S{p}") for p in "PQR"}
    content = {
        "groups": {"offered": {"kind": "sibling_offered"}},
        "priorities": {"default": ["offered"]},
        "siblings": {"restarts": 3, "maximum_rounds": 4},
    }
    market = verify.Market(verify.Rules(content), seats, people, SEED, replayed=False)
    first = verify.Tables(verify.Search(market))
    again = verify.Tables(verify.Search(market))
    assert first.assignments == again.assignments
    assert (first.runs, first.restart) == (again.runs, again.restart)
