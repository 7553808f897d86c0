"""One child entered twice is offered, two children are not, and who was told apart stays apart."""

import importlib.util
import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from citycompact.people import CERTAIN, OFFERED, WHY, alike, folded, matches
from citycompact.people.names import given_relation
from people_tables import BORN, table

ONE_CHILD = [
    (("Jose", "Nunez"), ("José", "Núñez"), ["same"]),
    (("Oscar", "Pena"), ("Óscar", "Peña"), ["same"]),
    (("Maria", "Cruz Vega"), ("María", "Vega Cruz"), ["family_swapped"]),
    (("Ximena", "Ortiz"), ("Jimena", "Ortiz"), ["given_spelling"]),
    (("Mateo", "Avila"), ("Mateo", "Ávila Ruiz"), ["family_part"]),
    (("Ana", "Solis", date(2021, 3, 12)), ("Ana", "Solis", date(2021, 12, 3)), ["born_swapped"]),
    (("Ana", "Solis", date(2021, 3, 12)), ("Ana", "Solís", date(2012, 3, 12)), ["born_year"]),
    (("Ana", "Solis", date(2021, 3, 12)), ("Ana", "Solis", date(2021, 3, 21)), ["born_day"]),
    (("Đức", "Nguyễn"), ("DUC", "NGUYEN  "), ["same"]),
    (("Nguyễn", "Văn Đức"), ("Van Duc", "Nguyen"), ["words_moved"]),
    (("Mohammed", "Al-Hassan"), ("Muhammad", "Alhassan"), ["given_spelling", "family_spelling"]),
    (("Maxamed", "Cali Xasan"), ("Mohamed", "Ali Hassan"), ["given_spelling", "family_spelling"]),
    (("Ayaan Mohamed", "Ali"), ("Ayaan", "Mohamed Ali"), ["words_moved"]),
    (("Pa Houa", "Xiong"), ("Pahoua", "Xiong"), ["same"]),
    (("Xiong", "Mee"), ("Mee", "Xiong"), ["words_moved"]),
    (("John Jr.", "Smith"), ("John", "Smith III"), ["same"]),
    (("Emma", "Smith-Jones"), ("Emma", "Smith Jones"), ["same"]),
    (("Emma", "Smith-Jones"), ("Emma", "Jones"), ["family_part"]),
    (("Pepe", "Ortega"), ("José", "Ortega"), ["given_short"]),
    (("Bo", "Li"), (" BO ", "LI"), ["same"]),
    (("LUCIA", "DE LA CRUZ"), ("Lucía", "Delacruz"), ["family_spelling"]),
    (("Mateo", "Rios"), ("Maeto", "Rios"), ["given_slip"]),
    (("Sofia", "Garcia"), ("Sofia", "Gracia"), ["family_slip"]),
    (("Maria Jose", "Leon"), ("Maria", "Leon"), ["given_part"]),
    (("Ma. Guadalupe", "Leon"), ("María Guadalupe", "León"), ["given_spelling"]),
    (("Juanito", "Leon"), ("Juan", "Leon"), ["given_short"]),
    (
        ("Sara", "Lopez", date(2019, 5, 3)),
        ("Sarah", "Lopez", date(2019, 5, 8)),
        ["given_spelling", "born_day"],
    ),
    (("Sean", "O'Brien"), ("Sean", "O Brien"), ["same"]),
]
TWO_CHILDREN = [
    (("Ada", "Twin"), ("Ana", "Twin")),
    (("Jose", "Diaz"), ("Joseph", "Diaz")),
    (("Bo", "Li"), ("Jo", "Li")),
    (("An", "Tran"), ("Anh", "Tran")),
    (("Mai", "Yang"), ("Mai", "Vang")),
    (("Xee", "Lor"), ("Xue", "Lor")),
    (("Jayden", "Cole"), ("Kayden", "Cole")),
    (("Daniel", "Paz"), ("Daniela", "Paz")),
    (("Hassan", "Noor"), ("Hussein", "Noor")),
    (("Amina", "Ali"), ("Amira", "Ali")),
    (("Alexander", "Roy"), ("Alexandra", "Roy")),
    (("Maria Jose", "Gil"), ("Jose Maria", "Gil")),
    (("Maria Elena", "Gil"), ("Maria Luisa", "Gil")),
    # Brothers and sisters, a year apart.
    (("Maria", "Lopez", date(2019, 5, 3)), ("Mario", "Lopez", date(2020, 5, 3))),
    (("Maria", "Lopez", date(2019, 5, 3)), ("Maria Jose", "Lopez", date(2020, 5, 3))),
    (("Sara", "Lopez", date(2019, 5, 3)), ("Sarah", "Lopez", date(2020, 5, 3))),
    (("Ana", "Cruz", date(2019, 5, 3)), ("Ana", "Cruz", date(2020, 6, 4))),
    (("", "Cruz"), ("", "Cruz")),
    (("Ana", ""), ("Ana", "")),
]


@pytest.mark.parametrize(("one", "again", "why"), ONE_CHILD)
def test_a_child_entered_twice_is_offered_with_what_differs(one, again, why):
    found = alike(table(one, again))
    assert found.select("first", "second").rows() == [(0, 1)]
    assert found["why"].to_list() == [why]
    assert set(why) <= set(WHY)
    assert OFFERED <= found["likeness"][0] <= 1
    assert alike(table(again, one))["why"].to_list() == [why]


@pytest.mark.parametrize(("one", "other"), TWO_CHILDREN)
def test_two_children_are_not_offered(one, other):
    assert alike(table(one, other)).is_empty()


def test_all_together_nobody_is_taken_for_anybody_else():
    rows = [(*row, date(2010, 1, 1 + n)) if len(row) == 2 else row for n, (row, _, _) in enumerate(ONE_CHILD)]
    again = [(*row[:2], rows[n][2]) if len(row) == 2 else row for n, (_, row, _) in enumerate(ONE_CHILD)]
    # Ana Solis stands there three times.
    found = alike(table(*rows, *again)).filter(pl.col("first") + len(rows) == pl.col("second"))
    assert found.height == len(rows)


def test_twins_are_found_each_with_its_own_second_record():
    found = alike(table(("Ada", "Twin"), ("Ana", "Twin"), ("ADA", "Twin"), ("Ána", "Twin")))
    assert set(found.select("first", "second").iter_rows()) == {(0, 2), (1, 3)}


def test_who_was_told_apart_is_not_offered_again():
    records = table(("Jose", "Nunez"), ("José", "Núñez"), ("Ana", "Ruiz"), ("Ana", "Ruiz"))
    apart = pl.DataFrame({"first": [1], "second": [0]})
    assert alike(records, apart).select("first", "second").rows() == [(2, 3)]
    texts = records.cast({"id": pl.String})
    assert alike(texts, pl.DataFrame({"first": ["2"], "second": ["3"]}))["first"].to_list() == ["0"]


def test_in_a_made_city_nearly_all_are_found_and_nearly_nobody_else():
    path = Path(__file__).parents[2] / "benchmarks" / "same_child.py"
    spec = importlib.util.spec_from_file_location("same_child", path)
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    rng = random.Random(7)
    children = made.City(rng).children(4_000)
    pairs = made.planted(children, 20, rng)
    found = set(alike(made.table_of(children)).select("first", "second").iter_rows())
    assert len(found & pairs.keys()) > 0.95 * len(pairs)
    assert len(found - pairs.keys()) < 0.05 * len(found)


def test_no_name_is_remembered_after_the_comparison():
    matches(table(("Xochitl", "Ibarra")), table(("Xochitl", "Ibarra")))
    assert folded.cache_info().currsize == 0
    assert given_relation.cache_info().currsize == 0


def test_an_empty_table_has_no_pairs():
    assert alike(table()).columns == ["first", "second", "likeness", "why"]
    assert matches(table(), table(("Ana", "Ruiz"))).is_empty()


def test_a_child_has_one_certain_match_or_candidates_or_none():
    children = table(
        ("Jose", "Nunez"),
        ("Mateo", "Avila"),
        ("Ana", "Solis", date(2021, 3, 12)),
        ("Ada", "Twin"),
        ("Nobody", "Here"),
        ("Luz", "Paz"),
    )
    roster = table(
        ("Luz", "Paz"),
        ("Luz", "Paz"),
        ("JOSÉ", "NÚÑEZ"),
        ("Mateo", "Avila Ruiz"),
        ("Ana", "Solis", date(2021, 12, 3)),
        ("Ada", "Twin"),
        ("Ana", "Twin"),
    )
    found = matches(children, roster)
    certain = found.filter("certain")
    assert set(certain.select("left", "right").iter_rows()) == {(0, 2), (1, 3), (3, 5)}
    assert certain["likeness"].min() >= CERTAIN
    # A wrong date is for somebody to look at, and so is who stands on the roster twice.
    assert set(found.filter(~pl.col("certain")).select("left", "right").iter_rows()) == {
        (2, 4),
        (5, 0),
        (5, 1),
    }


def test_nobody_is_certain_who_claims_a_student_together_with_another():
    found = matches(table(("Ana", "Ruiz"), ("Ana", "Ruiz")), table(("Ana", "Ruiz")))
    assert found.height == 2
    assert not found["certain"].any()


def test_a_twin_alone_on_the_roster_is_a_candidate_and_never_certain():
    found = matches(table(("Ada", "Twin")), table(("Ana", "Twin")))
    assert found["why"].to_list() == [["given_slip"]]
    assert not found["certain"].any()


def test_without_a_birth_date_nothing_is_certain():
    found = matches(table(("Xochitl", "Ibarra", None)), table(("Xochitl", "Ibarra", BORN)))
    assert found["why"].to_list() == [["born_missing"]]
    assert not found["certain"].any()


def test_what_is_found_does_not_hang_on_the_order_of_the_rows():
    records = table(*(row for one, again, _ in ONE_CHILD for row in (one, again)))
    turned = records.reverse()
    there = {frozenset(pair) for pair in alike(records).select("first", "second").iter_rows()}
    assert there == {frozenset(pair) for pair in alike(turned).select("first", "second").iter_rows()}
