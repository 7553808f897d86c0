"""A year's budgets, by the people who take each step: an objection, its answer, both sectors' word, and
what a principal, a parent and a stranger then read; in both languages."""

from __future__ import annotations

import urllib.request

WORK = "/decisions/budgets/2027-28/work/"


def save(page):
    page.click("main form.usa-form button:not([name])")
    page.wait_for_selector(".usa-alert--success")


def test_from_an_objection_to_published_budgets(visitor, site):
    secretary = visitor("school", 360, "es")
    page = secretary.page
    secretary.go("/money/mine/")
    secretary.check()
    page.click("main a[href='/tables/counts/']")
    secretary.check()
    page.locator("tbody th a:has-text('english_learner, 2027-28')").first.click()
    secretary.check()
    assert page.locator("#id_pupils").count() == 0
    page.fill("#id_objection", "Faltan dos niñas que llegaron en septiembre, ¿dónde están? <b>")
    save(page)

    office = visitor("office")
    page = office.page
    office.go(WORK)
    office.check()
    assert "Objections to counts that nobody has answered" in page.inner_text("main")
    page.locator(".cc-track a, main li a", has_text="Pupils counted for budgets").first.click()
    office.check()
    page.locator("tbody tr:has-text('Faltan dos niñas') th a").first.click()
    office.check()
    before = float(page.input_value("#id_pupils"))
    page.fill("#id_pupils", "-1")
    page.eval_on_selector("#id_pupils", "field => field.form.noValidate = true")
    page.click("main form.usa-form button:not([name])")
    page.wait_for_selector(".usa-alert a[href='#id_pupils']")
    office.check()
    page.fill("#id_pupils", f"{before + 2:g}")
    page.fill("#id_answer", "Added: both are on the roster of 1 October.")
    save(page)

    # Before anybody signs other rules, the office and the sectors see who would gain.
    charter = visitor("approver-charter", 360, "es")
    charter.go("/money/what-if/2027-28/")
    charter.check()
    charter.page.fill("#id_foundation", "13,000 dólares")
    charter.page.click("main form.cc-form button")
    charter.page.wait_for_selector(".usa-error-message")
    charter.check()
    charter.page.fill("#id_foundation", "13000")
    charter.page.click("main form.cc-form button")
    charter.page.wait_for_selector("text=Quién gana y quién pierde")
    charter.check()

    office.go(WORK)
    page.click("form[action$='/freeze/'] button")
    page.locator("a[href^='/decisions/run/']").first.click()
    page.wait_for_selector("text=The certificate holds", timeout=60_000)
    office.check()
    for who in ("approver-district", "approver-charter"):
        approver = visitor(who)
        approver.go(WORK)
        approver.page.click("button[value=approve]")
        approver.page.wait_for_selector("text=Approved")
        approver.check()
    office.go(WORK)
    page.click("form[action$='/publish/'] button")
    page.wait_for_selector(".cc-history li:has-text('published')")

    # The principal reads every line, and what three pupils more would bring.
    page = secretary.page
    secretary.go("/money/mine/")
    page.locator("main a[href*='/2027-28/']").first.click()
    secretary.check()
    assert f"{before + 2:g} alumnos contados como «aprenden inglés»" in page.inner_text("main")
    page.select_option("#id_category", "english_learner")
    page.fill("#id_more", "3")
    page.click("main form.cc-form button")
    page.wait_for_selector("[role=status]")
    secretary.check()
    assert "$" in page.inner_text("[role=status]")

    # Anybody reads one page, in Spanish on a phone, and takes the tables.
    stranger = visitor(None, 360, "es")
    stranger.go("/money/year/2027-28/")
    stranger.page.click("button[name=language][value=es]")
    stranger.check()
    words = stranger.page.inner_text("main")
    assert "Qué recibe cada escuela por alumno" in words
    assert "Faltan dos niñas" not in words
    broken = stranger.page.evaluate("[...document.images].filter(i => !i.complete || !i.naturalWidth).length")
    assert broken == 0
    assert urllib.request.urlopen(f"{site}/decisions/budgets/2027-28/published.zip").status == 200


def test_the_trail_reads_row_by_row_on_a_phone(visitor):
    auditor = visitor("auditor", 360, "es")
    auditor.go("/office/trail/")
    auditor.check()
    cell = auditor.page.locator("tbody tr td").first
    assert cell.bounding_box()["width"] > 200, "a moment is not broken letter by letter"
