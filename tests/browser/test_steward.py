"""A steward runs a quarter: desk, agenda, meeting, resolution, evidence, status, and the public report."""

from __future__ import annotations

import datetime
import urllib.request

import pytest


@pytest.mark.parametrize(("width", "language"), [(1200, "en"), (360, "es")])
def test_a_quarter_from_agenda_to_public_report(visitor, site, width, language):
    spanish = language == "es"
    steward = visitor("steward", width, language)
    page = steward.page
    steward.go("/")
    assert page.url.endswith("/compact/desk/")
    steward.check()
    assert page.locator(".cc-promises li").first.locator(".cc-flag.is-red").count() == 1

    # The agenda of the next meeting comes from the record.
    day = datetime.date.today() + datetime.timedelta(days=5 if spanish else 4)
    steward.go("/compact/desk/meetings/")
    page.fill("#id_held_on", day.isoformat())
    page.click("form[action$='/new/'] button")
    page.wait_for_selector("form[action$='/resolve/']")
    steward.check()
    words = page.inner_text("main")
    for part in (
        ("Decidido la última vez", "Atascado", "Cargos vacantes")
        if spanish
        else ("Decided last time", "Stuck", "Posts without a holder")
    ):
        assert part in words

    # What is decided is recorded, becomes evidence, and the minutes become final.
    what = f"Pay substitutes for open lessons, {language}"
    page.fill("#id_what", what)
    page.select_option("form[action$='/resolve/'] select[name=promise]", "open_lessons")
    page.click("form[action$='/resolve/'] button")
    page.wait_for_selector(f"li:has-text('{what}')")
    page.fill("#id_minutes", f"The committee found money, {language}.")
    page.check("#id_closed")
    page.click("main form:not([action]) button")
    page.wait_for_selector("#id_minutes", state="detached")
    steward.check()

    # A status without evidence is refused; with a document it is taken.
    steward.go("/compact/promise/open_lessons/status/")
    before = page.input_value("#id_on")
    page.select_option("#id_status", "in_progress")
    page.fill(
        "#id_on",
        (datetime.date.fromisoformat(before) - datetime.timedelta(days=1 if spanish else 0)).isoformat(),
    )
    page.click("main form button")
    page.wait_for_selector(".usa-error-message")
    steward.check()
    title = f"Contract with the substitutes, {language}"
    page.fill("#id_title", title)
    page.fill("#id_source", "https://example.org/contract")
    page.click("main form button")
    page.wait_for_selector(f"a:has-text('{title}')")
    steward.check()

    # The public sees it at once: page, evidence, minutes, report, open data.
    reader = visitor(None, width, "en")
    reader.go("/compact/promise/open_lessons/")
    reader.check()
    assert "In progress" in reader.page.inner_text("main")
    reader.page.click(f"a:has-text('{title}')")
    reader.check()
    reader.go("/compact/minutes/")
    assert what in reader.page.inner_text("main")
    with urllib.request.urlopen(f"{site}/compact/report.pdf") as answer:
        assert answer.read(5) == b"%PDF-"
    with urllib.request.urlopen(f"{site}/compact/progress.json") as answer:
        assert b'"holds": true' in answer.read()


def test_a_family_answers_the_survey_by_keyboard_alone(visitor):
    family = visitor("family", 360)
    family.go("/compact/survey/")
    family.check()
    page = family.page
    page.locator("#id_find_0").focus()
    for _ in range(4):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Thank you.")
    family.check()


def test_a_teacher_signs_up_for_a_training_and_gives_the_place_back(visitor):
    teacher = visitor("school")
    teacher.go("/compact/exchanges/")
    page = teacher.page
    page.locator("button:has-text('Sign up')").first.click()
    page.wait_for_selector("text=You have a place.")
    teacher.check()
    page.locator("button:has-text('Give my place back')").first.click()
    page.wait_for_selector("text=Your place is free again.")


@pytest.mark.parametrize(("width", "language"), [(1200, "en"), (360, "es")])
def test_a_date_changes_with_the_word_of_both_sectors_by_keyboard_alone(visitor, width, language):
    promise = "guide" if language == "en" else "report"
    steward = visitor("steward", width, language)
    steward.go(f"/compact/promise/{promise}/terms/")
    steward.check()
    steward.page.locator(f"a[href$='/terms/promises/{promise}/']").focus()
    steward.page.keyboard.press("Enter")
    steward.page.wait_for_selector("#id_reason")
    steward.check()
    steward.page.fill("#id_due_on", "2031-05-01")
    steward.page.locator("#id_reason").focus()
    why = f"Paper is dear, {language}."
    steward.page.keyboard.type(why)
    steward.page.keyboard.press("Enter")
    steward.page.wait_for_selector(f"text={why}")
    steward.check()
    for who in ("approver-district", "approver-charter"):
        approver = visitor(who, width, language)
        approver.go("/compact/amendments/")
        card = approver.page.locator(f"section:has-text('{why}')")
        card.locator("button[name=approve]").focus()
        approver.page.keyboard.press("Enter")
        approver.page.wait_for_selector(".usa-alert")
        approver.check()
    reader = visitor(None, width, "en")
    reader.go(f"/compact/promise/{promise}/")
    reader.check()
    assert why in reader.page.inner_text("main")
    assert "May 1, 2031" in reader.page.inner_text("main")


def test_a_word_without_an_end_is_broken_on_a_narrow_screen(visitor):
    steward = visitor("steward", 360)
    word = "w" * 400
    steward.go("/tables/promises/row/space/")
    steward.page.fill("#id_pledge", word)
    steward.page.click("form.usa-form button.usa-button")
    steward.go("/compact/promise/space/terms/milestones/new/")
    for field, value in (("number", "9"), ("what", word[:200]), ("reason", word), ("due_on", "2031-01-01")):
        steward.page.fill(f"#id_{field}", value)
    steward.page.click("form.usa-form button.usa-button")
    for path in (
        "amendments/",
        "promise/space/",
        "promise/space/terms/",
        "desk/",
        "",
        "../tables/promises/",
    ):
        steward.go(f"/compact/{path}")
        assert word[:200] in steward.page.inner_text("main")
        steward.check()
