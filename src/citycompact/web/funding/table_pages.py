"""Pages of the tables about money: the office keeps them, schools say what is wrong with their counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from citycompact.web.decisions.life import State
from citycompact.web.decisions.models import JointDecision
from citycompact.web.decisions.steps import stays
from citycompact.web.funding.models import Count, InKind, Levy, Move, PreviousAmount
from citycompact.web.roles import AUDITOR, OFFICE, OPERATOR, SCHOOL
from citycompact.web.site.own_schools import own_schools
from citycompact.web.table_page import TablePage, every_row

NAME = "budgets"
"""The kind of decision that these are the facts of."""
_READERS = {OFFICE: every_row, AUDITOR: every_row}
_OFFICE = frozenset({OFFICE})
_SHORTEST_ANSWER = 10


def of_my_schools(request: HttpRequest) -> Q:
    """Rows of the schools at which, or for whose operator, one works."""
    return Q(school__in=own_schools(request))


def only_while_open(row: Any) -> str:
    """A row of a year whose facts are frozen is not touched: it would be other than what was decided on."""
    begun = JointDecision.objects.filter(kind=NAME, name=row.year).values_list("pk", flat=True).first()
    if begun is None:
        # No decision would ever read it.
        return _("No budgets of this year are begun. Begin them under Joint decisions, or correct the year.")
    if stays(begun) == State.OPEN:
        return ""
    return _("The facts of this year are frozen. Open them again first, by a correction.")


def own_words(row: Any) -> list[tuple[str, str]]:
    """An objection is the school's own word, and an answer to it says something."""
    found = []
    if row._state.adding and row.objection:
        found.append(("objection", _("Only the school objects, once the count stands.")))
    if row.answer and len(row.answer.strip()) < _SHORTEST_ANSWER:
        found.append(("answer", _("Answer in a sentence, so that the school knows what became of it.")))
    return found


def range_of_amount(row: Any) -> list[tuple[str, str]]:
    """The range in which an amount was published has two ends, and holds it."""
    low, high = row.public_low, row.public_high
    if (low is None) != (high is None):
        missing = "public_low" if low is None else "public_high"
        return [(missing, _("Write both ends, or neither where the amount itself was published."))]
    if low is not None and not low <= row.amount <= high:
        return [("public_low", _("The amount lies outside this range. Correct one of them."))]
    return []


def objected_to(row: Any) -> str:
    """What a school objects to is answered, and not taken away with the objection."""
    return (
        _("The school objects to this count, so it stays. Correct it, and answer.") if row.objection else ""
    )


def _page(
    name: str,
    model: type[Model],
    title: Any,
    fields: tuple[str, ...],
    written: tuple[str, ...],
    note: Any = "",
    check: Callable[[Any], list[tuple[str, str]]] | None = None,
) -> TablePage:
    return TablePage(
        name,
        model,
        title,
        shown=fields,
        fields=fields,
        readers=_READERS,
        writers={OFFICE: written},
        add=_OFFICE,
        remove=_OFFICE,
        locked=only_while_open,
        note=note,
        check=check,
    )


COUNTS = TablePage(
    "counts",
    Count,
    gettext_lazy("Pupils counted for budgets"),
    shown=("year", "school", "category", "pupils", "objection", "answer"),
    fields=("year", "school", "category", "pupils", "objection", "answer"),
    readers={**_READERS, SCHOOL: of_my_schools, OPERATOR: of_my_schools},
    writers={
        OFFICE: ("pupils", "answer"),
        SCHOOL: ("objection",),
        OPERATOR: ("objection",),
    },
    add=_OFFICE,
    remove=_OFFICE,
    resets={"objection": {"answer": ""}},
    check=own_words,
    locked=only_while_open,
    kept=objected_to,
    note=gettext_lazy(
        "While a year is open, each school says here what is wrong with its counts, and the office answers. "
        "What is frozen over an objection without an answer says so in public. Name no child in it."
    ),
)
TABLE_PAGES = (
    COUNTS,
    _page(
        "previous",
        PreviousAmount,
        gettext_lazy("Budgets of the year before"),
        ("year", "school", "amount", "pupils", "public_low", "public_high", "pupils_hidden"),
        ("amount", "pupils", "public_low", "public_high", "pupils_hidden"),
        gettext_lazy(
            "The year is that of the new budgets; the amount, of the year before it. Where that was "
            "published as a range, write its two ends too: else what is published this year could tell "
            "the amount."
        ),
        range_of_amount,
    ),
    _page(
        "in-kind",
        InKind,
        gettext_lazy("Services in kind"),
        ("year", "school", "service", "amount"),
        ("amount",),
    ),
    _page("levies", Levy, gettext_lazy("Local levies"), ("year", "levy", "amount"), ("amount",)),
    _page(
        "moves",
        Move,
        gettext_lazy("Children who moved within the year"),
        ("year", "move_id", "category", "from_school", "to_school", "on"),
        ("from_school", "to_school", "on"),
        gettext_lazy("A number and no name. A child with needs stands once for its grade and for each need."),
    ),
)
