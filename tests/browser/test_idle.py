"""Who leaves a computer is warned, then signed out, and finds what was typed on signing in again: with keys,
heard by a screen reader, in both languages; and the next at that computer finds nothing."""

import re

import pytest
from playwright.sync_api import expect

MINUTES = "0.25"
"""Limit of the site that is tested: fifteen seconds, and a warning half of that before."""
WORDS = {
    "en": ("Are you still there?", "Stay signed in", "because nothing was done here"),
    "es": ("¿Sigue ahí?", "Seguir con la sesión", "porque no hubo actividad"),
}


@pytest.fixture(scope="module")
def more_environment():
    return {"CITYCOMPACT_IDLE_MINUTES": MINUTES, "CITYCOMPACT_STAFF_IDLE_MINUTES": MINUTES}


def typing(visitor, name: str) -> None:
    visitor.go("/family/profile/")
    visitor.page.fill("#id_name", name)


def kept_by_the_browser(visitor) -> str:
    storage = "JSON.stringify([window.sessionStorage, window.localStorage])"
    return visitor.page.evaluate(storage) + visitor.page.content() + str(visitor.context.cookies())


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_warning_is_heard_and_answered_with_the_keyboard(visitor, language):
    title, stay, _ = WORDS[language]
    family = visitor("family", language=language)
    typing(family, "Typed and not saved")
    box = family.page.get_by_role("alertdialog", name=title)
    expect(box).to_be_visible(timeout=15_000)
    expect(box.get_by_role("button", name=stay)).to_be_focused()
    assert box.get_attribute("aria-describedby")
    family.check("load")
    family.page.keyboard.press("Enter")
    expect(box).to_be_hidden()
    family.page.wait_for_timeout(5_000)
    assert family.page.input_value("#id_name") == "Typed and not saved"
    expect(box).to_be_visible(timeout=15_000)
    family.page.keyboard.press("Escape")
    expect(box).to_be_hidden()
    family.page.click("main form button.usa-button")
    expect(family.page.locator(".usa-alert--success")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_was_typed_comes_back_to_its_account_alone_and_stays_nowhere_in_the_browser(visitor, language):
    family, name = visitor("family", language=language), f"Left behind {language}"
    typing(family, name)
    family.page.wait_for_url("**/account/login/**", timeout=30_000)
    expect(family.page.locator("main")).to_contain_text(WORDS[language][2])
    assert name not in kept_by_the_browser(family)
    family.page.go_back()
    family.page.wait_for_load_state()
    assert name not in kept_by_the_browser(family)
    family.language = "en"
    family.go("/?roles=1")
    family.page.click("button[value=office]")
    family.go("/family/profile/")
    assert name not in kept_by_the_browser(family)
    family.go("/?roles=1")
    family.page.click("button[value=family]")
    family.go("/family/profile/")
    assert family.page.input_value("#id_name") == name
    family.page.reload()
    assert family.page.input_value("#id_name") != name, "it is given back once"


def test_a_computer_that_slept_through_the_warning_loses_nothing(visitor):
    family = visitor("family")
    typing(family, "Typed before the sleep")
    # The page's own clock stands still, as on a closed laptop; then the form is sent.
    family.page.evaluate(
        "window.setTimeout = function () { return 0; }; for (let n = 0; n < 9999; n++) clearTimeout(n);"
    )
    family.page.wait_for_timeout(16_000)
    family.page.click("main form button.usa-button")
    family.page.wait_for_url("**/account/login/**")
    family.go("/?roles=1")
    family.page.click("button[value=family]")
    family.go("/family/profile/")
    assert family.page.input_value("#id_name") == "Typed before the sleep"


def test_another_tab_in_which_somebody_works_keeps_both_signed_in(visitor):
    family = visitor("family")
    typing(family, "In the first tab")
    other = family.context.new_page()
    for _ in range(5):
        other.goto(f"{family.site}/family/")
        other.wait_for_timeout(4_000)
        assert re.search(r"/family/$", other.url)
    assert family.page.input_value("#id_name") == "In the first tab"


def test_a_passkey_opens_staffs_pages_without_a_password(visitor):
    from urllib.parse import urlsplit

    family = visitor()
    # A passkey belongs to a name, and 127.0.0.1 is none.
    family.site = f"http://localhost:{urlsplit(family.site).port}"
    devices = family.context.new_cdp_session(family.page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
    }
    options |= {"isUserVerified": True, "automaticPresenceSimulation": True}
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    family.go("/account/login/")
    family.page.fill("#id_login", "office@demo.example")
    family.page.fill("#id_password", "port-ellery-demo")
    family.page.click("main form button.usa-button >> nth=0")
    family.go("/office/")
    assert "/account/2fa/" in family.page.url or "/account/reauthenticate/" in family.page.url
    family.go("/account/2fa/webauthn/add/")
    family.page.fill("#id_password", "port-ellery-demo")
    family.page.click("main form button.usa-button >> nth=0")
    family.page.fill("#id_name", "A key")
    family.page.check("#id_passwordless")
    family.page.click("#mfa_webauthn_add")
    family.page.wait_for_url("**/account/2fa/recovery-codes/**")
    family.go("/office/")
    assert family.page.url.endswith("/office/")
    family.page.click("#sign-out button")
    family.go("/account/login/")
    family.page.click("#passkey_login")
    family.page.wait_for_url("**/desk/**")
