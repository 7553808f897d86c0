"""Rulebooks on the site: uploaded, read as sentences, signed section by section, in force."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from citycompact.rulebook import sign
from signed_rulebooks import key
from web_draws import signed_version

pytestmark = pytest.mark.django_db


def upload(client, text):
    return client.post("/office/rulebook/upload/", {"file": SimpleUploadedFile("r.toml", text.encode())})


def uploaded(client, text):
    from citycompact.web.rulebooks.models import RulebookVersion

    return RulebookVersion.objects.get(pk=upload(client, text)["Location"].rstrip("/").split("/")[-1])


def made(version, section, *sectors):
    return [sign(version.read(), section, key(f"demo {s}"), s, f"Signer {s}") for s in sectors]


def send(client, version, signatures):
    content = {"format": 2, "signatures": [asdict(item) for item in signatures]}
    file = SimpleUploadedFile("s.json", json.dumps(content).encode())
    path = f"/office/rulebook/{version.pk}/sign/"
    return client.post(path, {"file": file}, follow=True).content.decode()


def kept(version, section):
    from citycompact.web.rulebooks.models import RulebookSignature

    digest = version.read().section_digest(section)
    return sorted(RulebookSignature.objects.filter(section_sha256=digest).values_list("sector", flat=True))


@pytest.fixture
def fewer_choices(round_, signed_in):
    """A version that changes the enrollment section and leaves the compact's as it is."""
    text = round_.rulebook.text.replace("maximum = 12", "maximum = 5")
    return uploaded(signed_in("office"), text.replace('version = "2027-28"', 'version = "2028-29"'))


def test_a_rulebook_is_read_as_sentences_of_every_section_and_compared(signed_in, round_, fewer_choices):
    path = f"/office/rulebook/{fewer_choices.pk}/?against={round_.rulebook_id}"
    page = signed_in("office").get(path).content.decode()
    assert "A family may list up to 5 programs. (Before: A family may list up to 12 programs.)" in page
    assert "When the latest evidence is 91 days old or more" in page
    assert "The two rulebooks say the same." in page
    assert "The charter sector has not signed the section [enrollment]." in page
    # The section that did not change is signed as it was.
    assert "has not signed the section [compact]" not in page
    for section in ("enrollment", "compact"):
        assert fewer_choices.read().section_digest(section) in page


def test_the_page_speaks_spanish(signed_in, fewer_choices):
    client = signed_in("approver-district")
    client.post("/language/", {"language": "es", "next": "/"})
    page = client.get(f"/office/rulebook/{fewer_choices.pk}/?against=x").content.decode()
    assert "Si la prueba más reciente tiene 91 días" in page
    assert "El sector chárter no ha firmado la sección [enrollment]." in page


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("[enrollment.choices]\nmaximum=0\n", "line 5"),
        ("[compact]\nwrong_wy = 1\n", "wrong_wy"),
        ("[busses]\n", "busses"),
        ("[compact]\nwrong_way = 0.12345678901234567\n", "15 significant digits"),
        ('[compact]\nwrong_way = "0.12345678901234567"\n', "line 5, compact.wrong_way"),
        ('[enrollment.groups.a]\nkind = "zone"\nlabels = { en = "a\\u0000" }\n', "U+0000"),
    ],
)
def test_a_broken_rulebook_is_refused_with_its_line(signed_in, section, words):
    text = f'[rulebook]\nname="R"\nversion="1"\n{section}'
    client = signed_in("office")
    upload(client, text)
    assert words in client.get("/office/").content.decode()


@pytest.mark.parametrize("key", ["name", "version", "city"])
@pytest.mark.parametrize("text", ["x" * 300, "a\\u0000b", "a\\u001bb", " "])
def test_a_header_that_could_not_be_kept_is_refused_in_words(signed_in, key, text):
    from citycompact.web.rulebooks.models import RulebookVersion

    lines = {"name": "R", "version": "1", "city": "port-ellery", key: text}
    written = "[rulebook]\n" + "".join(f'{name} = "{value}"\n' for name, value in lines.items())
    client = signed_in("office")
    assert upload(client, written).status_code == 302
    assert (
        f"rulebook.toml, line {2 + list(lines).index(key)}, rulebook.{key}"
        in client.get("/office/").content.decode()
    )
    assert not RulebookVersion.objects.filter(text=written).exists()


def test_the_longest_header_that_is_allowed_is_kept(signed_in):
    header = f'[rulebook]\nname = "{"n" * 200}"\nversion = "{"v" * 80}"\ncity = "{"c" * 64}"\n[compact]\n'
    assert uploaded(signed_in("office"), header).version == "v" * 80


def test_a_signers_name_that_could_not_be_kept_is_refused(signed_in, fewer_choices):
    (good,) = made(fewer_choices, "enrollment", "district")
    for name in ("x" * 201, "a\x00b", ""):
        page = send(signed_in("approver-district"), fewer_choices, [replace(good, name=name)])
        assert "This is not a file of signatures." in page
    assert kept(fewer_choices, "enrollment") == []


def test_a_change_that_no_sentence_says_is_shown_where_rulebooks_are_compared(signed_in, round_):
    client = signed_in("office")
    other = uploaded(client, round_.rulebook.text.replace('city = "port-ellery"', 'city = "oakvale"'))
    page = client.get(f"/office/rulebook/{other.pk}/?against={round_.rulebook_id}").content.decode()
    assert "The two rulebooks say the same." not in page
    assert page.count("rulebook.city: &quot;port-ellery&quot; → &quot;oakvale&quot;") == 3


def test_a_rulebook_with_the_compacts_rules_alone_is_taken(signed_in):
    version = uploaded(signed_in("office"), '[rulebook]\nname="R"\nversion="1"\n[compact]\nwrong_way = 0.1\n')
    page = signed_in("office").get(f"/office/rulebook/{version.pk}/").content.decode()
    assert "10 %" in page
    assert "Add city = &quot;port-ellery&quot; to [rulebook]." in page
    assert "signing_sectors = [&quot;district&quot;, &quot;charter&quot;] to" in page


def test_an_approver_adds_signatures_of_the_own_sector_only(signed_in, fewer_choices):
    both = made(fewer_choices, "enrollment", "district", "charter")
    page = send(signed_in("approver-charter"), fewer_choices, both)
    assert "The signature counts and is kept: [enrollment]." in page
    assert kept(fewer_choices, "enrollment") == ["charter"]
    # Signed once more, it is still one.
    send(signed_in("approver-charter"), fewer_choices, both)
    assert kept(fewer_choices, "enrollment") == ["charter"]
    send(signed_in("approver-district"), fewer_choices, both)
    assert kept(fewer_choices, "enrollment") == ["charter", "district"]
    assert {item.section for item in fewer_choices.signed()} == {"enrollment", "compact", "funding"}


def test_signatures_that_do_not_count_are_refused(signed_in, round_, fewer_choices):
    district = signed_in("approver-district")
    (good,) = made(fewer_choices, "enrollment", "district")
    stranger = sign(fewer_choices.read(), "enrollment", key("nobody"), "district", "N")
    others = made(round_.rulebook, "enrollment", "district")
    for bad in (
        [replace(good, signature=good.signature[::-1])],
        [stranger],
        others,
        [],
        made(fewer_choices, "enrollment", "charter"),
    ):
        assert "no signature for your sector that counts" in send(district, fewer_choices, bad)
    assert kept(fewer_choices, "enrollment") == []
    for content in (b"{", b"[3]", b'{"format": 9}'):
        file = SimpleUploadedFile("s.json", content)
        page = district.post(f"/office/rulebook/{fewer_choices.pk}/sign/", {"file": file}, follow=True)
        assert b"This is not a file of signatures." in page.content


def test_signatures_of_an_earlier_version_are_said_to_be_such_and_never_count(signed_in, closed):
    from citycompact.web.rulebooks.models import RulebookSignature
    from citycompact.web.rulebooks.signing import blockers

    digest = closed.rulebook.read().section_digest("enrollment")
    RulebookSignature.objects.filter(section_sha256=digest).update(
        section="", section_sha256=closed.rulebook.sha256
    )
    assert len(blockers("enrollment", closed.rulebook)) == 2
    page = signed_in("office").get(f"/office/rulebook/{closed.rulebook_id}/").content.decode()
    assert "Signatures of an earlier version" in page
    old = [{"sector": "district", "name": "D", "public_key": "x", "signature": "x"}]
    file = SimpleUploadedFile("s.json", json.dumps(old).encode())
    path = f"/office/rulebook/{closed.rulebook_id}/sign/"
    page = signed_in("approver-district").post(path, {"file": file}, follow=True).content
    assert b"An earlier version signed the whole rulebook." in page


def test_in_force_is_what_both_have_agreed_on_last(signed_in, round_, fewer_choices):
    from citycompact.web.rulebooks.signing import rows_of, section_in_force

    def keep(version, *sectors):
        from citycompact.web.rulebooks.models import RulebookSignature

        for row in rows_of(made(version, "enrollment", *sectors)):
            RulebookSignature.objects.filter(section_sha256=row.section_sha256, sector=row.sector).delete()
            row.save()

    first = round_.rulebook
    assert section_in_force("enrollment").version == first
    keep(fewer_choices, "district")
    assert section_in_force("enrollment").version == first
    keep(fewer_choices, "charter")
    assert section_in_force("enrollment").version == fewer_choices
    # Earlier rules that are uploaded under another name are signed, and do not come back by that.
    again = uploaded(signed_in("office"), first.text.replace("2027-28", "2029-30"))
    assert {item.section for item in again.signed()} == {"enrollment", "compact", "funding"}
    keep(again, "district")
    assert section_in_force("enrollment").version == fewer_choices
    keep(again, "charter")
    assert section_in_force("enrollment").version == again
    assert section_in_force("nothing") is None


def test_the_exported_package_brings_the_signatures(signed_in, closed, tmp_path):
    from citycompact.rulebook import read_signatures
    from citycompact.web.decisions.folders import KeptFolder
    from citycompact.web.decisions.steps import last_freeze

    signed_in("office").post(f"/decisions/match/{closed.pk}/freeze/")
    folder = KeptFolder.unpack(last_freeze(closed.decision).facts, tmp_path / "city")
    found = {(item.section, item.sector) for item in read_signatures(folder / "rulebook.toml")}
    assert found == {(s, p) for s in ("enrollment", "compact", "funding") for p in ("district", "charter")}


def test_rulebooks_are_listed_and_uploaded_on_a_page_of_their_own(signed_in, fewer_choices):
    page = signed_in("office").get("/office/rulebook/").content.decode()
    assert f"/office/rulebook/{fewer_choices.pk}/" in page
    assert 'enctype="multipart/form-data"' in page
    for who in ("approver-district", "auditor"):
        page = signed_in(who).get("/office/rulebook/").content.decode()
        assert f"/office/rulebook/{fewer_choices.pk}/" in page
        assert "multipart" not in page
    assert signed_in("school").get("/office/rulebook/").status_code == 403


def test_a_fault_of_a_rulebook_is_said_in_spanish(signed_in):
    client = signed_in("office")
    client.cookies["django_language"] = "es"
    upload(client, '[rulebook]\nname="R"\nversion="1"\n[enrollment]\nmax_choices="many"\n')
    page = client.get("/office/rulebook/").content.decode()
    assert "rulebook.toml" in page
    assert "line 5" not in page


def test_no_version_drops_a_sector_from_the_rules_without_its_own_signature(signed_in, round_):
    """The office makes every school a district's, and uploads rules that the district alone signs."""
    from citycompact.web.city.models import Operator
    from citycompact.web.enrollment.match import ROUND
    from citycompact.web.rulebooks import signing
    from citycompact.web.rulebooks.models import RulebookSignature

    Operator.objects.update(sector="district")
    alone = signed_version(('signing_sectors = ["district", "charter"]', 'signing_sectors = ["district"]'))
    digest = alone.read().section_digest("enrollment")
    RulebookSignature.objects.filter(section_sha256=digest, sector="charter").delete()
    with translation.override("en"):
        assert signing.blockers("enrollment", alone) == [
            "The charter sector has not signed the section [enrollment]."
        ]
    assert signing.section_in_force("enrollment").version == round_.rulebook
    assert set(signing.approving_sectors(alone)) == {"district", "charter"}
    type(round_).objects.filter(pk=round_.pk).update(rulebook=alone)
    with translation.override("en"):
        said = [item.sentence for item in ROUND.blockers(type(round_).objects.get(pk=round_.pk).decision)]
    assert any("The charter sector has not signed" in sentence for sentence in said)


def test_rules_that_others_took_the_place_of_are_chosen_no_more(signed_in, round_):
    """Whoever may choose among all rules that were ever signed may choose the deadline."""
    earlier = round_.rulebook
    later = signed_version(("closes = 2027-02-12T23:59:00", "closes = 2027-02-20T23:59:00"))
    office = signed_in("office")
    data = {"name": "Main", "rulebook": later.pk}
    assert office.post("/office/round/main/edit/", data).status_code == 302
    page = office.post("/office/round/main/edit/", {**data, "rulebook": earlier.pk})
    assert "Other rules are in force for [enrollment]" in page.content.decode()
    round_.refresh_from_db()
    assert (round_.rulebook, round_.closes_at.day) == (later, 21)
    type(round_).objects.filter(pk=round_.pk).update(rulebook=earlier)
    work = office.get("/decisions/match/main/work/").content.decode()
    assert "Other rules are in force for [enrollment]" in work
