"""No hidden count can be computed from what is shown, in one publication or in two of a year."""

import random
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.funding import as_published_before, decide, public_budgets, read_funding
from citycompact.funding.protected_counts import shown_counts
from public_attack import WEIGHTS, found_by_attack, made
from small_budgets import city, rules

SMALL = "A,K,40\nA,low_income,3\nB,K,30\nB,low_income,4\nC,K,50\nC,low_income,20\nD,K,44\nD,low_income,25"


def true_counts(facts):
    return {
        (s, c): n for s, c, n in facts.tables["counts"].select("school_id", "category", "pupils").iter_rows()
    }


@pytest.mark.parametrize("schools", [6, 12])
@pytest.mark.parametrize("seed", range(5))
def test_no_hidden_count_can_be_computed(tmp_path, seed, schools):
    facts, agreed, result = made(tmp_path, seed, schools)
    public, true = public_budgets(facts, agreed, result), true_counts(facts)
    found = found_by_attack(public, money=False)
    assert found
    for cell, (least, most) in found.items():
        assert least <= true[cell] <= most
        assert least < most, cell
    # Where it is told that no hidden count of a need is more than so many, each may be any up to there.
    pupils = dict(public["public_schools"].select("school_id", "pupils").iter_rows())
    sector = dict(public["public_schools"].select("school_id", "sector").iter_rows())
    told = {
        (s, c): n for s, c, n in public["public_by_sector"].select("sector", "category", "at_most").rows()
    }
    for (school, category), ends in found.items():
        if (level := told[sector[school], category]) is not None:
            assert ends == (0, min(level, pupils[school]))
    shown = public["public_counts"].drop_nulls("pupils")
    assert shown.filter((pl.col("pupils") > 0) & (pl.col("pupils") < 10)).is_empty()


SMALL_SCHOOLS = "school_id,name,operator_id\n" + "".join(f"S{n},School {n},{'dc'[n % 2]}\n" for n in range(9))


@pytest.mark.parametrize("highest", [False, True])
@pytest.mark.parametrize("seed", range(12))
def test_nor_where_schools_are_small_and_nearly_all_have_needs(tmp_path, seed, highest):
    """A need of all its pupils is a bound on those of a school; and so are all needs, where each has one."""
    chance, rows = random.Random(seed), []
    for number in range(chance.randint(3, 9)):
        small, every = chance.random() < 0.35, 0
        for grade in chance.sample(("K", "1-5"), chance.randint(1, 2)):
            some = chance.randint(0, 14) if small else chance.randint(12, 80)
            every += some
            rows.append(f"S{number},{grade},{some}")
        left = every
        for need in ("iep_2", "english_learner", "low_income"):
            of = left if highest else every
            some = round(of * chance.choice((0.1, 0.4, 0.97, 1)))
            left -= some
            rows.append(f"S{number},{need},{some}")
    agreed = rules(weights=WEIGHTS, needs="highest" if highest else "all")
    facts = city(tmp_path, "\n".join(rows), schools=SMALL_SCHOOLS)
    true = true_counts(facts)
    for cell, (least, most) in found_by_attack(
        published(facts, agreed), money=False, one_need=highest
    ).items():
        assert least <= true[cell] <= most
        assert least < most, cell


def test_needs_of_whom_each_child_has_one_are_bounds_on_each_other(tmp_path):
    """Ash has 40 pupils, 12 and 20 of them counted with other needs, so at most 8 with this one; Cedar has at
    most 12; together they have 20."""
    names = ("low_income", "english_learner", "iep_1")
    counted = {"A": (40, 12, 20, 8), "B": (60, 18, 30, 12), "C": (90, 22, 14, 15), "D": (90, 32, 24, 16)}
    rows = [
        f"{school},{category},{n}"
        for school, numbers in counted.items()
        for category, n in zip(("K", *names), numbers, strict=True)
    ]
    facts = city(
        tmp_path,
        "\n".join(rows),
        schools=SMALL_SCHOOLS.replace("S0", "A").replace("S2", "B").replace("S4", "C").replace("S6", "D"),
    )
    public = published(facts, rules(weights=WEIGHTS, needs="highest"))
    least, most = found_by_attack(public, money=False, one_need=True)["A", "iep_1"]
    assert least < 8 < most


@pytest.mark.parametrize("need", ["177.5", "178.5", "179"])
def test_parts_of_children_in_many_grades_do_not_make_those_without_a_need_many(tmp_path, need):
    """Nine grades of 20.5 are 184.5 pupils, and 189 where each part is a child: 179 of them leave 5.5."""
    grades = [str(n) for n in range(1, 9)] + ["K"]
    weights = [{"category": grade, "weight": 1} for grade in grades]
    weights.append({"category": "low_income", "weight": Decimal("0.25"), "need": True})
    rows = [f"{s},{g},{n}" for s, n in zip("ABCD", ("20.5", 25, 30, 28), strict=True) for g in grades]
    rows += [f"A,low_income,{need}", "B,low_income,100", "C,low_income,120", "D,low_income,140"]
    shown = shown_counts(city(tmp_path, "\n".join(rows)), rules(weights=weights))
    assert shown.counts["A"]["low_income"] is None
    assert shown.counts["A"]["1"] == 2050


@pytest.mark.parametrize("seed", range(4))
def test_what_is_shown_of_money_narrows_no_count(tmp_path, seed):
    facts, agreed, result = made(tmp_path, seed)
    public = public_budgets(facts, agreed, result)
    assert found_by_attack(public, money=True) == found_by_attack(public, money=False)


def test_the_attack_finds_what_an_exact_amount_would_give_away(tmp_path):
    """Three children with a need, by division."""
    weights = [item for item in WEIGHTS if item["category"] in ("K", "low_income")]
    facts = city(tmp_path, SMALL)
    agreed = rules(weights=weights)
    result = decide(facts, agreed)
    public = public_budgets(facts, agreed, result)
    exact = dict(result.tables["schools"].select("school_id", "amount").iter_rows())
    amount = pl.col("school_id").replace_strict(exact, return_dtype=pl.Decimal(38, 6))
    told = {**public, "public_schools": public["public_schools"].with_columns(low=amount, high=amount)}
    assert found_by_attack(told, money=True)["A", "low_income"] == (3, 3)
    least, most = found_by_attack(public, money=True)["A", "low_income"]
    assert least < 3 < most


def test_part_of_a_child_is_a_child_and_hidden_and_what_is_shown_keeps_its_parts(tmp_path):
    facts = city(tmp_path, "A,K,40.5\nA,low_income,0.4\nB,K,30\nB,low_income,14\nC,K,50\nC,low_income,20")
    shown = shown_counts(facts, rules())
    assert shown.counts["A"] == {"K": 4050, "low_income": None}
    assert shown.schools["A"] == 4050


def test_where_all_but_a_few_have_a_need_it_is_hidden_who_has(tmp_path):
    facts = city(tmp_path, "A,K,40\nA,low_income,38\nB,K,30\nB,low_income,14\nC,K,50\nC,low_income,20")
    assert shown_counts(facts, rules()).counts["A"] == {"K": 4000, "low_income": None}


def test_no_level_is_told_where_it_would_say_who_is_above_another(tmp_path):
    """Ash and Cedar have 22 together: that no count is above 30 would say that one of them is above 20."""
    rows = "A,K,40\nA,low_income,1\nC,K,50\nC,low_income,21\nB,K,30\nB,low_income,12"
    shown = shown_counts(city(tmp_path, rows), rules())
    assert [(sorted(schools), rest) for schools, rest in shown.unknown("low_income")] == [(["A", "C"], 2200)]
    assert shown.at_most == {}


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_by_sums_and_levels_each_hidden_count_could_be_anything_up_to_the_level(tmp_path_factory, data):
    """Which is more than a reader knows who replays suppression: most of what is hidden is from 1 to 9."""
    many = data.draw(st.integers(4, 9))
    pupils = [data.draw(st.integers(15, 80)) for _ in range(many)]
    some = [data.draw(st.integers(0, min(n, 14))) for n in pupils]
    listed = "school_id,name,operator_id\n" + "".join(f"S{n},School {n},d\n" for n in range(many))
    rows = "".join(
        f"S{n},K,{every}\nS{n},low_income,{few}\n"
        for n, (every, few) in enumerate(zip(pupils, some, strict=True))
    )
    shown = shown_counts(city(tmp_path_factory.mktemp("c"), rows, schools=listed), rules())
    level = shown.at_most.get(("district", "low_income"))
    if level is None:
        return
    ((schools, rest),) = shown.unknown("low_income")
    others = [min(level, shown.schools[school]) for school in schools]
    for number in others:
        # Each could be none at all, and each could be as many as the level says.
        if rest is not None:
            assert number <= rest <= sum(others) - number
    assert all(some[int(school[1:])] * 100 <= level for school in schools)


def published(facts, agreed):
    return public_budgets(facts, agreed, decide(facts, agreed))


def corrected(folder, rows, facts, agreed, **tables):
    """The facts of a correction: other counts, and what the publication of the first facts showed."""
    city(folder, rows, **tables)
    as_published_before(published(facts, agreed), facts).write_csv(folder / "published_before.csv")
    return read_funding(folder)


def hidden_in(public):
    """Every hidden cell, by table."""
    found = set()
    for name, table in public.items():
        keys = [c for c in ("school_id", "sector", "category") if c in table.columns]
        if name == "public_schools":
            keys = ["school_id"]
        found |= {(name, *cell) for cell in table.filter(pl.col("pupils").is_null()).select(keys).rows()}
    return found


def test_a_correction_shows_nothing_that_was_hidden_before(tmp_path):
    rows = SMALL + "\nA,1-5,60\nB,1-5,44\nC,1-5,33\nD,1-5,70"
    facts = city(tmp_path / "1", rows)
    was = hidden_in(published(facts, rules()))
    assert ("public_counts", "A", "low_income") in was
    for recount in ("0", "12"):
        other = rows.replace("A,low_income,3", f"A,low_income,{recount}")
        again = corrected(tmp_path / recount, other, facts, rules())
        assert was <= hidden_in(published(again, rules()))


FOUR = "A,K,40\nA,low_income,14\nC,K,50\nC,low_income,20\nB,K,60\nB,low_income,30\nD,K,45\nD,low_income,22"


def test_what_a_correction_newly_hides_stands_in_no_sum(tmp_path):
    """A count of 14 is corrected to 8: with the sums of before and of now, everybody could take one from
    the other and have the 8."""
    first = city(tmp_path / "1", FOUR)
    assert hidden_in(published(first, rules())) == set()
    again = corrected(tmp_path / "2", FOUR.replace("A,low_income,14", "A,low_income,8"), first, rules())
    shown = shown_counts(again, rules())
    assert shown.counts["A"]["low_income"] is None
    assert shown.categories["low_income"] is None
    assert shown.in_sectors["district", "low_income"] is None
    assert shown.in_sectors["charter", "low_income"] == 5200
    # And a grade in no sum of its school.
    fewer = corrected(tmp_path / "3", FOUR.replace("A,K,40", "A,K,40\nA,1-5,8"), first, rules())
    shown = shown_counts(fewer, rules())
    assert shown.counts["A"]["1-5"] is None
    assert shown.schools["A"] is shown.sectors["district"] is shown.categories["1-5"] is None


LISTED = "school_id,name,operator_id\n" + "".join(
    f"S{n},School {n},{'d' if n < 8 else 'c'}\n" for n in range(16)
)


def many(few):
    return "".join(f"S{n},K,60\nS{n},low_income,{some}\n" for n, some in enumerate(few))


EIGHT = [8, 30, 9, 31, 9, 33, 9, 40, 30, 30, 30, 30, 30, 30, 30, 30]


def test_a_hidden_count_that_is_taken_out_is_not_what_its_sums_fall_by(tmp_path):
    """169 before, 161 after: the row that is gone held 8."""
    first = city(tmp_path / "1", many(EIGHT), schools=LISTED)
    shown = shown_counts(first, rules())
    assert shown.counts["S0"]["low_income"] is None
    assert shown.in_sectors["district", "low_income"] == 16900
    gone = many(EIGHT).replace("S0,low_income,8\n", "")
    again = corrected(tmp_path / "2", gone, first, rules(), schools=LISTED)
    shown = shown_counts(again, rules())
    assert shown.in_sectors["district", "low_income"] is shown.categories["low_income"] is None
    # And when it comes back it is hidden still, and so are its sums.
    back = corrected(tmp_path / "3", many(EIGHT), again, rules(), schools=LISTED)
    shown = shown_counts(back, rules())
    assert shown.counts["S0"]["low_income"] is shown.in_sectors["district", "low_income"] is None
    # A school of which nobody is counted any more takes all its hidden counts along.
    closed = many(EIGHT).replace("S0,K,60\nS0,low_income,8\n", "")
    shown = shown_counts(corrected(tmp_path / "4", closed, first, rules(), schools=LISTED), rules())
    assert shown.in_sectors["district", "low_income"] is shown.categories["low_income"] is None


def test_a_school_that_changes_sectors_does_not_carry_its_hidden_count_from_one_sum_to_the_other(tmp_path):
    first = city(tmp_path / "1", many(EIGHT), schools=LISTED)
    moved = LISTED.replace("S0,School 0,d", "S0,School 0,c")
    shown = shown_counts(corrected(tmp_path / "2", many(EIGHT), first, rules(), schools=moved), rules())
    assert shown.in_sectors["district", "low_income"] is shown.in_sectors["charter", "low_income"] is None


def test_a_level_does_not_fall_in_a_correction_and_is_not_told_later(tmp_path):
    few = [9, 9, 8, 9, 9, 8, 9, 9, 9, 7, 30, 40]
    listed = "school_id,name,operator_id\n" + "".join(f"S{n},School {n},d\n" for n in range(12))
    first = city(tmp_path / "1", many(few), schools=listed)
    before = as_published_before(published(first, rules()), first)
    (told,) = before.filter(what="need")["told"]
    assert told == 10
    for level in ("20", "0"):
        is_need = pl.when(pl.col("what") == "need")
        other = is_need.then(pl.lit(Decimal(level))).otherwise("told").cast(pl.Decimal(38, 6))
        city(tmp_path / level, many([5, *few[1:]]), schools=listed)
        before.with_columns(told=other).write_csv(tmp_path / level / "published_before.csv")
        again = read_funding(tmp_path / level)
        found = shown_counts(again, rules()).at_most.get(("district", "low_income"))
        assert found == (2000 if level == "20" else None)


def test_nothing_is_small_and_nothing_is_hidden(tmp_path):
    shown = shown_counts(city(tmp_path, "A,K,40\nA,low_income,20\nB,K,30\nB,low_income,12"), rules())
    assert shown.counts == {"A": {"K": 4000, "low_income": 2000}, "B": {"K": 3000, "low_income": 1200}}
    assert shown.at_most == {}
