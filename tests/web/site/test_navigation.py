"""The links of the header: each leads the person who sees it to a page that opens."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.django_db


def links(client):
    page = client.get("/help/").content.decode()
    (header,) = re.findall(r'<nav class="[^"]*cc-nav[^"]*".*?</nav>', page, re.S)
    return {
        address: re.sub(r"<.*?>", "", words).strip()
        for address, words in re.findall(r'<a[^>]* href="(.*?)"[^>]*>(.*?)</a>', header, re.S)
    }


@pytest.mark.parametrize(
    "who", ["family", "school", "operator", "office", "approver-district", "steward", "auditor"]
)
def test_each_link_opens_for_who_sees_it(signed_in, who):
    client = signed_in(who)
    found = links(client)
    assert found
    for address, words in found.items():
        assert words
        assert client.get(address, follow=True).status_code == 200, address


def test_staff_see_their_work_and_families_theirs(signed_in):
    family, office = links(signed_in("family")), links(signed_in("office"))
    assert "/family/" in family
    assert "/family/" not in office
    assert not any(address.startswith(("/office/", "/tables/")) for address in family)
    assert any(address.startswith("/office/") for address in office)


def test_the_footer_leads_to_what_it_takes_to_check_a_result(client):
    page = client.get("/help/").content.decode()
    footer = page[page.index("<footer") :]
    assert 'href="/help/#check"' in footer
    section = page[page.index('<h2 id="check">') : page.index("<footer")]
    assert 'href="/decisions/"' in section
    assert client.get("/decisions/").status_code == 200
