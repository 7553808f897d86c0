"""A family from sign-in to receipt: two languages, desktop and a 360-pixel phone, mouse,
drag and keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


def add_child(visitor, name):
    """Add a child by hand; ends on the page after the first."""
    page = visitor.page
    visitor.go("/family/add/")
    page.fill("#id_given_name", name)
    page.fill("#id_family_name", "Delgado")
    page.fill("#id_birth_date", "2021-05-05")
    page.select_option("#id_grade", "K")
    visitor.check()
    page.click("main form:not([action]) button")


@pytest.mark.parametrize("width", [1200, 360])
@pytest.mark.parametrize("language", ["en", "es"])
def test_from_adding_a_child_to_the_receipt(visitor, language, width):
    family = visitor("family", width, language)
    page = family.page
    add_child(family, f"Test{language}{width}")
    for step in ("home", "school", "claims", "facts"):
        assert f"/{step}/" in page.url
        family.check()
        if step == "home":
            page.fill("#id_address", "500 Somewhere")
            page.wait_for_selector("#saved:not(:empty)")
        if step == "facts":
            page.check("label[for=id_low_income]")
        page.click("main form.usa-form button")
    assert "/choices/" in page.url
    for number in (1, 2, 3):
        page.click(".cc-offers li:first-child button")
        page.wait_for_selector(f".cc-list > li:nth-child({number})")
    family.check()
    names = page.locator(".cc-list__name").all_inner_texts()
    page.click(".cc-list > li:nth-child(3) button[value=up]")
    page.wait_for_function(
        "n => document.querySelectorAll('.cc-list__name')[1].innerText === n", arg=names[2]
    )
    page.click("main > form button, #choosing ~ form button")
    assert "/review/" in page.url
    family.check()
    assert [t.split("\n")[0] for t in page.locator("main ol:not(.cc-steps ol) li").all_inner_texts()][
        -3:
    ] != []
    page.click("form[action$='/send/'] button")
    assert "/receipt/" in page.url
    family.check()
    assert re.search(r"\b[0-9a-f]{64}\b", page.inner_text("main"))


def test_a_list_is_ordered_by_dragging(visitor):
    family = visitor("family")
    page = family.page
    add_child(family, "Dragged")
    family.go(page.url.replace("/home/", "/choices/").replace(family.site, ""))
    for number in (1, 2, 3):
        page.click(".cc-offers li:first-child button")
        page.wait_for_selector(f".cc-list > li:nth-child({number})")
    before = page.locator(".cc-list__name").all_inner_texts()
    handles = page.locator(".cc-drag")
    start, end = handles.nth(2).bounding_box(), handles.nth(0).bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] - 8, steps=12)
    with page.expect_response("**/choices/order/"):
        page.mouse.up()
    page.wait_for_function(
        "n => document.querySelectorAll('.cc-list__name')[0].innerText === n", arg=before[2]
    )
    page.reload()
    assert page.locator(".cc-list__name").all_inner_texts() == [before[2], before[0], before[1]]


def press_until(page, selector, key="Tab", most=120):
    """Press a key until the element has the focus."""
    for _ in range(most):
        page.keyboard.press(key)
        if page.evaluate("s => document.activeElement && document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"{selector} is not reached with the keyboard on {page.url}")


def test_the_whole_path_with_the_keyboard_only(visitor):
    family = visitor("family")
    page = family.page
    family.go("/family/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "usa-skipnav"
    press_until(page, "a[href='/family/add/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/add/")
    press_until(page, "#id_given_name")
    page.keyboard.type("Keyboard")
    page.keyboard.press("Tab")
    page.keyboard.type("Delgado")
    page.keyboard.press("Tab")
    page.keyboard.type("05052021")
    press_until(page, "#id_grade")
    page.keyboard.type("Kinder")
    press_until(page, "main form:not([action]) button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/home/")
    press_until(page, "#id_address")
    page.keyboard.type("500 Somewhere")
    for step in ("school", "claims", "facts", "choices"):
        press_until(page, "main form.usa-form button")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/{step}/")
    for number in (1, 2):
        press_until(page, ".cc-offers li button")
        page.keyboard.press("Enter")
        page.wait_for_selector(f".cc-list > li:nth-child({number})")
    names = page.locator(".cc-list__name").all_inner_texts()
    press_until(page, ".cc-list > li:nth-child(2) button[value=up]")
    page.keyboard.press("Enter")
    page.wait_for_function(
        "n => document.querySelectorAll('.cc-list__name')[0].innerText === n", arg=names[1]
    )
    # The focus stays with the choice that was moved.
    page.wait_for_function("() => document.activeElement.closest('.cc-list') !== null", timeout=3000)
    press_until(page, "#choosing ~ form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/review/")
    press_until(page, "form[action$='/send/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/receipt/")


def test_without_javascript_everything_but_the_drag_handle_works(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/?roles=1")
    page.click("button[value=family]")
    page.goto(f"{site}/family/add/")
    page.fill("#id_given_name", "Plain")
    page.fill("#id_family_name", "Delgado")
    page.fill("#id_birth_date", "2021-05-05")
    page.select_option("#id_grade", "K")
    page.click("main form:not([action]) button")
    page.goto(page.url.replace("/home/", "/choices/"))
    for number in (1, 2):
        page.click(".cc-offers li:first-child button")
        expect(page.locator(".cc-list > li")).to_have_count(number)
    first = page.locator(".cc-list__name").first.inner_text()
    page.click(".cc-list > li:first-child button[value=down]")
    expect(page.locator(".cc-list__name").first).not_to_have_text(first)
    page.goto(page.url.replace("/choices/", "/home/"))
    page.fill("#id_address", "500 Somewhere")
    page.click("main form.usa-form button")
    page.goto(re.sub(r"/\w+/$", "/review/", page.url))
    page.click("form[action$='/send/'] button")
    assert "/receipt/" in page.url
    context.close()


def test_what_was_typed_is_there_after_the_connection_dropped(visitor):
    family = visitor("family")
    page = family.page
    add_child(family, "Offline")
    page.fill("#id_address", "12 Saved Street")
    page.wait_for_selector("#saved:not(:empty)")
    family.context.set_offline(True)
    page.fill("#id_address", "34 Typed while away")
    page.wait_for_timeout(1500)
    family.context.set_offline(False)
    page.wait_for_timeout(2500)
    page.reload()
    assert page.input_value("#id_address") == "34 Typed while away"


@pytest.mark.parametrize(("language", "words"), [("en", "This was not saved."), ("es", "Esto no se guardó.")])
def test_what_was_not_saved_is_said_in_words_until_it_is(visitor, language, words):
    family = visitor("family", 360, language)
    page = family.page
    add_child(family, f"Unsaved{language}")
    family.context.set_offline(True)
    page.fill("#id_address", "34 Typed while away")
    expect(page.locator("#not-saved")).to_contain_text(words)
    family.context.set_offline(False)
    expect(page.locator("#saved")).not_to_be_empty()
    expect(page.locator("#not-saved")).to_be_empty()


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_button_of_an_offer_is_read_on_a_phone(visitor, language):
    family = visitor("family", 360, language)
    page = family.page
    add_child(family, f"Phone{language}")
    page.goto(page.url.replace("/home/", "/choices/"))
    sizes = [page.locator(".cc-offers button").nth(n).bounding_box() for n in range(3)]
    assert all(size["height"] < 60 < size["width"] for size in sizes), sizes
