"""In what two runs of a round differ: the draw, the rules, the facts; in words."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from citycompact.city import read_city, table_differences
from citycompact.enrollment import SECTION
from citycompact.rooms import rule_sentences
from citycompact.rulebook import section_changes
from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.decisions.models import Attempt
from citycompact.web.site.language import page_language


@dataclass(frozen=True)
class Difference:
    """One of the three on which a result rests: whether both runs have it the same, and else what differs."""

    what: str
    same: bool
    lines: list[str]


def differences(first: Attempt, second: Attempt) -> list[Difference]:
    """What differs between two finished runs, in the page's language."""
    return [_of_the_draw(first, second), _of_the_rules(first, second), _of_the_facts(first, second)]


def _of_the_draw(first: Attempt, second: Attempt) -> Difference:
    if first.seed == second.seed:
        return Difference(_("Seed"), True, [])
    words = {"one": first.seed, "other": second.seed}
    return Difference(_("Seed"), False, [_("“%(one)s” in the first, “%(other)s” in the second.") % words])


def _of_the_rules(first: Attempt, second: Attempt) -> Difference:
    """Of all sections only that of the match: no other moves anybody."""
    what = _("Rules, section [%(section)s]") % {"section": SECTION}
    if first.rulebook_id == second.rulebook_id or first.rulebook is None or second.rulebook is None:
        same = first.rulebook_id == second.rulebook_id
        return Difference(what, same, [] if same else [_("One of the runs has the usual rules.")])
    language, books = page_language(), (first.rulebook.read(), second.rulebook.read())
    said = [rule_sentences(book, language).get(SECTION, {}) for book in books]
    changes = section_changes(SECTION, books[0], books[1], said[0], said[1], language)
    return Difference(what, not changes, changes)


def _of_the_facts(first: Attempt, second: Attempt) -> Difference:
    if first.freeze_id == second.freeze_id:
        return Difference(_("Facts"), True, [])
    with tempfile.TemporaryDirectory() as scratch:
        places = [Path(scratch) / name for name in ("first", "second")]
        cities = [
            read_city(KeptFolder.unpack(item.freeze.facts, place))
            for item, place in zip((first, second), places, strict=True)
        ]
    lines = [
        ngettext(
            "Table %(table)s: %(count)s row differs (%(changed)s changed, %(before)s only in the first, "
            "%(after)s only in the second).",
            "Table %(table)s: %(count)s rows differ (%(changed)s changed, %(before)s only in the first, "
            "%(after)s only in the second).",
            count := item.changed + item.only_before + item.only_after,
        )
        % {
            "table": item.table,
            "count": count,
            "changed": item.changed,
            "before": item.only_before,
            "after": item.only_after,
        }
        for item in table_differences(*cities)
    ]
    return Difference(_("Facts"), not lines, lines)
