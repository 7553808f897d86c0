"""Somebody on their way through the site: what they send, and what fails of it."""

from __future__ import annotations

import re
import traceback
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urldefrag, urljoin, urlsplit

from django.db import connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, resolve
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from citycompact.web.demo.people import PEOPLE
from second_factors import pass_second_factor
from web_forms import BOUNDARY, Form, as_bytes, encoded, multipart, read_page
from web_routes import ALL, address

ROLES = ("visitor", *(person.key for person in PEOPLE))
PLAIN = "application/x-www-form-urlencoded"
_MOST_ADDRESSES = 3
"""Of one route, that a role opens."""
_PART = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>[^)]*\)")


def tried(strategy: st.SearchStrategy[Any], name: str, times: int, act: Callable[[Any], object]) -> None:
    """Act on values that Hypothesis draws: others for each name, and the same every time."""

    @seed(zlib.crc32(name.encode()))
    @settings(
        max_examples=times,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def go(value: Any) -> None:
        act(value)

    go()


def route_of(path: str) -> str:
    """Name of the route to which an address leads; empty for none."""
    try:
        return resolve(urlsplit(path).path).view_name
    except (Resolver404, ValueError):
        return ""


def signed_in_as(role: str) -> Client:
    """A client of its own for a role."""
    from citycompact.web.site.models import User

    client = Client()
    if role != "visitor":
        user = User.objects.get(email=next(p.email for p in PEOPLE if p.key == role))
        client.force_login(user)
        pass_second_factor(client, user)
    return client


def short(value: object) -> str:
    """A value, as a message names it."""
    text = ascii(value)
    return text if len(text) <= 200 else f"{text[:150]}... ({len(text)} characters)"


@dataclass
class Walk:
    """One role's requests, and those at which the site failed: each place of the code once."""

    role: str
    client: Client = field(default_factory=Client)
    faults: dict[str, str] = field(default_factory=dict)
    sent: int = 0

    def __post_init__(self) -> None:
        self.client = signed_in_as(self.role)

    def ask(
        self, method: str, path: str, what: str, body: bytes = b"", kind: str = PLAIN, **headers: str
    ) -> Any:
        """Send a request, undo what it did, and keep a failure; its answer, None where there is none."""
        self.sent += 1
        cookies = self.client.cookies.copy()
        try:
            with transaction.atomic():
                answer = self.client.generic(method, path, body, kind, headers=headers)
                if answer.streaming:
                    b"".join(answer.streaming_content)
                # Else the database would look at references only when all is kept, which never comes here.
                connection.check_constraints()
                transaction.set_rollback(True)
        except Exception as error:
            self._failed(method, path, what, error)
            return None
        finally:
            self.client.cookies = cookies
        if answer.status_code >= 500:
            self._failed(method, path, what, AssertionError(f"answered {answer.status_code}"))
        return answer

    def send(self, form: Form, fields: dict[str, Any], what: str) -> Any:
        """Send a form as a browser does."""
        if form.method == "get":
            return self.ask("GET", f"{form.action}?{encoded(fields)}", what)
        if None not in form.fields.values():
            return self.ask("POST", form.action, what, encoded(fields).encode())
        given_ = {name: value for name, value in fields.items() if value is not None}
        kind = f"multipart/form-data; boundary={BOUNDARY.decode()}"
        return self.ask("POST", form.action, what, multipart(given_), kind)

    def _failed(self, method: str, path: str, what: str, error: Exception) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [frame for frame in frames if "/src/citycompact/" in frame.filename] or frames
        where = f"{ours[-1].filename.rpartition('/citycompact/')[2]}:{ours[-1].lineno}" if ours else ""
        route = route_of(path) or ascii(path[:80])
        said = (
            f"{method} {route} as {self.role}, {what}: {type(error).__name__}: {str(error)[:300]} ({where})"
        )
        self.faults.setdefault(f"{type(error).__name__} {where or route}", said)

    def done(self) -> None:
        """Fail with everything that failed."""
        assert not self.faults, "\n" + "\n".join(self.faults.values())


@dataclass
class Seen:
    """What the pages lead to: addresses of each route, and for each role the routes that open for it, and the
    forms that it is shown."""

    addresses: dict[str, list[str]] = field(default_factory=dict)
    opened: dict[str, set[str]] = field(default_factory=dict)
    forms: dict[str, dict[tuple[str, ...], Form]] = field(default_factory=dict)

    def keep(self, path: str) -> None:
        """Remember an address."""
        there = self.addresses.setdefault(route_of(path), [])
        if path not in there and len(there) < _MOST_ADDRESSES:
            there.append(path)

    def first(self, name: str, pattern: Any) -> str:
        """An address of a route, as a page leads to it where one does."""
        return next(iter(self.addresses.get(name, [])), "") or made_up(name, pattern)


def made_up(name: str, pattern: Any) -> str:
    """An address of a route with keys of nothing; empty for a route that has none."""
    try:
        return address(name, pattern)
    except NoReverseMatch:
        return ""


def follow_everything(left_out: dict[str, str]) -> Seen:
    """Follow every link and form of every page, as every role, to a few addresses of each route."""
    seen = Seen()
    for role in ROLES:
        _follow(Walk(role), seen, left_out)
    return seen


def _follow(walk: Walk, seen: Seen, left_out: dict[str, str]) -> None:
    forms: dict[tuple[str, ...], Form] = seen.forms.setdefault(walk.role, {})
    opened = seen.opened.setdefault(walk.role, set())
    waiting, known, counts = [made_up(name, pattern) for name, pattern in ALL], set(), dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        route = route_of(path)
        if not route or path in known or counts.get(route, 0) >= _MOST_ADDRESSES or route in left_out:
            continue
        known.add(path)
        counts[route] = counts.get(route, 0) + 1
        answer = walk.ask("GET", path, "as a page links to it")
        if answer is None or answer.status_code != 200:
            continue
        opened.add(route)
        seen.keep(path)
        if answer.streaming or "html" not in answer["Content-Type"]:
            continue
        found, links = read_page(answer.content.decode())
        for form in found:
            form.action = urljoin(path, form.action or path).partition("?")[0]
            seen.keep(form.action)
            key = (form.method, route_of(form.action), route if form.method == "get" else "")
            forms.setdefault((*key, *sorted(form.fields)), form)
        waiting += [urldefrag(urljoin(path, link))[0] for link in links if not link.startswith("mailto:")]
    walk.done()


def parts_of(path: str) -> Iterator[tuple[str, Callable[[str], str]]]:
    """Of each part of an address that varies, its name, and what puts other words in its place."""
    match = resolve(urlsplit(path).path)
    for part in match.kwargs:

        def with_words(words: str, part: str = part) -> str:
            def put(found: re.Match[str]) -> str:
                name = found[1] or found[2]
                return quote(as_bytes(words if name == part else str(match.kwargs[name])), safe="")

            return "/" + _PART.sub(put, match.route).replace("^", "").replace("$", "")

        yield part, with_words


def names_read(source: Path, seen: Seen) -> list[str]:
    """Every name under which a page looks for something that is sent, whether a form has it or not."""
    text = "".join(path.read_text(encoding="utf-8") for path in source.rglob("*.py"))
    asked = re.findall(r'request\.(?:GET|POST|FILES)(?:\.get|\.getlist)?[\[(]\s*"(\w+)"', text)
    return sorted(
        {*asked, *(name for forms in seen.forms.values() for form in forms.values() for name in form.fields)}
    )
