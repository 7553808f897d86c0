"""Every language has its locale, and babel knows it."""

from babel import Locale

from citycompact.words import LANGUAGES, LOCALES


def test_each_language_has_a_locale_of_its_own():
    assert tuple(LOCALES) == LANGUAGES
    for language, name in LOCALES.items():
        assert Locale.parse(name).language == language
