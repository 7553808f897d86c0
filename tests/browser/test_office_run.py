"""A school verifies; the office runs the match from freeze to publication with two approvers;
the family reads its result."""

from __future__ import annotations

import datetime
import json
from pathlib import Path


def test_from_a_claim_to_published_results(visitor):
    school = visitor("school")
    school.go("/schools/claims/")
    school.check()
    if school.page.locator("tbody th a").count():
        school.page.locator("tbody th a").first.click()
        school.check()
        school.page.click("button[value=approved]")

    office = visitor("office")
    page = office.page
    office.go("/decisions/match/main/work/")
    assert page.locator("form[action$='/freeze/'] button").is_disabled()
    office.go("/office/round/main/edit/")
    past = datetime.datetime.now() - datetime.timedelta(days=2)
    page.fill("#id_closes_at", past.strftime("%Y-%m-%dT%H:%M"))
    page.fill("#why", "the deadline has passed")
    office.check()
    page.click("main form .cc-actions button:first-child")
    page.click("form[action$='/freeze/'] button")
    page.wait_for_selector("a[href$='commitment.json']")
    office.check()
    page.fill("#id_seed", "04 17 23 38 41 06")
    page.fill("#id_source", "six balls, on video")
    page.click("form[action$='/draw/'] button")
    page.wait_for_selector("text=Wait for it: Public drawing of 12 March 2027")
    family = visitor("family")
    family.go("/family/")
    family.check()
    with family.page.expect_download() as sealed:
        family.page.locator("a[href$='/receipt.json']").last.click()
    receipt = json.loads(Path(sealed.value.path()).read_text())
    assert {"record", "salt", "path", "applications_root"} <= receipt.keys()
    page.click("form[action$='/clock/'] button")
    page.wait_for_selector("text=moved: this city is a demonstration")
    office.check()
    page.fill("#id_seed", "4 17 23 38 41 6")
    page.fill("#id_source", "six balls, on video")
    page.click("form[action$='/draw/'] button")
    page.wait_for_selector("text=Write it as the rules say")
    page.fill("#id_seed", "04 17 23 38 41 06")
    page.fill("#id_source", "six balls, on video")
    page.click("form[action$='/draw/'] button")
    page.locator("a[href^='/decisions/run/']").first.click()
    page.wait_for_selector("text=The certificate holds", timeout=60_000)
    office.check()
    page.goto(page.url + "report/")
    assert page.locator("text=The certificate holds.").count() == 1
    office.go("/decisions/match/main/work/")
    assert page.locator("form[action$='/publish/'] button").is_disabled()
    for who in ("approver-district", "approver-charter"):
        approver = visitor(who)
        approver.go("/decisions/match/main/work/")
        approver.check()
        approver.page.click("button[value=approve]")
        approver.page.wait_for_selector("text=Approved")
        approver.check()
    page.reload()
    page.click("form[action$='/publish/'] button")
    page.wait_for_selector("text=Results are published.")

    family = visitor("family", 360, "es")
    family.go("/family/")
    family.page.locator("a[href$='/results/']").last.click()
    family.check()
    assert "Su número de sorteo" in family.page.inner_text("main")
    family.go("/demo/outbox/")
    family.page.wait_for_function(
        (
            "() => document.body.innerText.includes('results are ready') || "
            "document.body.innerText.includes('resultados')"
        ),
        timeout=20_000,
    )


def test_a_correction_is_proposed_in_the_open_and_keeps_the_draw(visitor):
    """Goes on where the results are published."""
    office = visitor("office")
    page = office.page
    office.go("/decisions/match/main/work/")
    page.click("details:has(#reason) summary")
    office.check()
    page.fill("#reason", "Birch gave 24 seats and has 22.")
    page.click("button[name=to][value=open]")
    page.wait_for_selector("text=Proposed step")
    office.check()
    everybody = visitor(None, 360, "es")
    everybody.go("/decisions/match/main/")
    everybody.page.click("button[name=language][value=es]")
    everybody.check()
    assert "Birch gave 24 seats and has 22." in everybody.page.inner_text("main")
    for who in ("approver-district", "approver-charter"):
        approver = visitor(who, 360, "es")
        approver.go("/decisions/match/main/work/")
        approver.check()
        approver.page.click("button[value=approve]")
        approver.page.wait_for_selector(".cc-history")
    office.go("/decisions/match/main/work/")
    assert "The draw stays as it was: “04 17 23 38 41 06”" in page.inner_text("main")
    family = visitor("family", 360, "es")
    family.go("/family/")
    assert family.page.locator("a[href$='/results/']").count()
