"""Words: the languages of a city, and dates, numbers and lists as people write them."""

from citycompact.words.dates import say_clock, say_date, say_time
from citycompact.words.language import LANGUAGES, LOCALES, Language
from citycompact.words.numbers import plural, say_list, say_money, say_number, say_percent

__all__ = [
    "LANGUAGES",
    "LOCALES",
    "Language",
    "plural",
    "say_clock",
    "say_date",
    "say_list",
    "say_money",
    "say_number",
    "say_percent",
    "say_time",
]
