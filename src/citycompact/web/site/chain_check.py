"""Whether the trail is what was linked: the whole chain computed once more, and every fault named; and
whether every row is what the trail says of it, and the triggers are those that write it.

It tells what somebody did who may change every table, as long as they did not write the whole rest of the
chain anew. Against that stand the heads that were mailed: a chain written anew does not contain them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from citycompact.web.declarations import trail_tables
from citycompact.web.site.chain import contents, link_hash, unlinked
from citycompact.web.site.models import Forgetting, Head, Link, Shape
from citycompact.web.site.rows_check import row_faults
from citycompact.web.site.triggers_check import trigger_faults

STEP = 5_000
"""Links that are read at once."""
SOON = "10 minutes"
"""Within which every event is linked, where the worker runs."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, and at which link; None for what is wrong elsewhere."""

    number: int | None
    words: str

    def __str__(self) -> str:
        return self.words if self.number is None else f"Link {self.number}: {self.words}"


@dataclass
class Checked:
    """What the check found.

    Parameters
    ----------
    number, sha256
        The head: the last link and its hash.
    forgotten
        Links whose event retention removed, and noted so; their hashes are held against the next link's.
    """

    number: int = 0
    sha256: str = ""
    forgotten: int = 0
    faults: list[Fault] = field(default_factory=list)


def check_chain(number: int | None = None, sha256: str = "") -> Checked:
    """Compute the chain again from the events, and hold it against the heads of every day; hold each row
    against its last event, and each trigger against the code.

    Parameters
    ----------
    number, sha256
        A head that somebody has kept, from a mail; the chain has to contain it.
    """
    found = Checked()
    found.faults += _links(found)
    found.faults += _heads(number, sha256)
    for table, event in unlinked(thorough=True, most=STEP, older_than=SOON):
        found.faults.append(Fault(None, f"event {event} of {table} is older than {SOON} and in no link."))
    found.faults += [Fault(None, words) for words in (*row_faults(), *trigger_faults())]
    return found


def _links(found: Checked) -> Iterator[Fault]:
    forgotten, there = _forgotten(), _columns_there()
    shapes = {shape.pk: shape for shape in Shape.objects.all()}
    # Of the link before: its hash as it stands and as it should be. None where that is not known.
    stands: str | None = ""
    should: str | None = ""
    held: Fault | None = None
    while links := list(Link.objects.filter(number__gt=found.number).order_by("number")[:STEP]):
        readable = {
            s: set(shapes[s].columns) <= there[shapes[s].event_table] for s in {x.shape_id for x in links}
        }
        said: dict[tuple[str, int], str] = {}
        for shape in sorted(s for s, whole in readable.items() if whole):
            events = [(x.event_table, x.event_id) for x in links if x.shape_id == shape]
            said |= contents(events, {shapes[shape].event_table: shapes[shape].columns})
        for link in links:
            if link.number != found.number + 1:
                yield from (held,) if held else ()
                held, stands = None, None
                yield Fault(found.number + 1, "is not there.")
            name = f"event {link.event_id} of {link.event_table}"
            content = said.get((link.event_table, link.event_id))
            fault: Fault | None = None
            expected: str | None = None
            if not readable[link.shape_id]:
                gone = ", ".join(sorted(set(shapes[link.shape_id].columns) - there[link.event_table]))
                fault = Fault(link.number, f"{name} cannot be computed: {gone} is no column of it any more.")
            elif content is None:
                if link.event_id in forgotten[link.event_table]:
                    found.forgotten += 1
                else:
                    fault = Fault(link.number, f"{name} is gone, and not by retention.")
            elif stands is not None:
                expected = link_hash(stands, content)
                if expected == link.sha256:
                    pass
                elif should is not None and link_hash(should, content) == link.sha256:
                    # This one was made on another hash than stands there now.
                    held = Fault(link.number - 1, "its hash was rewritten; its event is as it was linked.")
                else:
                    fault = Fault(link.number, f"{name}, or who made it, is not what was linked.")
            yield from (held,) if held else ()
            held, stands, should = fault, link.sha256, expected
            found.number, found.sha256 = link.number, link.sha256
    yield from (held,) if held else ()


def _forgotten() -> dict[str, set[int]]:
    """Events that retention removed, as events say that are in the chain; what no link holds says nothing."""
    found: dict[str, set[int]] = defaultdict(set)
    # What a table of events has, only the trail's own library knows.
    kept: Any = trail_tables()[Forgetting]
    linked = Link.objects.filter(event_table=kept._meta.db_table).values("event_id")
    for table, ids in kept.objects.filter(pk__in=linked).values_list("event_table", "event_ids"):
        found[table].update(ids)
    return found


def _columns_there() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns "
            "where table_schema = current_schema()"
        )
        for table, column in cursor.fetchall():
            found[table].add(column)
    return found


def _heads(number: int | None, sha256: str) -> Iterator[Fault]:
    heads = [(head.number, head.sha256, f"the head of {head.day}") for head in Head.objects.order_by("day")]
    if number is not None:
        heads.append((number, sha256.strip().lower(), "the head that you gave"))
    links = Link.objects.in_bulk({number for number, _, _ in heads})
    for number, sha256, name in heads:
        link = links.get(number)
        if link is None or link.sha256 != sha256:
            yield Fault(number, f"the chain does not contain {name} ({sha256}).")
