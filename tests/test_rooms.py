"""Every section of a rulebook is read by its room, and says itself in every language."""

import pytest

from citycompact.facts import FactsError
from citycompact.rooms import agreed, rule_sentences, section_names, validated
from citycompact.rulebook import parse_rulebook
from citycompact.words import LANGUAGES

HEAD = '[rulebook]\nname = "R"\nversion = "1"\n'


def read(text):
    return parse_rulebook(HEAD + text, "r.toml", section_names())


def test_each_section_that_is_there_speaks_every_language_under_the_same_topics():
    book = read("".join(f"[{name}]\n" for name in sorted(section_names())))
    first, *others = (rule_sentences(book, language) for language in LANGUAGES)
    assert set(first) == section_names()
    for other in others:
        for name, said in other.items():
            assert list(said) == list(first[name])
            assert said != first[name]
    assert rule_sentences(read("")) == {}


def test_the_faults_of_all_sections_come_at_once():
    with pytest.raises(FactsError) as caught:
        validated(read("[enrollment.choices]\nmaximum = 0\n[compact]\nwrong_way = 2\n"))
    assert [problem.row for problem in caught.value.problems] == [5, 7]


def test_the_demo_signs_the_usual_rules_of_the_compact(demo_folder):
    from citycompact.compact import ProgressRules
    from citycompact.rulebook import read_rulebook

    book = read_rulebook(demo_folder / "rulebook.toml", section_names())
    assert agreed(book, "compact") == ProgressRules()
    written = book.content["compact"]
    assert set(written) == set(ProgressRules.model_fields)
