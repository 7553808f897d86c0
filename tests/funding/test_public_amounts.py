"""What is true lies in every range, and a range is an amount where nothing is hidden."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citycompact.facts import FactsError
from citycompact.funding import decide, totals
from citycompact.funding.limits import Previous
from citycompact.funding.money import HUNDREDTHS, units_a_dollar
from citycompact.funding.protected_counts import shown_counts
from citycompact.funding.public_amounts import PublicAmounts, Range
from small_budgets import RULES, city, rules

LISTED = "school_id,name,operator_id\n" + "".join(f"S{n},School {n},{'dc'[n % 2]}\n" for n in range(8))
STEPS = [
    {"category": "low_income", "share": Decimal("0.3"), "weight": Decimal("0.4")},
    {"category": "low_income", "share": Decimal("0.6"), "weight": Decimal("0.1")},
]
counts = st.integers(0, 9) | st.integers(10, 60) | st.decimals(0, 40, places=2)


@st.composite
def cities(draw):
    """Counts, last year's amounts with the ranges in which they were published, and rules."""
    rows, before = [], {}
    for number in range(draw(st.integers(2, 8))):
        grades = {c: Decimal(draw(counts)) for c in draw(st.sets(st.sampled_from(("K", "1-5")), min_size=1))}
        pupils = sum(grades.values())
        rows += [f"S{number},{c},{n}" for c, n in grades.items()]
        for need in ("low_income", "iep"):
            share = Decimal(draw(st.integers(0, 100))) / 100
            rows.append(f"S{number},{need},{round(pupils * share, 2)}")
        if draw(st.booleans()):
            amount = draw(st.integers(0, 900_000))
            low = draw(st.sampled_from([amount, amount * 9 // 10, 0]))
            high = draw(st.sampled_from([amount, amount * 11 // 10]))
            before[f"S{number}"] = (amount, low, high, draw(st.integers(1, 90)))
    more = {"rounding": draw(st.sampled_from(("cent", "dollar")))}
    measured = st.sampled_from(("total", "per_pupil"))
    if draw(st.booleans()):
        more["hold_harmless"] = {
            "loss": draw(st.sampled_from([Decimal(0), Decimal("0.02"), Decimal("0.5")])),
            "measured": draw(measured),
        }
    if draw(st.booleans()):
        gain = draw(st.sampled_from([Decimal("0.1"), Decimal(1)]))
        more["caps"] = {"gain": gain, "measured": draw(measured)}
    if draw(st.booleans()):
        more["base"] = {"amount": 70_000, "below": draw(st.sampled_from([None, 20, 50]))}
    if draw(st.booleans()):
        more["concentration"] = STEPS
    share = draw(st.sampled_from([None, "0.6", "0.93", "1", "1.04", "1.5"]))
    return "\n".join(rows), before, more, share


def opened(folder, made):
    """The facts, the rules with the envelope, and what schools publicly had."""
    rows, before, more, share = made
    facts = city(
        folder, rows, schools=LISTED, previous="\n".join(f"{s},{a},{n}" for s, (a, _, _, n) in before.items())
    )
    weights = [*RULES["weights"], {"category": "iep", "weight": 1, "need": True}]
    agreed = rules(weights=weights, **more)
    if share is not None:
        whole = sum(totals(facts, agreed).amounts.values()) // units_a_dollar(agreed.rounding)
        envelope = round(Decimal(whole) * Decimal(share))
        agreed = agreed.model_copy(update={"envelope": Decimal(envelope)})
    public = {
        school: (Previous(Fraction(low), Fraction(n)), Previous(Fraction(high), Fraction(n)))
        for school, (_, low, high, n) in before.items()
    }
    return facts, agreed, public


@settings(deadline=None, max_examples=250)
@given(cities())
def test_what_is_true_lies_in_every_range(tmp_path_factory, made):
    facts, agreed, before = opened(tmp_path_factory.mktemp("c"), made)
    try:
        result = decide(facts, agreed)
    except FactsError:
        return
    shown, unit = shown_counts(facts, agreed), units_a_dollar(agreed.rounding)
    public = PublicAmounts(shown, agreed, before)
    true = totals(facts, agreed)
    for school, amount in true.amounts.items():
        found = public.formula_amounts[school]
        assert found.low <= amount <= found.high
    least, most = public.factor
    assert least <= true.factor
    assert most is None or true.factor <= most
    sectors = {}
    for school, total in true.totals.items():
        found = public.totals[school]
        assert found.low <= total <= found.high, school
        sector = shown.sector_of[school]
        sectors[sector] = sectors.get(sector, 0) + total
    for sector, total in sectors.items():
        assert public.sectors[sector].low <= total <= public.sectors[sector].high
    assert public.everything.low <= true.total <= public.everything.high
    assert Decimal(result.values["total"]) * unit == true.total


def known(tmp_path, rows, previous="", **more):
    facts = city(tmp_path, rows, previous=previous)
    agreed = rules(**more)
    before = {
        s: (Previous(Fraction(a), n), Previous(Fraction(a), n))
        for s, a, n in facts.tables["previous"].select("school_id", "amount", "pupils").iter_rows()
    }
    return facts, agreed, PublicAmounts(shown_counts(facts, agreed), agreed, before)


ALL_SHOWN = "A,K,40\nA,low_income,20\nB,K,30\nB,low_income,12\nC,K,25\nC,low_income,11"


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"base": {"amount": 9000, "below": 28}},
        {"concentration": [{"category": "low_income", "share": Decimal("0.42"), "weight": 1}]},
        {"hold_harmless": {"loss": Decimal("0.02")}, "caps": {"gain": Decimal("0.1")}},
    ],
)
def test_where_nothing_is_hidden_a_range_is_the_amount(tmp_path, more):
    facts, agreed, public = known(tmp_path, ALL_SHOWN, "A,900000,40\nB,100000,30", **more)
    for school, total in totals(facts, agreed).totals.items():
        assert public.totals[school] == Range(total, total)


def test_within_an_envelope_it_is_the_amount_but_for_a_unit(tmp_path):
    facts, agreed, public = known(tmp_path, ALL_SHOWN, envelope=1_000_001)
    for school, total in totals(facts, agreed).totals.items():
        assert public.totals[school].low <= total <= public.totals[school].low + 1
        assert public.totals[school].high <= public.totals[school].low + 1
    assert public.factor[0] == public.factor[1] == totals(facts, agreed).factor


def test_sums_of_a_sector_are_known_although_counts_of_its_schools_are_not(tmp_path):
    """Hand-worked: 3 and 4 are hidden, and 7 together."""
    rows = "A,K,40\nA,low_income,3\nC,K,50\nC,low_income,8\nB,K,30\nB,low_income,14\nD,K,30\nD,low_income,12"
    _, _, public = known(tmp_path, rows, rounding="dollar")
    # 10,400 for each of 40, and 2,000 for up to 11 (the sum of both) with a low income.
    assert public.totals["A"] == Range(416_000, 438_000)
    assert public.totals["C"] == Range(520_000, 542_000)
    # 90 and 11; each hidden line may have been rounded by half a dollar.
    assert public.sectors["district"] == Range(957_999, 958_001)
    assert public.sectors["charter"] == Range(676_000, 676_000)


def test_a_floor_is_the_ends_of_what_was_published(tmp_path):
    facts = city(tmp_path, ALL_SHOWN)
    agreed = rules(hold_harmless={"loss": Decimal("0.02")})
    had = {"A": (Previous(Fraction(900_000), None), Previous(Fraction(1_000_000), None))}
    public = PublicAmounts(shown_counts(facts, agreed), agreed, had)
    assert public.totals["A"] == Range(882_000 * HUNDREDTHS, 980_000 * HUNDREDTHS)
