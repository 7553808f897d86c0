"""A school verifies; the office runs the match from freeze to publication with two approvers;
the family reads its result."""

from __future__ import annotations

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
    page.click("form[action$='/clock/'] button")
    office.check()
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


def agreed(visitor, width=1200, language="en"):
    """Both sectors approve what waits for them."""
    for who in ("approver-district", "approver-charter"):
        approver = visitor(who, width, language)
        approver.go("/decisions/match/main/work/")
        approver.check()
        approver.page.locator("button[value=approve]").last.click()
        approver.page.wait_for_selector(".cc-history")


def test_a_correction_is_made_in_the_open_keeps_the_draw_and_tells_whom_it_concerns(visitor):
    """Goes on where the results are published: the office had mistyped a paper list, says the family."""
    family = visitor("family", 360, "es")
    family.go("/family/profile/")
    family.page.select_option("#id_language", "es")
    family.page.click("main form:not([action]) button")
    office = visitor("office")
    page = office.page
    office.go("/decisions/match/main/correct/")
    office.check()
    page.fill("#reason", "A list was entered in the wrong order.")
    page.click("button[name=to][value=open]")
    page.wait_for_selector("text=Proposed step")
    office.check()
    everybody = visitor(None, 360, "es")
    everybody.go("/decisions/match/main/")
    everybody.page.click("button[name=language][value=es]")
    everybody.check()
    assert "A list was entered in the wrong order." in everybody.page.inner_text("main")
    agreed(visitor, 360, "es")
    office.go("/decisions/match/main/work/")
    assert "The draw stays as it was: “04 17 23 38 41 06”" in page.inner_text("main")
    family.go("/family/")
    assert family.page.locator("a[href$='/results/']").count()

    # What was sent is mended, for a reason that the family reads.
    office.go("/office/applications/")
    page.fill("#q", "delgádo")
    page.click("form[role=search] button >> nth=0")
    assert "Delgado" not in page.url
    page.locator("tbody tr:has-text('2027-28'):has-text('submitted') th a").first.click()
    office.check()
    page.click("a[href$='/mend/']")
    office.check()
    listed = page.input_value("#id_choices").splitlines()
    page.fill("#id_choices", "\n".join(listed[1:] or listed))
    page.fill("#id_why", "The first line of the paper was crossed out.")
    page.click("main form:not([action]) button")
    page.wait_for_selector("text=Mended.")
    office.go("/decisions/match/main/correct/")
    assert "the choices" in page.inner_text("main")
    office.go("/decisions/match/main/work/")
    page.click("form[action$='/freeze/'] button")
    page.locator("a[href^='/decisions/run/']").first.click()
    page.wait_for_selector("text=The certificate holds", timeout=60_000)
    office.go("/decisions/match/main/correct/")
    office.check()
    assert page.locator("tbody tr").count() >= 1, "its first choice was its seat"
    assert "on the waitlist of" in page.inner_text("main")
    assert "1 record of an applicant differs." in page.inner_text("main")
    agreed(visitor)
    office.go("/decisions/match/main/work/")
    page.click("form[action$='/publish/'] button")
    page.wait_for_selector("text=Results are published.")
    for language, words in (("en", "This result was corrected"), ("es", "Este resultado fue corregido")):
        everybody = visitor(None, 360)
        everybody.go("/decisions/match/main/")
        if language == "es":
            everybody.page.click("button[name=language][value=es]")
            everybody.language = "es"
        everybody.check()
        assert words in everybody.page.inner_text("main")
    family.go("/demo/outbox/")
    family.page.wait_for_function(
        "() => document.body.innerText.includes('Se corrigió un resultado escolar')", timeout=20_000
    )
    family.go("/family/")
    family.page.locator("a[href$='/results/']").last.click()
    family.check()
    assert "El resultado de su hijo o hija era otro antes:" in family.page.inner_text("main")
