"""Pictures of the site's main pages, taken of the demo city with headless Chromium: make pictures."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PICTURES = Path(__file__).resolve().parent / "pictures"
PORT = 8765
SITE = f"http://127.0.0.1:{PORT}"


def window(browser: Browser, who: str, width: int = 1100, height: int = 850, spanish: bool = False):
    """A page, signed in."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(f"{SITE}/?roles=1")
    page.click(f"button[value={who}]")
    if spanish:
        page.click("button[name=language][value=es]")
    return page


def take(page, name: str) -> None:
    """Keep a picture of what the window shows."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")
    print(f"docs/pictures/{name}.png")


def pictures(browser: Browser) -> None:
    """Every picture the documentation shows."""
    family = window(browser, "family")
    take(family, "family-children")
    link = family.locator("a[href*='/child/'][href$='/child/']").first.get_attribute("href")
    family.goto(SITE + link.replace("/child/", "/choices/"))
    take(family, "family-choices")
    phone = window(browser, "family", 360, 740, spanish=True)
    phone.goto(SITE + link.replace("/child/", "/choices/"))
    take(phone, "family-choices-phone-es")
    family.goto(f"{SITE}/family/")
    family.goto(SITE + family.locator("a[href$='/results/']").first.get_attribute("href"))
    take(family, "family-results")
    money = window(browser, "auditor", 1100, 1250)
    money.goto(f"{SITE}/money/year/2026-27/")
    take(money, "money")
    school = window(browser, "school")
    school.goto(f"{SITE}/schools/")
    take(school, "school-seats")
    office = window(browser, "office")
    office.goto(f"{SITE}/decisions/match/last-year/work/")
    take(office, "office-round")
    office.goto(f"{SITE}/tables/programs/")
    take(office, "table")
    office.goto(f"{SITE}/office/trail/")
    take(office, "office-trail")
    office.goto(f"{SITE}/office/applications/duplicates/")
    take(office, "office-duplicates")
    office.goto(f"{SITE}/office/applications/?q=Delgado")
    office.locator("tbody th a").first.click()
    take(office, "office-application")
    everybody = browser.new_context(viewport={"width": 1100, "height": 1250}).new_page()
    everybody.goto(f"{SITE}/decisions/match/last-year/#check")
    take(everybody, "public-round")
    reader = browser.new_context(viewport={"width": 1100, "height": 850}).new_page()
    reader.goto(f"{SITE}/compact/")
    take(reader, "compact")
    reader.goto(f"{SITE}/compact/promise/expulsions/")
    take(reader, "compact-promise")
    steward = window(browser, "steward")
    steward.goto(f"{SITE}/compact/desk/")
    take(steward, "compact-desk")


def main() -> None:
    """Serve the demo, take the pictures, stop."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "CITYCOMPACT_VAR": folder, "CITYCOMPACT_DEMO": "1"}
        command = [sys.executable, "-m", "citycompact"]
        subprocess.run([*command, "load-demo"], env=environment, check=True)
        server = subprocess.Popen(
            [*command, "serve", "--demo", "--port", str(PORT)], env=environment, stdout=subprocess.DEVNULL
        )
        try:
            for _ in range(120):
                try:
                    urllib.request.urlopen(f"{SITE}/health/", timeout=2)
                    break
                except OSError:
                    time.sleep(0.5)
            chromium = (
                shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
            )
            with sync_playwright() as playwright:
                pictures(
                    playwright.chromium.launch(
                        executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
                    )
                )
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(timeout=40)


if __name__ == "__main__":
    main()
