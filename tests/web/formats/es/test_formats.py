"""Numbers on Spanish pages read like those in letters and sentences of the rules."""

from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.formats import number_format

from citycompact.words import LANGUAGES, say_number


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", [Decimal("2996"), Decimal("1234567.5"), Decimal("0.5")])
def test_pages_and_letters_write_a_number_alike(language, number):
    with translation.override(language):
        assert number_format(number, force_grouping=True) == say_number(number, language)
