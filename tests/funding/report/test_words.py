"""What charts say, in every language."""

import re

from citycompact.funding.report.words import WORDS, word
from citycompact.words import LANGUAGES


def test_each_is_said_in_every_language_with_the_same_blanks():
    blanks = re.compile(r"\{(\w+)\}")
    for key, said in WORDS.items():
        assert set(said) == set(LANGUAGES), key
        assert len({tuple(sorted(blanks.findall(text))) for text in said.values()}) == 1, key


def test_blanks_are_filled():
    assert word("need", "en", need="iep").startswith(
        "Each point is a school: the larger the share counted as “iep”"
    )
