"""Nothing of the site goes undeclared: what nobody thought of stops the start, with what to declare."""

from __future__ import annotations

from collections.abc import Iterator, Set

import pghistory.models
from django.apps import apps
from django.contrib.staticfiles import finders
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from citycompact import rooms
from citycompact.web.declarations import (
    App,
    Official,
    Personal,
    Tracked,
    Untracked,
    declared,
    permissions,
    trail_tables,
)
from citycompact.web.roles import APPROVER, EVERY_ROLE, STAFF
from citycompact.web.rows import place_of
from citycompact.web.site.models import User
from citycompact.web.table_page import TablePage


def refuse_what_is_undeclared() -> None:
    """ImproperlyConfigured with everything that an ``app.py`` has to say and does not."""
    if found := undeclared(declared(), every_model()):
        raise ImproperlyConfigured("\n".join(found))


def every_model() -> list[type[models.Model]]:
    """Every table of the site, libraries' too, without those in which the trail itself is kept."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and not issubclass(model, pghistory.models.Event | pghistory.models.Events)
    ]


def tables_without_a_word(said: tuple[App, ...], there: Set[str]) -> list[str]:
    """Tables in a database that neither a model nor ``bare`` stands for."""
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    return sorted(there - known.union(*(app.bare for app in said)))


def undeclared(said: tuple[App, ...], there: list[type[models.Model]]) -> list[str]:
    """Sentences, each naming a route or table and what its ``app.py`` has to declare of it."""
    return [
        *_names(said),
        *_roles(said),
        *_routes(said),
        *_readings(said),
        *_trail(said, there),
        *_personal(said, there),
        *_facts(said),
        *_tables(said),
        *_kinds(said),
        *_undecided(said),
    ]


def _names(said: tuple[App, ...]) -> Iterator[str]:
    """Names that two things share: of two, only the last would count."""
    every = {
        "Two routes are called": [app.named(route) for app in said for route in app.routes],
        "Two tables of what a person takes home are called": [
            item.name for app in said for item in app.personal.values() if isinstance(item, Personal)
        ],
        "Two models keep the rows of": [rows.table.name for app in said for rows in app.rows],
        "Two kinds of decision are called": [kind.name for app in said for kind in app.decisions],
        "Two table pages are called": [page.name for app in said for page in app.tables],
        "Two tables of the trail are called": [
            item.kind for app in said for item in app.trail.values() if isinstance(item, Tracked)
        ],
    }
    for words, names in every.items():
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{words} {name}: give one another name."


def _roles(said: tuple[App, ...]) -> Iterator[str]:
    """Roles that nobody can hold."""
    for app in said:
        named: dict[str, Set[str]] = {f"The route {app.named(route)}": route.roles for route in app.routes}
        named |= {f"The link to {link.route}": link.roles for link in app.links}
        named |= {
            f"What is brought of {item.urls}": set().union(*item.roles.values()) for item in app.foreign
        }
        for model, item in app.trail.items():
            if isinstance(item, Tracked):
                place = f"The trail of {place_of(model)}"
                named[place] = frozenset(item.readers).union(*item.private.values())
        for kind in app.decisions:
            named[f"The kind {kind.name}"] = kind.leads | kind.sees
        for part in app.desk:
            named[f"The part {part.template} of the first page of staff"] = part.roles
        for waits in app.waits:
            named[f"What waits by {waits.find.__qualname__}"] = waits.roles
        named[f"Where a role arrives, of {app.namespace or 'the site'},"] = app.homes.keys()
        for what, roles in named.items():
            for role in sorted(roles - EVERY_ROLE):
                yield f"{what} names the role {role}, which nobody can hold: correct it."


def _routes(said: tuple[App, ...]) -> Iterator[str]:
    for app in said:
        for route in app.routes:
            if not route.roles:
                yield f"The route {app.named(route)} opens for nobody: name its roles."
        for link in app.links:
            if link.route not in permissions():
                yield f"A link leads to {link.route}, which is no route: correct the link."
        for _place, home in app.homes.values():
            if home not in permissions():
                yield f"A role arrives at {home}, which is no route: correct it in `homes`."
        for part in app.front:
            yield from _template(part.template, "The front page")
        for piece in app.desk:
            yield from _template(piece.template, "The first page of staff")
        for address in app.styles:
            if not finders.find(address):
                yield f"The style sheet {address} is not there: write it in the app's folder `static`."


def _readings(said: tuple[App, ...]) -> Iterator[str]:
    """Pages of staff of which nobody said whether they show children, so that no reading goes unnoted."""
    roots = {model for app in said for model in app.children}
    about = {
        m for app in said for m, x in app.personal.items() if isinstance(x, Personal) and x.root in roots
    }
    for app in said:
        for route in app.routes:
            if route.for_staff and not route.reads:
                yield (
                    f"The route {app.named(route)} is for staff: say reads='children' where it shows what is "
                    "held about children or their families, else reads='nothing'."
                )
            elif route.reads == "children" and not route.for_staff:
                yield f"The route {app.named(route)} reads of children and is open to all: name its roles."
        for page in app.tables:
            if page.model in about:
                yield (
                    f"The table page {page.name} shows {place_of(page.model)}, and no reading of it would be "
                    "noted: write pages of its own, whose routes say reads='children'."
                )


def _trail(said: tuple[App, ...], there: list[type[models.Model]]) -> Iterator[str]:
    covered = {model: item for app in said for model, item in app.trail.items()}
    for model in there:
        item, place = covered.get(model), place_of(model)
        if item is None:
            yield f"{place} is in no trail: declare it Tracked, or Untracked with the reason."
        elif isinstance(item, Tracked) and model not in trail_tables():
            yield f"{place} is declared Tracked, and no trigger writes it: add @pghistory.track()."
        elif isinstance(item, Untracked) and model in trail_tables():
            yield f"{place} is declared Untracked, and a trigger writes it: remove @pghistory.track()."
        elif isinstance(item, Untracked) and not item.why:
            yield f"{place} is declared Untracked: say why that hides nothing."
        if isinstance(item, Tracked):
            names = {column.name for column in model._meta.concrete_fields}
            for name in sorted(item.private.keys() - names):
                yield f"{place} has no column {name} that could be private: correct its declaration."
            for name in sorted(name for name in names - item.private.keys() if name.startswith("private")):
                yield f"{place} shows {name} to whoever reads the trail: name it in `private` of its Tracked."


def _personal(said: tuple[App, ...], there: list[type[models.Model]]) -> Iterator[str]:
    answers = {model: item for app in said for model, item in app.personal.items()}
    forgotten = {root for app in said for root in app.forget}
    about: set[type[models.Model]] = {User, *(m for m, item in answers.items() if isinstance(item, Personal))}
    # A view holds nothing of its own: its tables are those that answer for it.
    for model in (model for model in there if model._meta.managed):
        item, place = answers.get(model), place_of(model)
        fields = [column.name for column in model._meta.get_fields() if _tells(column, about)]
        if item is None and (model is User or fields):
            named = ", ".join(fields) or "an account"
            yield f"{place} tells of a person ({named}): declare it Personal, or Official with the reason."
    for model, item in answers.items():
        place = place_of(model)
        if isinstance(item, Official):
            if not item.why:
                yield f"{place} is declared Official: say why it stays."
            continue
        if (model in trail_tables()) != bool(item.history):
            yield f"{place} is Personal: declare `history` if, and only if, the trail keeps copies of it."
        try:
            model._default_manager.filter(item.shown, **{f"{item.account}__isnull": False}).values(
                *item.columns
            )
        except FieldError as error:
            yield f"{place} is Personal by what it does not have: {error}"
        if item.root not in forgotten:
            yield f"{place} goes with {item.root.__name__}, which no app forgets: declare `forget` for it."
        if not _goes_with(model, item.root):
            yield f"{place} would outlive {item.root.__name__}: lead to it by foreign keys that cascade."


def _facts(said: tuple[App, ...]) -> Iterator[str]:
    kept = [rows for app in said for rows in app.rows]
    for rows in kept:
        yield from rows.unshared()
    known = {rows.table.name for rows in kept}.union(*(app.joined for app in said))
    for name in sorted(rooms.tables().keys() - known):
        yield f"No app says where the rows of the table {name} are kept: declare `rows` for it, or `joined`."


def _template(name: str, what: str) -> Iterator[str]:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        yield f"{what} shows the template {name}, which is not there: write it, or correct its name."


def _kinds(said: tuple[App, ...]) -> Iterator[str]:
    kinds = [kind for app in said for kind in app.decisions]
    kept = {rows.table.name for app in said for rows in app.rows}
    for kind in kinds:
        if kind.room not in rooms.ROOMS:
            yield f"{kind.name} is decided by the room {kind.room.name}, which is not in ROOMS: add it there."
        if not kind.leads:
            yield f"Nobody may take the steps of {kind.name}: name its `leads`."
        for role in sorted((kind.leads | kind.sees) & EVERY_ROLE - STAFF):
            yield f"{kind.name} is worked on by {role}, who is no staff: make a page of its own for them."
        if APPROVER not in kind.sees:
            yield f"Approvers do not see what of {kind.name} they approve: name them in its `sees`."
        for route in filter(None, (kind.begun_on, kind.compare)):
            if route not in permissions():
                yield f"{kind.name} leads to {route}, which is no route: correct `begun_on` or `compare`."
        for part in (*kind.panel, *kind.sections):
            yield from _template(part.template, kind.name)
        for name in sorted(set(kind.tables) - {table.name for table in kind.room.tables}):
            yield f"{kind.name} names the table {name}, which its room does not have: correct `tables`."
        if not kind.leads <= kind.sees:
            yield f"Who leads {kind.name} does not see the work on it: name them in its `sees`."
        if kind.write_facts is None:
            for table in rooms.tables_for(kind.room, kind.tables):
                if table.name not in kept:
                    yield (
                        f"{kind.name} takes its facts from rows, and none are kept for {table.name}: declare "
                        "`rows` for it, or `write_facts` of its own."
                    )


def _undecided(said: tuple[App, ...]) -> Iterator[str]:
    carried = {kind.name for app in said for kind in app.decisions}
    for room in rooms.ROOMS:
        for decision in room.decisions:
            if decision.name not in carried:
                yield f"No app carries the decision {decision.name}: declare a `Kind` for it in `decisions`."


def _tables(said: tuple[App, ...]) -> Iterator[str]:
    pages = [page for app in said for page in app.tables]
    tracked = {m for app in said for m, item in app.trail.items() if isinstance(item, Tracked)}
    for page in pages:
        place, name = place_of(page.model), f"The table page {page.name}"
        if page.model not in tracked or page.model not in trail_tables():
            yield f"{name} shows {place}, which has no history: declare it Tracked, with @pghistory.track()."
        known = {column.name for column in page.model._meta.concrete_fields}
        for column in sorted(set(page.named()) - known):
            yield f"{name} names {column}, which {place} does not have: correct the column."
        yield from _table_roles(page, name)


def _table_roles(page: TablePage, name: str) -> Iterator[str]:
    if not page.readers:
        yield f"{name} opens for nobody: name its readers."
    for role in sorted(page.readers.keys() - STAFF):
        yield f"{name} opens for {role}, who is no staff: make a page of its own for them."
    acting = page.writers.keys() | page.add | page.remove
    for role in sorted(acting.union(*(action.roles for action in page.actions)) - page.readers.keys()):
        yield f"{name} is changed by {role}, who does not see it: name them among its readers."
    for action in page.actions:
        if not action.roles:
            yield f"{name} has the action {action.name} for nobody: name its roles."
    for column in sorted(set().union(*page.writers.values()) - set(page.fields)):
        yield f"{name} lets {column} be changed and does not ask it: name it in `fields`."


def _tells(column: object, about: set[type[models.Model]]) -> bool:
    """Whether a column names a person, or leads to a table about one."""
    if isinstance(column, models.ForeignKey):
        return column.related_model in about
    return isinstance(column, models.EmailField)


def _goes_with(model: type[models.Model], root: type[models.Model]) -> bool:
    """Whether a row is deleted with the row of another table that it belongs to."""
    if model is root:
        return True
    above = [
        column.related_model
        for column in model._meta.get_fields()
        if isinstance(column, models.ForeignKey)
        and column.remote_field.on_delete is models.CASCADE
        and column.related_model not in (model, "self")
    ]
    return any(_goes_with(other, root) for other in above if isinstance(other, type))
