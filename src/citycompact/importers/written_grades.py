"""Grades as people write them: 5, 05, 5th, Grade 5, 5.º, Kinder, Pre-K 4."""

from __future__ import annotations

import re

from citycompact.city.grades import GRADES
from citycompact.people import folded

_NAMED = {
    "K": "k kg k5 ka kp kf kinder kindergarten kindergarden kindergarten 0 00",
    "PK3": "pk3 pr p3 k3 ps3 prek3 prekinder3 3k",
    "PK4": "pk pk4 p4 k4 ps4 tk prek prek4 prekinder prekinder4 prekindergarten transitionalkindergarten 4k",
}
_WORDS = {word: grade for grade, words in _NAMED.items() for word in words.split()}


def read_grade(text: str) -> str | None:
    """Return the grade that is meant, or None where it is none of ours."""
    words = re.sub(r"\b(?:grade|grado|gr)\b", " ", folded(text))
    joined = words.replace(" ", "")
    if joined in _WORDS:
        return _WORDS[joined]
    number = re.fullmatch(r"0*(\d{1,2})(?:st|nd|rd|th|o|er|ero|do|to|mo|vo|no|a)?", joined)
    return number[1] if number and number[1] in GRADES else None
