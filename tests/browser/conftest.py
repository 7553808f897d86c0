"""The real site, served to a real browser: its own database, web processes and worker."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest

from site_processes import copied, environment

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    if os.environ.get("SKIP_BROWSER"):
        for item in items:
            if "browser" in item.path.parts:
                item.add_marker(pytest.mark.skip(reason="SKIP_BROWSER is set"))


@pytest.fixture(scope="module")
def more_environment() -> dict[str, str]:
    """Settings of the site that a test file wants otherwise."""
    return {}


@pytest.fixture(scope="module")
def site(loaded, tmp_path_factory, more_environment) -> Iterator[str]:
    """Address of a demo site of this test file's own."""
    if os.environ.get("SKIP_BROWSER"):
        pytest.skip("SKIP_BROWSER is set")
    assert CHROMIUM, "Chromium is missing; see make test"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    var = tmp_path_factory.mktemp("sites") / "site"
    copied(loaded, var)
    server = subprocess.Popen(
        [sys.executable, "-m", "citycompact", "serve", "--demo", "--port", str(port), "--processes", "1"],
        env=environment(var, CITYCOMPACT_DEMO="1", **more_environment),
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(240):
        with contextlib.suppress(OSError):
            if urllib.request.urlopen(f"{address}/health/", timeout=2).status == 200:
                break
        time.sleep(0.25)
    yield address
    server.send_signal(signal.SIGTERM)
    server.wait(timeout=40)
    assert not (var / "postgres" / "postmaster.pid").exists(), "the database went on after the site"


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


class Visitor:
    """One person's browser window, and what is checked on every page."""

    def __init__(self, browser, site: str, width: int = 1200, language: str = "en") -> None:
        self.site = site
        self.language = language
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("console", lambda m: self.faults.append(m.text) if m.type == "error" else None)
        self.page.on("pageerror", lambda e: self.faults.append(str(e)))

    def go(self, path: str) -> None:
        self.page.goto(self.site + path)

    def sign_in(self, who: str) -> None:
        self.go("/?roles=1")
        self.page.click(f"button[value={who}]")
        if self.language == "es":
            self.page.click("button[name=language][value=es]")

    def check(self, after: Literal["load", "networkidle"] = "networkidle") -> None:
        """axe-core finds nothing, nothing is wider than the window, no script failed.

        After a click or a key the page is only as it stays when nothing more is asked for (``networkidle``).
        """
        self.page.wait_for_load_state(after)
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        faults = [f"{v['id']}: {[n['html'][:120] for n in v['nodes'][:3]]}" for v in found["violations"]]
        assert faults == [], (self.page.url, faults)
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, (self.page.url, f"{wide} pixels too wide")
        assert self.page.get_attribute("html", "lang") == self.language
        assert self.faults == [], self.page.url


@pytest.fixture
def visitor(chromium, site):
    made = []

    def make(who: str | None = None, width: int = 1200, language: str = "en") -> Visitor:
        found = Visitor(chromium, site, width, language)
        made.append(found)
        if who:
            found.sign_in(who)
        return found

    yield make
    for item in made:
        item.context.close()
