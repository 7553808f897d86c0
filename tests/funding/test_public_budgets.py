"""What everybody reads of budgets follows from the counts that are shown, the rules, and nothing else."""

import json
import random
from decimal import Decimal

import polars as pl
import pytest

from citycompact.doors import Certificate
from citycompact.facts import FactsError
from citycompact.funding import as_published_before, decide, public_budgets, public_notes, read_funding
from citycompact.funding.protected_counts import shown_counts
from citycompact.funding.public_budgets import PUBLIC
from citycompact.funding.report import write_report
from public_attack import made
from small_budgets import RULES, city, rules

UNSIGNED = {"not_signed_by": ["district"], "signed_by": []}
SMALL = "A,K,40\nA,low_income,3\nB,K,30\nB,low_income,4\nC,K,50\nC,low_income,8\nD,K,60\nD,low_income,30"


def swapped(facts, agreed):
    """The counts of another city that is published alike: a child with a need is counted at another school
    of the sector, and neither count is shown. Tried one after the other."""
    shown, rows = shown_counts(facts, agreed), facts.tables["counts"]
    for category in ("low_income", "english_learner", "iep_1", "iep_2"):
        for schools, _ in shown.unknown(category):
            for one in schools:
                for other in schools:
                    if one != other:
                        here = pl.col("category") == category
                        yield rows.with_columns(
                            pupils=pl.when(here & (pl.col("school_id") == one))
                            .then(pl.col("pupils") - 1)
                            .when(here & (pl.col("school_id") == other))
                            .then(pl.col("pupils") + 1)
                            .otherwise("pupils")
                        )


def everything_public(folder, facts, agreed, *, charts):
    """All that anybody may take: tables, notes, and the report with its charts."""
    result = decide(facts, agreed)
    public = public_budgets(facts, agreed, result)
    folder.mkdir(exist_ok=True)
    write_report(folder / "report.html", facts, agreed, result, Certificate(()), UNSIGNED, charts=charts)
    tables = {name: table.write_csv() for name, table in public.items()}
    notes = json.dumps(public_notes(result, public))
    return {**tables, "notes": notes, "report": (folder / "report.html").read_text()}, result


def public_sums(result, facts, agreed):
    return public_budgets(facts, agreed, result)["public_sectors"]["rounded"].to_list()


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("held", [False, True])
@pytest.mark.parametrize("share", [None, "1.01"])
def test_two_cities_of_which_the_same_counts_are_shown_publish_the_same(tmp_path, seed, held, share):
    limits = {"hold_harmless": {"loss": Decimal("0.02")}, "caps": {"gain": Decimal("0.1")}} if held else {}
    facts, agreed, result = made(tmp_path, seed, schools=12, **limits)
    if share is not None:
        envelope = (Decimal(result.values["total"]) * Decimal(share)).quantize(Decimal("0.01"))
        agreed = agreed.model_copy(update={"envelope": envelope})
    try:
        one, first = everything_public(tmp_path / "one", facts, agreed, charts=seed == 0)
    except FactsError:
        pytest.skip("out of reach of floors and caps")
    seen, tried = shown_counts(facts, agreed), 0
    for counts in swapped(facts, agreed):
        if counts["pupils"].min() < 0:
            continue
        counts.write_csv(tmp_path / "counts.csv")
        try:
            again = read_funding(tmp_path)
            if shown_counts(again, agreed) != seen:
                continue
            other, second = everything_public(tmp_path / "two", again, agreed, charts=seed == 0)
        except FactsError:
            continue
        if other["public_sectors"] != one["public_sectors"]:
            # A sum of a sector is rounded the other way; else all is alike.
            assert public_sums(second, again, agreed) != public_sums(first, facts, agreed)
            for name in PUBLIC.keys() - {"public_sectors"} | {"notes"}:
                assert one[name] == other[name]
            continue
        assert one == other
        if first.tables["schools"].equals(second.tables["schools"]):
            # Both schools are held at a floor or a cap.
            continue
        tried += 1
        if tried == 2:
            break
    assert tried


def test_the_tables_have_their_columns_and_where_nothing_is_small_they_are_exact(tmp_path):
    facts = city(tmp_path, "A,K,40\nA,low_income,20\nB,K,30.5\nB,low_income,12")
    public = public_budgets(facts, rules(), decide(facts, rules()))
    assert {name: list(table.columns) for name, table in public.items()} == {
        n: list(c) for n, c in PUBLIC.items()
    }
    amounts = {row["school_id"]: (row["low"], row["high"]) for row in public["public_schools"].to_dicts()}
    assert amounts == {"A": (456000, 456000), "B": (341200, 341200)}
    assert public["public_counts"]["pupils"].null_count() == 0
    charter = public["public_sectors"].row(by_predicate=pl.col("sector") == "charter", named=True)
    assert (charter["schools"], charter["pupils"], charter["pupil_low"]) == (1, Decimal("30.5"), 11187)
    every = public["public_sectors"].row(by_predicate=pl.col("sector") == "all", named=True)
    assert (every["low"], every["high"], every["schools"]) == (797200, 797200, 2)


def test_a_hidden_count_has_no_amount_and_its_school_a_range(tmp_path):
    facts = city(tmp_path, SMALL)
    public = public_budgets(facts, rules(), decide(facts, rules()))
    rows = {(row["school_id"], row["category"]): row for row in public["public_counts"].to_dicts()}
    for school in "AC":
        hidden = rows[school, "low_income"]
        assert hidden["pupils"] is hidden["amount"] is None
        assert hidden["most"] == 11
        assert rows[school, "K"]["amount"] == rows[school, "K"]["pupils"] * 10400
    amounts = {row["school_id"]: (row["low"], row["high"]) for row in public["public_schools"].to_dicts()}
    assert amounts["A"] == (416000, 438000)
    assert amounts["B"] == (312000, 372000)


def test_a_range_too_wide_to_say_anything_is_left_out(tmp_path):
    """Two schools, and all that is known is that they have ten together."""
    facts = city(tmp_path, "A,K,3\nC,K,7\nB,K,40\nD,K,50")
    public = public_budgets(facts, rules(), decide(facts, rules()))
    rows = {row["school_id"]: row for row in public["public_schools"].to_dicts()}
    assert rows["A"]["low"] is rows["A"]["high"] is rows["A"]["pupils"] is None
    assert rows["B"]["low"] == 416000


def test_nobody_counted_is_no_fault(tmp_path):
    facts = city(tmp_path, "")
    assert public_budgets(facts, rules(), decide(facts, rules()))["public_schools"].is_empty()


def test_notes_tell_nothing_that_the_tables_hide(tmp_path):
    facts = city(
        tmp_path,
        SMALL.replace("B,K,30\nB,low_income,4", "B,K,0\nB,low_income,0"),
        previous="A,400000,\nB,9000,",
        in_kind="A,buses,900000",
    )
    result = decide(facts, rules())
    public = public_budgets(facts, rules(), result)
    assert "more_in_kind" in {note["note"] for note in result.values["notes"]}
    found = {(note["note"], note.get("school_id")) for note in public_notes(result, public)}
    # That a school has nobody is a count, shown or not; that its services are worth more is its amount.
    assert found == {("no_pupils", "B"), ("nobody_counted", None), ("new", "C"), ("new", "D")}
    hidden = pl.when(pl.col("school_id") == "B").then(None).otherwise("pupils")
    without = {**public, "public_schools": public["public_schools"].with_columns(pupils=hidden)}
    assert "no_pupils" not in {note["note"] for note in public_notes(result, without)}


def test_a_new_school_is_noted_whether_it_has_pupils_or_not(tmp_path):
    """A note that gave way to another, which is hidden, would tell of that."""
    facts = city(tmp_path, "A,K,6\nC,K,0\nB,K,40\nD,K,50", previous="B,400000,\nD,500000,")
    result = decide(facts, rules())
    notes = public_notes(result, public_budgets(facts, rules(), result))
    assert {note["school_id"] for note in notes if note["note"] == "new"} == {"A", "C"}


def test_a_floor_that_is_reached_does_not_tell_what_last_years_range_hid(tmp_path):
    """All schools fall to their floor of 2 %: 98 % of the range that was published, not of the amount."""
    city(tmp_path, "A,K,40\nB,K,30")
    (tmp_path / "previous.csv").write_text(
        "school_id,amount,pupils,public_low,public_high\nA,9000000,40,8900000,9200000\nB,3000000,30,,\n"
    )
    facts = read_funding(tmp_path)
    agreed = rules(hold_harmless={"loss": Decimal("0.02")})
    public = public_budgets(facts, agreed, decide(facts, agreed))
    rows = {row["school_id"]: row for row in public["public_schools"].to_dicts()}
    assert rows["A"]["low"] <= 8722000
    assert rows["A"]["high"] >= 9016000
    assert (rows["A"]["before_low"], rows["A"]["before_high"]) == (8900000, 9200000)
    assert rows["B"]["low"] == rows["B"]["high"] == 2940000


@pytest.mark.parametrize(("low", "high"), [("8900000", ""), ("9000001", "9200000"), ("1", "2")])
def test_a_range_that_does_not_hold_its_amount_is_refused_with_its_row(tmp_path, low, high):
    city(tmp_path, "A,K,40\nB,K,30")
    (tmp_path / "previous.csv").write_text(
        f"school_id,amount,pupils,public_low,public_high\nA,9000000,40,{low},{high}\n"
    )
    with pytest.raises(FactsError) as refused:
        decide(read_funding(tmp_path), rules())
    (problem,) = refused.value.problems
    assert problem.row == 2
    assert problem.file == "previous.csv"


HELD = {"hold_harmless": {"loss": Decimal("0.02")}}


def published_alike(folder, facts, agreed, tries=400, seed=0):
    """Of each hidden count of a need, whether there is another city, published alike in every table, in which
    it is another number: by children with a need who are counted at other schools, drawn at random."""
    chance = random.Random(seed)
    mine = public_budgets(facts, agreed, decide(facts, agreed))
    shown = shown_counts(facts, agreed)
    true = {(s, c): n for s, c, n in facts.tables["counts"].select("school_id", "category", "pupils").rows()}
    groups = [
        (need, schools)
        for need in ("low_income", "english_learner", "iep_1", "iep_2")
        for schools, _ in shown.unknown(need)
    ]
    open_ = {(school, need) for need, schools in groups for school in schools}
    counts = dict(true)
    for _ in range(tries):
        need, schools = chance.choice(groups)
        if len(schools) < 2:
            continue
        one, other = chance.sample(schools, 2)
        moved = dict(counts)
        moved[one, need] -= 1
        moved[other, need] += 1
        if moved[one, need] < 0:
            continue
        rows = "".join(f"{s},{c},{n}\n" for (s, c), n in moved.items())
        (folder / "counts.csv").write_text("school_id,category,pupils\n" + rows)
        try:
            again = read_funding(folder)
            theirs = public_budgets(again, agreed, decide(again, agreed))
        except FactsError:
            continue
        if all(theirs[name].equals(mine[name]) for name in PUBLIC):
            counts = moved
            open_ -= {cell for cell in open_ if counts[cell] != true[cell]}
        if not open_:
            break
    return open_


@pytest.mark.parametrize("seed", range(3))
def test_a_rounded_sum_of_a_sector_leaves_every_hidden_count_open(tmp_path, seed):
    facts, agreed, result = made(tmp_path, seed, schools=14, **HELD)
    # Last year's amounts were published as ranges, too: so sums follow from nothing that is public.
    ranged(tmp_path, facts, Decimal("0.06"))
    facts = read_funding(tmp_path)
    public = public_budgets(facts, agreed, decide(facts, agreed))
    sums = public["public_sectors"].filter(pl.col("sector") != "all")
    assert sums["rounded"].null_count() < sums.height
    true = {
        sector: sum(
            amount
            for school, amount in result.tables["schools"].select("school_id", "amount").iter_rows()
            if (int(school[1:]) % 2 == 1) == (sector == "charter")
        )
        for sector in ("charter", "district")
    }
    for row in sums.to_dicts():
        assert row["low"] <= true[row["sector"]] <= row["high"]
        assert row["high"] - row["low"] >= row["low"] / 200
    assert published_alike(tmp_path, facts, agreed) == set()


def ranged(folder, facts, width):
    """Last year's amounts in ranges of such a width."""
    rows = "".join(
        f"{school},{amount},,{amount * (1 - width)},{amount * (1 + width)}\n"
        for school, amount in facts.tables["previous"].select("school_id", "amount").iter_rows()
    )
    (folder / "previous.csv").write_text("school_id,amount,pupils,public_low,public_high\n" + rows)


def test_a_correction_repeats_a_rounded_sum_that_a_few_pupils_would_carry_over_an_edge(tmp_path):
    facts, agreed, _ = made(tmp_path, 1, schools=14, **HELD)
    ranged(tmp_path, facts, Decimal("0.06"))
    facts = read_funding(tmp_path)
    first = public_budgets(facts, agreed, decide(facts, agreed))
    before = as_published_before(first, facts)
    told = dict(first["public_sectors"].drop_nulls("rounded").select("sector", "rounded").iter_rows())
    (sector, rounded) = next(iter(told.items()))
    for off, kept in ((Decimal("0.008"), True), (Decimal("0.5"), False)):
        # As if it had been rounded to what lies just over the edge, and far away.
        was = Decimal(round(rounded * (1 + off)))
        changed = pl.when((pl.col("what") == "sum") & (pl.col("name") == sector))
        other = before.with_columns(told=changed.then(pl.lit(was)).otherwise("told").cast(pl.Decimal(38, 6)))
        other.write_csv(tmp_path / "published_before.csv")
        again = read_funding(tmp_path)
        second = public_budgets(again, agreed, decide(again, agreed))
        (now,) = second["public_sectors"].filter(sector=sector)["rounded"]
        assert (now == was) == kept


def test_the_sum_of_a_sector_with_few_ranges_is_never_told(tmp_path):
    for seed in range(4):
        facts, agreed, _ = made(tmp_path / str(seed), seed, schools=8, **HELD)
        ranged(tmp_path / str(seed), facts, Decimal("0.06"))
        facts = read_funding(tmp_path / str(seed))
        public = public_budgets(facts, agreed, decide(facts, agreed))
        assert public["public_sectors"]["rounded"].null_count() == 3


def test_a_rounded_sum_at_the_least_that_it_can_be_leaves_every_school_free(tmp_path):
    """Last year every school had what its formula gives now, so that all are at their floor, and the sum is
    the least that it can be: were it the end of a step, nobody could be above a floor."""
    few = [4, 3, 6, 3, 9, 9, 9, 8]
    listed = "school_id,name,operator_id\n" + "".join(f"S{n},School {n},d\n" for n in range(9)) + "Y,Y,c\n"
    rows = "".join(f"S{n},K,{60 + n}\nS{n},low_income,{some}\n" for n, some in enumerate(few))
    rows += "S8,K,100\nS8,low_income,20\nY,K,100\nY,low_income,30\n"
    # 16,000 dollars a child with a low income: the widest range is 112,000, so a step is 200,000; and the sum
    # lies a dollar below the edge that whole steps of 200,000 would have.
    floors = [10_400 * (60 + n) + 16_000 * some for n, some in enumerate(few)]
    floors.append(1_600_000 + (99_999 - sum(floors) - 1_600_000) % 200_000)
    before = "".join(f"S{n},{amount},\n" for n, amount in enumerate(floors))
    facts = city(tmp_path, rows, schools=listed, previous=before)
    weights = [*RULES["weights"][:2], {"category": "low_income", "weight": 2, "need": True}]
    agreed = rules(weights=weights, hold_harmless={"loss": 0})
    public = public_budgets(facts, agreed, decide(facts, agreed))
    (row,) = public["public_sectors"].filter(sector="district").to_dicts()
    assert row["rounded"] is not None
    assert sum(floors) % 200_000 == 99_999
    ranges = public["public_schools"].filter(pl.col("low") < pl.col("high"))
    widest = max(high - low for low, high in ranges.select("low", "high").rows())
    assert row["high"] - sum(floors) >= widest
