"""Set-up as a person does it, from no city on: what is typed, what is refused, and what a page says then."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.test import Client

from emptied_site import empty_the_site, member

pytestmark = pytest.mark.django_db
SETUP = "/office/setup/"


@pytest.fixture
def office(db):
    empty_the_site()
    _user, client = member("office@x.example", "office")
    return client


def small_package(folder):
    from citycompact.city import write_city
    from citycompact.city.demo import build_demo_city

    write_city(build_demo_city(6, 60), folder / "package")
    return folder / "package"


def text(response):
    return response.content.decode()


def test_before_there_is_a_city_every_page_of_everybody_says_so(office):
    from django.urls import NoReverseMatch, reverse

    from citycompact.web.declarations import declared

    clients = {role: member(f"{role}@x.example", role)[1] for role in ("auditor", "steward")}
    clients |= {"office": office, "family": member("family@x.example", "")[1], "anyone": Client()}
    walked = 0
    for app in declared():
        for route in app.routes:
            given = {"name": "main", "kind": "match", "number": 1, "other": 2, "table": "schools", "key": "S"}
            for names in (
                (),
                *(tuple(given)[:n] for n in range(1, 4)),
                ("kind", "name"),
                ("number",),
                ("table",),
            ):
                try:
                    address = reverse(app.named(route), kwargs={name: given[name] for name in names})
                except NoReverseMatch:
                    continue
                for role, client in clients.items():
                    for answer in (client.get(address), client.post(address, {})):
                        walked += 1
                        assert answer.status_code < 500, (address, role)
                break
    assert walked > 200


def test_the_city_is_named_once_and_then_changed(office):
    from citycompact.web.city.models import City

    page = text(office.get(SETUP))
    assert "There is no city yet" in page
    bad = {"city_id": "Port Ellery!", "name": "", "time_zone": "Mars/Olympus", "help_line": ""}
    page = text(office.post(f"{SETUP}city/", bad))
    for said in ("Use small letters", "This field is required", "There is no such time zone"):
        assert said in page
    assert "Mars/Olympus" in page
    good = {
        "city_id": "port-ellery",
        "name": "Port Ellery",
        "time_zone": "America/Chicago",
        "help_line": "555 0100",
        "languages": ["en", "es"],
    }
    office.post(f"{SETUP}city/", good)
    # Families find the help line on every page.
    assert 'href="tel:5550100"' in text(Client().get("/"))
    office.post(f"{SETUP}city/", {**good, "city_id": "elsewhere", "name": "Port Ellery, Ohio"})
    city = City.objects.get()
    assert (city.pk, city.name, city.time_zone) == ("port-ellery", "Port Ellery, Ohio", "America/Chicago")


def test_a_signer_is_entered_once_for_each_sector_and_with_a_key_of_its_own(office):
    from citycompact.rulebook.demo import demo_key
    from citycompact.rulebook.keys import public_key_of
    from citycompact.web.city.models import City

    City.objects.create(city_id="c", name="C")
    page, key = f"{SETUP}signers/", public_key_of(demo_key("district"))
    assert "no Ed25519 public key" in text(
        office.post(page, {"sector": "district", "name": "A", "public_key": key[:-3]})
    )
    office.post(page, {"sector": "district", "name": "A. Doe", "public_key": f" {key} "})
    office.post(page, {"sector": "district", "name": "Clerk", "public_key": public_key_of(demo_key("clerk"))})
    said = text(office.post(page, {"sector": "charter", "name": "Clerk", "public_key": key}))
    assert "nobody signs for two" in said.replace("&#x27;", "'")
    assert [(s.sector, s.name) for s in City.objects.get().signers_listed] == [("district", "A. Doe")]


def packed(folder, **instead):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for path in folder.iterdir():
            archive.writestr(path.name, instead.get(path.name, path.read_bytes()))
    held.seek(0)
    held.name = "city.zip"
    return held


def test_a_package_is_shown_first_and_kept_only_then(office, tmp_path):
    from citycompact.web.city.models import School

    folder = small_package(tmp_path)
    page = text(office.post(f"{SETUP}package/", {"file": packed(folder)}))
    assert "What would change" in page
    assert not School.objects.exists()
    token = page.split('name="confirm" value="')[1].split('"')[0]
    said = text(office.post(f"{SETUP}package/", {"confirm": token}, follow=True))
    assert "The package is kept." in said
    assert School.objects.exists()
    # The same button again, of a page that was left open.
    said = text(office.post(f"{SETUP}package/", {"confirm": token}, follow=True))
    assert "no longer the last one" in said


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "submitted file is empty"),
        (b"no zip", "neither a folder nor a ZIP file"),
        (b"PK\x05\x06" + b"\0" * 18, "city.toml is missing"),
    ],
)
def test_a_file_that_is_no_package_is_named_and_nothing_is_kept(office, content, said):
    from citycompact.web.city.models import City

    file = io.BytesIO(content)
    file.name = "city.zip"
    page = text(office.post(f"{SETUP}package/", {"file": file}))
    assert said in page or said.split(" ", 1)[1] in page
    assert not City.objects.exists()


def test_every_fault_of_a_package_is_named_at_once_in_the_persons_language(office, tmp_path):
    folder = small_package(tmp_path)
    schools = (folder / "schools.csv").read_text().replace("\n", ",name\n", 1)
    broken = {"schools.csv": schools.encode(), "programs.csv": b"program_id;school_id\nA;B\n"}
    office.cookies["django_language"] = "es"
    page = text(office.post(f"{SETUP}package/", {"file": packed(folder, **broken)}))
    assert "programs.csv" in page
    assert "schools.csv" in page
    assert "No se guardó nada" in page


def test_what_was_taken_out_loads_again_without_a_change(office, tmp_path):
    folder = small_package(tmp_path)
    page = text(office.post(f"{SETUP}package/", {"file": packed(folder)}))
    office.post(f"{SETUP}package/", {"confirm": page.split('name="confirm" value="')[1].split('"')[0]})
    answer = office.get(f"{SETUP}package.zip")
    held = io.BytesIO(b"".join(answer.streaming_content))
    held.name = "city.zip"
    page = text(office.post(f"{SETUP}package/", {"file": held}))
    assert "<details>" not in page
