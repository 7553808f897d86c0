"""Headers, logs, error pages, and Django's own check for deployment."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_headers_allow_no_inline_script_and_no_framing(client):
    response = client.get("/")
    policy = response["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'none'",
    ):
        assert part in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"


def test_no_page_has_inline_script_or_style(signed_in, application):
    for path in (
        "/",
        "/help/",
        "/family/",
        f"/family/application/{application.pk}/choices/",
        "/account/login/",
    ):
        text = signed_in("family").get(path).content.decode()
        # Data for a script is no script.
        assert not re.search(r"<script(?![^>]*(\bsrc=|type=\"application/json\"))", text), path
        assert not re.search(r"\sstyle=|\son\w+=", text), path


def test_the_log_names_the_route_and_nobody(caplog, signed_in, application):
    client = signed_in("family")
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG, logger="citycompact"):
        client.get(f"/family/application/{application.pk}/child/?email=parent@demo.example")
    from citycompact.web.site.observing import JsonLines

    lines = [json.loads(JsonLines().format(record)) for record in caplog.records]
    assert any(line.get("route") == "enrollment:step" for line in lines)
    assert not any(
        "parent@demo" in json.dumps(line) or str(application.pk) in json.dumps(line.get("route", ""))
        for line in lines
    )


def test_an_unhandled_error_shows_and_logs_nothing_of_the_data(caplog, signed_in, monkeypatch):
    from citycompact.web.enrollment.pages import children as views
    from citycompact.web.site.observing import JsonLines

    def broken(*_):
        raise ValueError("Nina Delgado, born 2021")

    monkeypatch.setattr(views, "open_rounds", broken)
    client = signed_in("family")
    client.raise_request_exception = False
    with caplog.at_level(logging.DEBUG):
        response = client.get("/family/")
    assert response.status_code == 500
    assert "Algo salió mal" in response.content.decode()
    written = "\n".join(JsonLines().format(record) for record in caplog.records)
    assert "ValueError" in written
    assert "Delgado" not in written + response.content.decode()


def test_nothing_that_one_sees_signed_in_is_kept_by_a_browser(signed_in, client):
    for who, path in (
        ("family", "/family/my-data/"),
        ("office", "/office/applications/"),
        ("auditor", "/help/"),
    ):
        assert signed_in(who).get(path)["Cache-Control"] == "private, no-store", path
    assert "no-store" not in client.get("/help/").headers.get("Cache-Control", "")


def test_what_is_not_there_or_not_allowed_is_logged_as_no_error(caplog, signed_in):
    with caplog.at_level(logging.WARNING, logger="citycompact"):
        assert signed_in("office").get("/decisions/match/no-such/").status_code == 404
        assert signed_in("family").get("/office/").status_code in (403, 404)
        assert signed_in("office").get("/office/applications/", {"q": "\0"}).status_code == 400
    assert not caplog.records


def test_a_page_that_does_not_exist_says_so_in_both_languages(client):
    assert b"There is no such page" in client.get("/nothing/").content
    client.post("/language/", {"language": "es", "next": "/"})
    assert "No existe esa página" in client.get("/nothing/").content.decode()


def test_forms_need_their_token(application, family):
    client = Client(enforce_csrf_checks=True)
    client.force_login(family)
    assert client.post(f"/family/application/{application.pk}/send/").status_code == 403


def test_guessing_passwords_is_slowed_down(client):
    for _ in range(6):
        response = client.post("/account/login/", {"login": "parent@demo.example", "password": "wrong"})
    assert b"Too many failed login attempts" in response.content or response.status_code == 429


def test_health_says_whether_the_database_answers(client):
    assert client.get("/health/").json() == {"status": "ok"}


def test_metrics_are_for_staff(client, signed_in):
    assert client.get("/metrics/").status_code == 302
    assert b"citycompact_requests_total" in signed_in("office").get("/metrics/").content


def test_djangos_check_for_deployment_is_clean():
    environment = {**os.environ, "CITYCOMPACT_HTTPS": "1", "CITYCOMPACT_HOSTS": "enroll.example.org"}
    done = subprocess.run(
        [sys.executable, "-m", "citycompact", "manage", "check", "--deploy", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout


def test_migrations_are_complete():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "citycompact",
            "manage",
            "makemigrations",
            "--check",
            "--dry-run",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
