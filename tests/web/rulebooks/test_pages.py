"""The rules of the next round begin with those of the last one, and what changes is shown."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def copied(client, version):
    page = client.get(f"/office/rulebook/{version.pk}/copy/")
    return page.context["form"]["text"].value()


def test_the_last_rounds_rulebook_is_copied_shown_kept_and_shown_to_who_signs(signed_in, round_):
    from citycompact.web.rulebooks.models import RulebookVersion

    office, path = signed_in("office"), f"/office/rulebook/{round_.rulebook_id}/copy/"
    assert f'href="{path}"' in office.get(f"/office/rulebook/{round_.rulebook_id}/").content.decode()
    text = copied(office, round_.rulebook).replace("maximum = 12", "maximum = 5")
    assert 'id = "main-2027"' in text
    count = RulebookVersion.objects.count()
    shown = office.post(path, {"text": text.replace("\n", "\r\n"), "show": "1"}).content.decode()
    assert "A family may list up to 5 programs. (Before: A family may list up to 12 programs.)" in shown
    assert RulebookVersion.objects.count() == count, "nothing is kept before it is said"
    answer = office.post(path, {"text": text.replace("\n", "\r\n"), "keep": "1"})
    made = RulebookVersion.objects.latest("pk")
    assert answer["Location"] == f"/office/rulebook/{made.pk}/"
    assert (made.text, made.version, made.rules().round_ids) == (text, "2028-29", ("main-2027",))
    assert made.signed() != [], "what did not change is signed as it was"
    page = signed_in("approver-district").get(answer["Location"]).content.decode()
    changed, sign = (
        page.index("(Before: A family may list up to 12 programs.)"),
        page.index("Add the signature"),
    )
    assert changed < sign, "who signs has read it, without asking for it"
    office.post(path, {"text": text, "keep": "1"})
    assert RulebookVersion.objects.latest("pk") == made, "kept twice, it is one"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("maximum = 12", "maximum = -1"), "maximum"),
        (("[rulebook]", "[rulebook"), "rulebook.toml"),
        (("closes = 2028", "closes = 2020"), "closes"),
    ],
)
def test_what_is_wrong_with_a_draft_is_said_and_what_was_typed_stays(signed_in, round_, change, words):
    from citycompact.web.rulebooks.models import RulebookVersion

    office, path = signed_in("office"), f"/office/rulebook/{round_.rulebook_id}/copy/"
    before = RulebookVersion.objects.count()
    text = copied(office, round_.rulebook).replace(*change)
    response = office.post(path, {"text": text, "keep": "1"})
    assert response.status_code == 200
    assert words in " ".join(map(str, response.context["form"].errors["text"]))
    assert response.context["form"]["text"].value() == text
    assert RulebookVersion.objects.count() == before


def test_only_the_office_copies(signed_in, round_):
    for who in ("approver-district", "auditor", "school", "family"):
        assert signed_in(who).get(f"/office/rulebook/{round_.rulebook_id}/copy/").status_code in (403, 404), (
            who
        )
