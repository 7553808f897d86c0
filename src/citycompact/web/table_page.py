"""What a room declares to get pages for a table: list, filter, edit, spreadsheet in and out, and history."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Field, Model, Q, QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Scope = Callable[[HttpRequest], Q]
"""Which rows a person sees in one of their roles."""


def every_row(request: HttpRequest) -> Q:
    """All rows of a table."""
    return Q()


@dataclass(frozen=True)
class Computed:
    """Columns that no field keeps: their names and headings, and from rows to what stands in them, by the
    rows' keys; in spreadsheets only where the list says the same in other words."""

    labels: Mapping[str, StrOrPromise]
    values: Callable[[Sequence[Any]], Mapping[Any, Sequence[StrOrPromise | int]]]
    listed: bool = True


@dataclass(frozen=True)
class BulkAction:
    """What a role does to all rows that it sees: the words on the button, and what is said afterwards.

    It is done to the rows as the page showed them, and not where one of them has changed since.
    """

    name: str
    label: StrOrPromise
    done: StrOrPromise
    roles: Set[str]
    act: Callable[[QuerySet[Any]], object]


@dataclass(frozen=True)
class TablePage:
    """The pages of one table.

    Parameters
    ----------
    name
        In its addresses.
    shown
        Columns of the list, beside what a row is called.
    fields
        Columns that are asked when a row is made, beside its key. Those that no writer names are asked
        only then.
    readers
        Role to the rows that it sees; nobody else sees that there is such a table.
    writers
        Role to the columns that it changes of the rows that it sees.
    add, remove
        Roles that make rows, and that take rows away on which nothing rests.
    labels
        Column to what it is called, where that is not the name of its field.
    computed
        Columns that no field keeps; a spreadsheet brings them out, and not in.
    resets
        Column to the fields that become something else when it changes, such as an approval.
    actions
        What is done to all rows at once.
    in_order, not_to_come
        Two days of a row of which the second is not before the first; days that have to have come.
    check
        From a row to what is wrong with it beyond its cells, as column and sentence.
    locked
        Why a row may be neither changed, made nor taken away now, and so until the end of the transaction;
        empty where it may. Asked anew inside the transaction that keeps it.
    kept
        Why a row is not taken away, however it may be changed; empty where it may be.
    order
        Columns by which the list is sorted; by default as its model is.
    note
        A sentence above the list.
    intro, context
        A template above the list, and what it is given on a request.
    """

    name: str
    model: type[Model]
    title: StrOrPromise
    shown: Sequence[str]
    fields: Sequence[str]
    readers: Mapping[str, Scope]
    writers: Mapping[str, Sequence[str]] = field(default_factory=dict)
    add: Set[str] = frozenset()
    remove: Set[str] = frozenset()
    labels: Mapping[str, StrOrPromise] = field(default_factory=dict)
    computed: Sequence[Computed] = ()
    resets: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    actions: Sequence[BulkAction] = ()
    in_order: Sequence[tuple[str, str]] = ()
    not_to_come: Sequence[str] = ()
    check: Callable[[Any], Sequence[tuple[str, str]]] | None = None
    locked: Callable[[Any], str] | None = None
    kept: Callable[[Any], str] | None = None
    order: Sequence[str] = ()
    note: StrOrPromise = ""
    intro: str = ""
    context: Callable[[HttpRequest], Mapping[str, Any]] | None = None

    @property
    def key(self) -> Field[Any, Any]:
        """The field by which a row is known."""
        key = self.model._meta.pk
        assert key is not None
        return key

    @property
    def key_is_given(self) -> bool:
        """Whether people give the key, and not the database."""
        return self.key.get_internal_type() not in ("AutoField", "BigAutoField", "SmallAutoField")

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column once: the key, those of the list, and those of the form."""
        return tuple(dict.fromkeys((self.key.name, *self.shown, *self.fields)))

    def named(self) -> Iterator[str]:
        """Every column that something is said of."""
        yield from self.columns
        for said in (self.labels, self.resets, *self.resets.values()):
            yield from said
        for names in (*self.writers.values(), *self.in_order, self.not_to_come):
            yield from names
