"""The text of the agreement, its sentences, its differences, its templates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citycompact.compact import AREAS, compare, sentences, template


def test_sentences_end_where_a_reader_ends_them():
    text = (
        "# Money\n"
        "\n"
        "Both pay $1.5 million by Jan. 3. Dr. Ruiz, of St. Clair, keeps the books! “Who checks?” The "
        "auditor\n"
        "does."
    )
    assert sentences(text) == [
        "# Money",
        "Both pay $1.5 million by Jan. 3.",
        "Dr. Ruiz, of St. Clair, keeps the books!",
        "“Who checks?”",
        "The auditor does.",
    ]


def test_spanish_sentences_are_told_apart():
    assert sentences("Cada parte paga. ¿Quién revisa? Ásperas son las cuentas.") == [
        "Cada parte paga.",
        "¿Quién revisa?",
        "Ásperas son las cuentas.",
    ]


def test_line_breaks_alone_change_nothing():
    assert {c.kind for c in compare("One thing\nis said. Two are.", "One thing is said.\nTwo are.")} == {
        "same"
    }


def test_a_changed_sentence_stands_beside_what_it_was():
    before = "Requests are decided within ninety days. Nobody is counselled out. Growth counts."
    after = "Requests are decided within sixty days. Growth counts. Buses run late."
    found = [(c.kind, c.before, c.after) for c in compare(before, after)]
    assert found == [
        ("changed", "Requests are decided within ninety days.", "Requests are decided within sixty days."),
        ("removed", "Nobody is counselled out.", ""),
        ("same", "Growth counts.", "Growth counts."),
        ("added", "", "Buses run late."),
    ]


texts = st.lists(
    st.sampled_from(["One is here.", "Two are here.", "Three sit there.", "Nothing else.", "One is there."]),
    max_size=8,
)


@given(texts, texts)
def test_both_texts_can_be_read_off_their_comparison(before, after):
    found = compare(" ".join(before), " ".join(after))
    assert [c.before for c in found if c.before] == before
    assert [c.after for c in found if c.after] == after


@given(texts)
def test_a_text_does_not_differ_from_itself(text):
    assert all(c.kind == "same" for c in compare(" ".join(text), " ".join(text)))


@pytest.mark.parametrize("area", AREAS)
def test_every_area_has_a_starting_text_in_both_languages(area):
    english, spanish = sentences(template([area], "en")), sentences(template([area], "es"))
    assert english[0] == f"# {AREAS[area]['en']}"
    assert len(english) == len(spanish) >= 4
    assert english != spanish
