"""Links in letters are whole: with the site's address in front, as its settings say it."""

from __future__ import annotations

import pytest

from citycompact.web.environment import site_address
from citycompact.web.outbox.addresses import whole_address
from web_letters import relative_links


def test_a_page_is_named_with_the_sites_address(settings):
    settings.SITE_ADDRESS = "https://schools.example"
    assert whole_address("enrollment:children") == "https://schools.example/family/"
    assert whole_address("enrollment:step", 7, "claims").endswith("/family/application/7/claims/")


@pytest.mark.parametrize(
    ("origins", "hosts", "address"),
    [
        (["https://a.example/", "https://b.example"], ["c.example"], "https://a.example"),
        (["https://*.example"], [".example", "c.example"], "http://c.example"),
        ([], ["localhost", "127.0.0.1", "[::1]"], "http://localhost:8000"),
    ],
)
def test_the_sites_address_is_the_first_that_names_one_place(monkeypatch, origins, hosts, address):
    monkeypatch.delenv("CITYCOMPACT_ADDRESS", raising=False)
    monkeypatch.delenv("CITYCOMPACT_HTTPS", raising=False)
    assert site_address(origins, hosts) == address
    monkeypatch.setenv("CITYCOMPACT_ADDRESS", "https://given.example/")
    assert site_address(origins, hosts) == "https://given.example"


def test_a_link_that_is_not_whole_is_found_in_a_letter():
    assert relative_links("Sign in to see them: /family/") == ["/family/"]
    assert relative_links("(/family/application/7/review/), and so on") == ["/family/application/7/review/"]
    assert relative_links("See https://schools.example/family/ on 3/4/2027, and/or call.") == []
