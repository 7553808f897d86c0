"""Whatever anybody sends to any page, as anybody: an answer in words, never a failure of the site.

Every route is opened as every role, with addresses as pages link to them and with junk in each of their
parts; every form that a page shows is sent with junk in each of its fields, alone and together. Hypothesis
draws the junk. What is sent is undone again, so that one page does not spoil the next. No mail server is
reached.
"""

from __future__ import annotations

import os
import smtplib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st

import citycompact.web
from web_forms import as_bytes, encoded
from web_junk import BODIES, FILES, WORDS, turned
from web_junk import files as files_from
from web_junk import words as words_from
from web_routes import ALL
from web_walk import ROLES, Seen, Walk, follow_everything, made_up, names_read, parts_of, short, tried

pytestmark = pytest.mark.django_db

TIMES = int(os.environ.get("CITYCOMPACT_FUZZ", "1"))
"""How often Hypothesis draws for each field; more, to look for longer."""
LEFT_OUT: dict[str, str] = {}
"""Routes that are not walked, and why."""


@pytest.fixture(autouse=True)
def _no_mail_server(settings, monkeypatch):
    """Whatever is sent, no request opens a connection to a mail server: a worker does, later."""

    def reached(*_, **__):
        raise AssertionError("a request opens a connection to the mail server")

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    monkeypatch.setattr(smtplib, "SMTP", reached)


@cache
def seen() -> Seen:
    return follow_everything(LEFT_OUT)


@cache
def names() -> list[str]:
    return names_read(Path(next(iter(citycompact.web.__path__))), seen())


def walked() -> list[tuple[str, Any]]:
    return [(name, pattern) for name, pattern in ALL if name not in LEFT_OUT]


@pytest.mark.parametrize("role", ROLES)
def test_every_route_with_junk_in_its_address_and_in_what_is_asked(role):
    walk = Walk(role)
    for name, pattern in walked():
        here, case = seen().first(name, pattern), f"{role} {name}"
        if name not in seen().opened[role]:
            walk.ask("GET", here, "where another may go")
        _addresses(walk, here, case)
        walk.ask("POST", here, "nothing sent")
        _names(walk, here, case)
        tried(
            turned(BODIES, case),
            case,
            TIMES,
            lambda sent, here=here: walk.ask("POST", here, f"{sent[0]} {short(sent[1])}", sent[1], sent[0]),
        )
    walk.done()


def _addresses(walk: Walk, here: str, case: str) -> None:
    for part, with_words in parts_of(here):
        tried(
            words_from(f"{case} {part}"),
            f"{case} {part}",
            TIMES,
            lambda words, part=part, put=with_words: walk.ask("GET", put(words), f"{part}={short(words)}"),
        )


def _names(walk: Walk, here: str, case: str) -> None:
    def sent(words: str) -> None:
        fields, what = encoded(dict.fromkeys(names(), words)), f"every name={short(words)}"
        walk.ask("GET", f"{here}?{fields}", what)
        walk.ask("POST", here, what, fields.encode())

    tried(words_from(case), case, TIMES, sent)


@pytest.mark.parametrize("role", ROLES)
def test_every_form_with_junk_in_its_fields(role):
    walk = Walk(role)
    for (_method, target, *_), form in seen().forms[role].items():
        usual = {name: value for name, value in form.fields.items() if name != "csrfmiddlewaretoken"}
        walk.send(form, usual, "as the page has it")
        junk = {
            name: (files_from if value is None else words_from)(f"{role} {target} {name}")
            for name, value in usual.items()
        }
        for name, drawn in junk.items():

            def alone(value: Any, name: str = name, form=form, usual=usual) -> None:
                walk.send(form, usual | {name: value}, f"{name}={short(value)}")

            tried(drawn, f"{role} {target} {name}", TIMES + 1, alone)
        together = st.fixed_dictionaries(junk)
        tried(together, target, TIMES, lambda sent, form=form: walk.send(form, sent, short(sent)))
    walk.done()


@pytest.mark.parametrize("role", ["office", "steward", "family", "school", "approver-district"])
def test_every_file_that_is_none_wherever_one_is_taken(role):
    """Each of the broken files, at each form of the role that sends a file."""
    walk, found = Walk(role), 0
    for form in seen().forms[role].values():
        for name in [name for name, value in form.fields.items() if value is None]:
            found += 1
            for file in FILES.items():
                walk.send(form, form.fields | {name: file}, f"{name}={short(file)}")
    walk.done()
    assert found or role in ("family", "approver-district")


def test_every_search_form_is_sent():
    """Pages that search, filter or compare; what they are asked, the walk above has sent."""
    asked = {key[1] for forms in seen().forms.values() for key in forms if key[0] == "get"}
    assert asked >= {"compact:cities", "tables:table"}


def test_the_walk_comes_to_the_pages_of_every_role():
    """Else it would prove nothing; pages that no role comes to are of a state that the demo is not in."""
    opened = set().union(*seen().opened.values())
    assert len(opened) > 110, sorted({name for name, _ in ALL} - opened)


def test_a_planted_failure_is_found_and_named(monkeypatch):
    from citycompact.web.site import account_pages

    def fails(*_, **__):
        raise KeyError("planted")

    monkeypatch.setattr(account_pages, "render", fails)
    walk = Walk("family")
    walk.ask("POST", "/family/profile/", "name=''", b"name=")
    with pytest.raises(AssertionError, match=r"POST profile as family, name='': KeyError.*account_pages"):
        walk.done()


HEADERS = (
    "HTTP_ACCEPT_LANGUAGE",
    "HTTP_AUTHORIZATION",
    "HTTP_COOKIE",
    "HTTP_HOST",
    "HTTP_HX_CURRENT_URL",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_ORIGIN",
    "HTTP_RANGE",
    "HTTP_REFERER",
    "HTTP_USER_AGENT",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_PROTO",
    "CONTENT_TYPE",
    "CONTENT_LENGTH",
    "QUERY_STRING",
    "REMOTE_ADDR",
)
COOKIES = ("sessionid", "csrftoken", "messages", "django_language")


def through_the_server_s_door(client, path: bytes, method: str = "GET", **environ: str) -> int:
    """The status of an answer to bytes that a server hands on as they came."""
    given = client._base_environ(PATH_INFO=path.decode("latin-1"), REQUEST_METHOD=method, **environ)
    return client.handler(given).status_code


@pytest.mark.parametrize("path", ["/account/login/", "/api/v1/rounds", "/static/tables/tables.css"])
def test_headers_that_are_none(path):
    client, faults = Walk("visitor").client, []
    methods = ("GET", "POST") if "login" in path else ("GET",)
    for name in HEADERS:
        for words in (
            "",
            "\x00",
            "\xed\xa0\x80",
            "x" * 10_000,
            "-1",
            "9" * 400,
            "a=b; a",
            "[::1",
            "\r\n",
            ";q=x,*",
        ):
            sent = [f"{cookie}={words}" for cookie in COOKIES] if name == "HTTP_COOKIE" else [words]
            for value in sent:
                for method in methods:
                    status = through_the_server_s_door(client, path.encode(), method, **{name: value})
                    if status >= 500:
                        faults.append((name, value[:60], method, status))
    assert not faults


@pytest.mark.parametrize(
    "start", ["", "static/", "family/child/", "tables/", "api/v1/rounds/", "decisions/match/"]
)
def test_paths_that_are_no_text(start):
    client, faults = Walk("office").client, []
    odd = [as_bytes(words) for words in WORDS] + [
        b"\xff\xfe",
        b"%ed%a0%80",
        b"a/../b",
        b"//",
        b"\x7f",
        b"%00",
    ]
    for words in odd:
        for path in (b"/%b%b" % (start.encode(), words), b"/%b%b/" % (start.encode(), words)):
            status = through_the_server_s_door(client, path)
            if status >= 500:
                faults.append((path[:80], status))
    assert not faults


def test_exports_with_a_token_take_junk_too():
    """The API asks for its token first: behind it, junk in the names of rounds and in what is asked."""
    import datetime

    from citycompact.web.api.models import SCOPES, ApiToken
    from citycompact.web.site.models import User

    secret = ApiToken.new_secret()
    ApiToken.objects.create(
        name="t",
        sha256=ApiToken.hash_of(secret),
        made_by=User.objects.get(email="office@demo.example"),
        scopes=[key for key, _words in SCOPES],
        expires_on=datetime.date(9999, 12, 31),
    )
    walk = Walk("visitor")
    for name, pattern in ALL:
        if not name.startswith("api:"):
            continue
        for path in (seen().first(name, pattern), made_up(name, pattern)):
            for junk in WORDS:
                query = encoded(dict.fromkeys(["limit", "offset", "page", "q"], junk))
                walk.ask("GET", f"{path}?{query}", short(junk), Authorization=f"Bearer {secret}")
            for _part, put in parts_of(path):
                for junk in WORDS:
                    walk.ask("GET", put(junk), short(junk), Authorization=f"Bearer {secret}")
    walk.done()
