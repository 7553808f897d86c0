"""The words of the rules say the same in each language."""

import re

import pytest

from citycompact.enrollment.rule_words import WORDS
from citycompact.words import LANGUAGES


@pytest.mark.parametrize("key", WORDS)
def test_every_rule_has_words_in_every_language_with_the_same_blanks(key):
    blanks = [sorted(re.findall(r"\{(\w+)\}", WORDS[key][language])) for language in LANGUAGES]
    assert all(found == blanks[0] for found in blanks)


def test_every_mechanism_that_can_be_agreed_on_has_its_words():
    from citycompact.enrollment import MECHANISMS

    assert set(MECHANISMS) <= set(WORDS)
