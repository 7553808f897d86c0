"""What an app of the site declares in its ``app.py``; everything that spans the site is read from there.

Addresses, permissions, navigation, the trail, what a person takes home and what is forgotten in time come
from these; what nobody declared stops the start (:mod:`~citycompact.web.closed_world`).
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Literal, cast

from django.apps import AppConfig
from django.apps import apps as installed
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model, Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path
from django.utils.module_loading import module_has_submodule
from django.views.generic import RedirectView
from pghistory.models import Event

from citycompact.web.kinds import Kind
from citycompact.web.package_parts import Part as PackagePart
from citycompact.web.roles import EVERY_ROLE, SIGNED_IN, STAFF
from citycompact.web.rows import Rows
from citycompact.web.setup_steps import SetupStep
from citycompact.web.table_page import TablePage

Reads = Literal["", "children", "nothing"]


@dataclass(frozen=True)
class Route:
    """A page: its name and address within the app, and who may open it.

    Parameters
    ----------
    options
        What its view is given beside the address.
    second_factor
        Whether staff open it only with a second factor.
    before_city
        Whether it says something before there is a city.
    reads
        For a page of staff: whether it shows what is held about children or their families. Then the trail
        keeps who read it, and when (:mod:`~citycompact.web.site.readings`).
    takes
        Bytes of the largest file that its form sends; 0 for a form without one, or with one so small
        that it needs no more room than any form.
    """

    name: str
    address: str
    view: Callable[..., Any]
    roles: Set[str]
    options: Mapping[str, Any] = field(default_factory=dict)
    second_factor: bool = True
    reads: Reads = ""
    before_city: bool = False
    takes: int = 0

    @property
    def for_staff(self) -> bool:
        """Whether only some open it: what everybody may see, or each person of their own, is no such page."""
        return bool(self.roles & STAFF) and self.roles not in (EVERY_ROLE, SIGNED_IN)


def moved_to(route: str, **fixed: str) -> Callable[..., HttpResponseBase]:
    """The view of an earlier address: it leads on to the present one."""
    view = RedirectView.as_view(pattern_name=route, permanent=True)
    return lambda request, **given: view(request, **given, **fixed)


@dataclass(frozen=True)
class Foreign:
    """Pages that a library brings; those without roles stay shut."""

    urls: URLPattern | URLResolver
    roles: Mapping[str, Set[str]]
    second_factor: bool = True


@dataclass(frozen=True)
class Link:
    """A link in the header of every page, in the order of ``place``; ``arguments`` are those of its route."""

    route: str
    label: Any
    roles: Set[str]
    place: int
    arguments: Sequence[str] = ()


@dataclass(frozen=True)
class FrontPart:
    """A part of the front page, in the order of ``place``: a template, and what it is given on a request."""

    template: str
    context: Callable[[HttpRequest], Mapping[str, Any]]
    place: int


@dataclass(frozen=True)
class Waiting:
    """Something that waits for a person: how many of what in words, where it is done, and until when.

    ``until`` is None where no day is set for it.
    """

    words: str
    address: str
    until: datetime.datetime | None = None


@dataclass(frozen=True)
class Waits:
    """What of an app waits for staff of some roles; asked for anew on every request."""

    roles: Set[str]
    find: Callable[[HttpRequest], Iterable[Waiting]]


@dataclass(frozen=True)
class DeskPart:
    """A part of the first page of staff, in the order of ``place``: who sees it, a template, and what that is
    given on a request; None where there is nothing to show."""

    template: str
    roles: Set[str]
    context: Callable[[HttpRequest], Mapping[str, Any] | None]
    place: int


@dataclass(frozen=True)
class Tracked:
    """A table whose every change the trail keeps.

    Parameters
    ----------
    kind
        What a row of it is called, in English and to be translated.
    readers
        Who reads its changes beside the auditor.
    private
        Column to the roles that see it: in the trail, and on its pages, in its spreadsheets and histories.
    """

    kind: str
    readers: Set[str]
    private: Mapping[str, Set[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Untracked:
    """A table that the trail leaves out, and why that hides nothing."""

    why: str


@dataclass(frozen=True)
class Personal:
    """A table about a person who signs in or a child of theirs: taken home by them, and forgotten in time.

    Parameters
    ----------
    name
        Under which its rows stand in what a person takes home.
    account
        From a row to the account whose data it is.
    columns
        What a person takes home of a row.
    root
        The table whose rows are forgotten by an app's ``forget``, and these with them.
    history
        For a table that is tracked: SQL that finds the trail's copies of what belongs to the rows of ``root``
        whose ids are given for ``%s``, of what was deleted earlier too.
    shown
        Which rows the person may know of yet.
    """

    name: str
    account: str
    columns: Sequence[str]
    root: type[Model]
    history: str = ""
    shown: Q = field(default_factory=Q)


@dataclass(frozen=True)
class Official:
    """A table that names a person for what they did for the city, or tells of nobody, and why it stays."""

    why: str


@dataclass(frozen=True)
class App:
    """Everything an app of the site adds to it.

    Parameters
    ----------
    prefix
        Where its addresses begin.
    namespace
        Before the names of its routes; empty for the pages that belong to no room.
    front
        Parts of the front page.
    waits
        What of it waits for staff, as their first page lists it.
    desk
        Further parts of that page.
    homes
        Route on which a role arrives who signs in, and how early it is asked for.
    trail, personal
        For each of its models; ``personal`` only where :mod:`~citycompact.web.closed_world` asks for it.
    rows
        Tables of facts whose rows a model keeps.
    children
        Tables of children, whose keys the trail is searched by.
    bare
        Tables of libraries that no model stands for, and why the trail leaves each of them out.
    joined
        Tables of facts that are put together from several models, or not kept at all, and how.
    package
        Its parts of a city's package that are more than the rows of a table.
    setup
        Steps until the first round can open.
    tables
        Tables that get pages for list, filter, edit, spreadsheet and history.
    forget
        For a table whose rows are forgotten in time: deletes what is no longer needed on a day, and says how
        much of what.
    decisions
        Kinds of joint decision, which the house carries from open facts to publication.
    styles
        Its own style sheets, by their addresses among static files, after those of the site.
    jobs
        Modules with its background jobs.
    """

    prefix: str
    namespace: str
    routes: Sequence[Route] = ()
    foreign: Sequence[Foreign] = ()
    links: Sequence[Link] = ()
    front: Sequence[FrontPart] = ()
    waits: Sequence[Waits] = ()
    desk: Sequence[DeskPart] = ()
    homes: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    trail: Mapping[type[Model], Tracked | Untracked] = field(default_factory=dict)
    personal: Mapping[type[Model], Personal | Official] = field(default_factory=dict)
    children: Sequence[type[Model]] = ()
    bare: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Rows] = ()
    joined: Mapping[str, str] = field(default_factory=dict)
    package: Sequence[PackagePart] = ()
    setup: Sequence[SetupStep] = ()
    tables: Sequence[TablePage] = ()
    forget: Mapping[type[Model], Callable[[datetime.datetime], dict[str, int]]] = field(default_factory=dict)
    decisions: Sequence[Kind] = ()
    styles: Sequence[str] = ()
    jobs: Sequence[ModuleType] = ()
    demo_only: bool = False

    def urls(self) -> list[URLPattern | URLResolver]:
        """Its addresses."""
        own = [path(r.address, r.view, dict(r.options), name=r.name) for r in self.routes]
        here = include((own, self.namespace)) if self.namespace else include(own)
        return [*(item.urls for item in self.foreign), path(self.prefix, here)]

    def named(self, route: Route) -> str:
        """The name by which the site knows one of its routes."""
        return f"{self.namespace}:{route.name}" if self.namespace else route.name


@cache
def ours() -> Mapping[AppConfig, App]:
    """Every installed app that is a part of the house, wherever its code lies: it has an ``app.py`` that
    declares an ``APP``. ImproperlyConfigured for one of the package itself that has none.
    """
    found = {}
    for config in installed.get_app_configs():
        module = import_module(f"{config.name}.app") if module_has_submodule(config.module, "app") else None
        said = getattr(module, "APP", None)
        if isinstance(said, App):
            found[config] = said
        elif config.name.startswith("citycompact."):
            raise ImproperlyConfigured(f"{config.name} declares nothing: write its app.py with an APP.")
    return found


@cache
def declared() -> tuple[App, ...]:
    """What every app of the house declares; those of the demo in demo mode only."""
    return tuple(app for app in ours().values() if settings.DEMO or not app.demo_only)


@cache
def permissions() -> Mapping[str, frozenset[str]]:
    """Who may open what: every route of the site. One that does not stand here opens for nobody.

    Which *rows* a role sees is narrowed further in the views.
    """
    found: dict[str, frozenset[str]] = {}
    for app in declared():
        found |= {app.named(route): frozenset(route.roles) for route in app.routes}
        for item in app.foreign:
            found |= {name: frozenset(roles) for name, roles in item.roles.items()}
    return found


@cache
def without_second_factor() -> frozenset[str]:
    """Routes that staff open before they have set up a second factor."""
    own = {app.named(r) for app in declared() for r in app.routes if not r.second_factor}
    return frozenset(own.union(*(f.roles for app in declared() for f in app.foreign if not f.second_factor)))


@cache
def before_city() -> frozenset[str]:
    """Routes that say something before there is a city; libraries' pages of accounts are among them."""
    own = {app.named(r) for app in declared() for r in app.routes if r.before_city}
    return frozenset(own.union(*(f.roles for app in declared() for f in app.foreign)))


@cache
def for_staff() -> frozenset[str]:
    """Routes that are neither everybody's nor each person's own."""
    return frozenset(app.named(r) for app in declared() for r in app.routes if r.for_staff)


@cache
def reading_children() -> frozenset[str]:
    """Routes of staff that show what is held about children."""
    return frozenset(app.named(r) for app in declared() for r in app.routes if r.reads == "children")


@cache
def uploads() -> Mapping[str, int]:
    """Bytes of the largest file that a route takes, for routes whose forms send one."""
    return {app.named(r): r.takes for app in declared() for r in app.routes if r.takes}


@cache
def links() -> tuple[Link, ...]:
    """The links of the header."""
    return tuple(sorted((link for app in declared() for link in app.links), key=lambda link: link.place))


@cache
def styles() -> tuple[str, ...]:
    """The style sheets of every app."""
    return tuple(address for app in declared() for address in app.styles)


@cache
def front() -> tuple[FrontPart, ...]:
    """The parts of the front page."""
    return tuple(sorted((part for app in declared() for part in app.front), key=lambda part: part.place))


@cache
def waits() -> tuple[Waits, ...]:
    """What can wait for staff."""
    return tuple(item for app in declared() for item in app.waits)


@cache
def desk() -> tuple[DeskPart, ...]:
    """The parts of the first page of staff."""
    return tuple(sorted((part for app in declared() for part in app.desk), key=lambda part: part.place))


@cache
def kinds() -> Mapping[str, Kind]:
    """Every kind of joint decision, by its name."""
    return {kind.name: kind for app in declared() for kind in app.decisions}


@cache
def homes() -> tuple[tuple[str, str], ...]:
    """Role and the route on which it arrives; who holds several roles goes by the first."""
    found = sorted((place, role, route) for app in declared() for role, (place, route) in app.homes.items())
    return tuple((role, route) for _, role, route in found)


@cache
def table_pages() -> Mapping[str, TablePage]:
    """Every table that has pages, by the name in its addresses."""
    return {page.name: page for app in declared() for page in app.tables}


@cache
def rows_kept() -> Mapping[type[Model], Rows]:
    """Model to the table of facts whose rows it keeps."""
    return {rows.model: rows for app in declared() for rows in app.rows}


@cache
def package_parts() -> tuple[PackagePart, ...]:
    """Parts of a package, in the order in which they come in."""
    return tuple(sorted((part for app in declared() for part in app.package), key=lambda part: part.place))


@cache
def setup_steps() -> tuple[SetupStep, ...]:
    """Steps of setting the site up, in their order."""
    return tuple(sorted((step for app in declared() for step in app.setup), key=lambda step: step.place))


@cache
def tracked() -> Mapping[type[Model], Tracked]:
    """Every table that the trail covers."""
    every = [item for app in declared() for item in app.trail.items()]
    return {model: said for model, said in every if isinstance(said, Tracked)}


def hidden(model: type[Model], roles: Set[str]) -> frozenset[str]:
    """Columns of a table that these roles do not see."""
    said = tracked().get(model)
    return frozenset(
        name for name, seers in (said.private.items() if said else ()) if roles.isdisjoint(seers)
    )


@cache
def trail_tables() -> Mapping[type[Model], type[Event]]:
    """The table in which the trail keeps the changes of another, for every table that has one.

    A library's table is followed through a proxy of ours; a table that is itself of the trail is its own.
    """
    every = installed.get_models()
    kept = [model for model in every if issubclass(model, Event) and model._meta.managed]
    found = {cast(type[Model], model.pgh_tracked_model)._meta.concrete_model: model for model in kept}
    own = {model: model for model in every if getattr(model, "its_own_trail", False)}
    return cast(Mapping[type[Model], type[Event]], found | own)


@cache
def about_children() -> Mapping[type[Model], Personal]:
    """Every table that tells of a child."""
    roots = {model for app in declared() for model in app.children}
    return {model: said for model, said in personal().items() if said.root in roots}


@cache
def personal() -> Mapping[type[Model], Personal]:
    """Every table with data about a person who signs in or their child."""
    every = [item for app in declared() for item in app.personal.items()]
    return {model: said for model, said in every if isinstance(said, Personal)}
