"""A secretary changes seats by hand and by a spreadsheet with two faults, on a phone, in both languages."""

from __future__ import annotations

import csv
import io
import urllib.parse

import pytest


@pytest.mark.parametrize(("width", "language"), [(360, "en"), (360, "es"), (1200, "en")])
def test_seats_are_changed_by_hand_and_by_a_spreadsheet(visitor, site, width, language):
    spanish = language == "es"
    secretary = visitor("school", width, language)
    page = secretary.page
    secretary.go("/schools/")
    assert page.url.endswith("/tables/seats/")
    secretary.check()
    link = page.locator("tbody th a").first
    program = urllib.parse.unquote(link.get_attribute("href").rstrip("/").rsplit("/", 1)[1])
    link.click()
    secretary.check()
    seats = int(page.input_value("#id_seats"))

    # A slip is said at its field, and the summary leads there.
    page.fill("#id_seats", "-3")
    page.eval_on_selector("#id_seats", "field => field.form.noValidate = true")
    page.click("main form.usa-form button:not([name])")
    page.wait_for_selector(".usa-alert a[href='#id_seats']")
    secretary.check()
    page.click(".usa-alert a[href='#id_seats']")
    assert page.evaluate("document.activeElement.id") == "id_seats"
    page.fill("#id_seats", str(seats + 1))
    page.fill("#why", f"A new room, {language} {width}")
    page.click("main form.usa-form button:not([name])")
    page.wait_for_selector(".usa-alert--success")
    secretary.go(f"/tables/seats/row/{program}/history/")
    secretary.check()
    assert f"A new room, {language} {width}" in page.inner_text("main")

    # Two faults in one file: both at their cells, and nothing is changed.
    content = page.request.get(f"{site}/tables/seats/export.csv").body().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    place = rows[0].index("seats")
    rows[1][place], rows[2][0] = ("muchos" if spanish else "many"), "NOT-MINE"
    secretary.go("/tables/seats/import/")
    secretary.check()
    send(page, rows)
    page.wait_for_selector(".usa-alert--error")
    secretary.check()
    words = page.inner_text("main")
    assert ("2 problemas" if spanish else "2 problems") in words
    assert "NOT-MINE" in words
    assert rows[1][place] in words

    # Mended, it shows what will change, and then changes it.
    rows = [rows[0], [program, *rows[1][1:]]]
    rows[1][place] = str(seats + 2)
    send(page, [[row[0], row[place]] for row in rows])
    page.wait_for_selector("button[name=confirm]")
    secretary.check()
    assert str(seats + 2) in page.inner_text("tbody")
    page.click("button[name=confirm]")
    page.wait_for_selector(".usa-alert--success")
    secretary.check()


def send(page, rows):
    target = io.StringIO()
    csv.writer(target).writerows(rows)
    file = {"name": "seats.csv", "mimeType": "text/csv", "buffer": target.getvalue().encode()}
    page.set_input_files("#file", file)
    page.click("form[enctype] button")
