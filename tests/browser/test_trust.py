"""What must never rest on a word, played by people in a real browser, in both languages."""

from __future__ import annotations

import re

import pytest

WRONG = "04 17 23 38 06 41"
PAGE = "/decisions/match/main/"
SAID = {
    "unsent": {"en": "You have changes you have not sent.", "es": "Tiene cambios que no ha enviado."},
    "unverified": {"en": "Not verified yet", "es": "no está verificado"},
    "void": {"en": "The draw was declared void.", "es": "El sorteo fue anulado."},
}


def says(visitor, what):
    assert SAID[what][visitor.language] in visitor.page.inner_text("main"), visitor.page.url


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_draft_left_unsent_is_said_and_a_right_that_is_claimed_is_not_had(visitor, language):
    family = visitor("family", 360, language)
    page = family.page
    family.go("/family/")
    page.locator("a[href$='/child/']").first.click()
    number = re.search(r"/application/(\d+)/", page.url)[1]
    school = f"/family/application/{number}/school/"
    family.go(school)
    options = page.locator("#id_current_school option")
    # Another school than the one that is known: a seat there would be guaranteed, were it true.
    chosen = page.locator("#id_current_school").input_value()
    other = next(
        value
        for n in range(options.count())
        if (value := options.nth(n).get_attribute("value")) not in ("", chosen)
    )
    page.select_option("#id_current_school", other)
    page.wait_for_selector("#saved:not(:empty)")
    family.go("/family/")
    family.check()
    says(family, "unsent")
    family.go(f"/family/application/{number}/review/")
    family.check()
    says(family, "unsent")
    text = page.inner_text("main")
    assert SAID["unverified"][language].lower() in text.lower()
    # Back to what was sent: nothing is unsent any more.
    family.go(school)
    page.select_option("#id_current_school", chosen)
    page.wait_for_selector("#saved:not(:empty)")
    family.go("/family/")
    assert SAID["unsent"][language] not in page.inner_text("main")


def test_a_clerk_who_renames_himself_to_the_auditor_changes_nothing_of_what_he_did(visitor):
    office = visitor("office")
    page = office.page
    office.go("/family/profile/")
    page.fill("#id_name", "Henrik Olsen")
    page.click("main form:not([action]) button")
    office.go("/office/round/main/edit/")
    page.fill("#id_name", "Renamed by a clerk")
    page.fill("#why", "zz the auditor did this")
    page.click("main form .cc-actions button")
    page.wait_for_selector("text=Saved.")
    for language in ("en", "es"):
        auditor = visitor("auditor", 1200, language)
        auditor.go("/office/trail/?q=zz+the+auditor")
        auditor.check()
        row = auditor.page.locator("tbody tr:has-text('zz the auditor did this')").first.inner_text()
        assert "office@demo.example" in row
        assert "auditor@demo.example" not in row


def test_a_seed_typed_wrong_is_voided_by_both_sectors_in_public(visitor):
    office = visitor("office")
    page = office.page
    office.go(f"{PAGE}work/")
    page.click("form[action$='/clock/'] button")
    page.click("form[action$='/freeze/'] button")
    page.wait_for_selector("a[href$='commitment.json']")
    page.click("form[action$='/clock/'] button")
    page.fill("#id_seed", WRONG)
    page.fill("#id_source", "six balls, on video")
    page.click("form[action$='/draw/'] button")
    page.locator("a[href^='/decisions/run/']").first.click()
    page.wait_for_selector("text=The certificate holds", timeout=60_000)
    office.go(f"{PAGE}work/")
    page.click("details:has(#draw_void) summary")
    page.fill("#reason", "The last two numbers were typed the wrong way round.")
    page.click("label[for=draw_void]")
    office.check()
    page.click("button[name=to][value=open]")
    page.wait_for_selector("text=Proposed step")
    for who in ("approver-district", "approver-charter"):
        approver = visitor(who, 360, "es")
        approver.go(f"{PAGE}work/")
        approver.check()
        approver.page.locator("button[value=approve]").last.click()
        approver.page.wait_for_selector(".cc-history")
    for language in ("en", "es"):
        everybody = visitor(None, 360)
        everybody.go(PAGE)
        if language == "es":
            everybody.page.click("button[name=language][value=es]")
            everybody.language = "es"
        everybody.check()
        says(everybody, "void")
        assert "The last two numbers were typed the wrong way round." in everybody.page.inner_text("main")
    office.go(f"{PAGE}work/")
    assert "a commitment now would bind nothing" in page.inner_text("main")
