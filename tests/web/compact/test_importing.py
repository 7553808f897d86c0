"""Other cities and series from files: all or nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

pytestmark = pytest.mark.django_db


def upload(name, text):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def test_open_data_is_a_package_that_another_city_can_import_and_anybody_recompute(signed_in):
    from citycompact.compact import ROOM, ProgressRules, from_files
    from citycompact.record.agreed import Agreed, rulebook_of
    from citycompact.record.in_file import read_file
    from citycompact.record.written import check_written
    from citycompact.rulebook import Signature
    from citycompact.web.compact.models import OtherCity
    from citycompact.web.rulebooks.signing import SigningCity

    content = Client().get("/compact/open-data.zip").content
    assert content == Client().get("/compact/open-data.zip").content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    decision, facts = ROOM.decisions[0], from_files(files)
    written = read_file(files["progress.json"], "progress.json", ROOM, decision)
    said = written.record["sections"]["compact"]
    book = rulebook_of(written.agreed["signed"]["compact"], said, "progress.json")
    signatures = [Signature(**item) for item in written.agreed["signatures"]]
    rules = book.section("compact", ProgressRules)
    # The keys are the city's own, and not those that came with the file.
    agreed = Agreed.of(decision, rules, book, signatures, SigningCity.current())
    assert agreed.missing == ()
    assert check_written(ROOM, decision, facts, agreed, written).holds
    signed = said["signed_by"]
    assert {item["sector"] for item in signed} == {"charter", "district"}
    response = signed_in("steward").post("/compact/cities/import/", {"file": upload("c.zip", content)})
    assert response.status_code == 302
    assert OtherCity.objects.filter(pk=facts.city_id).exists()


def test_a_bad_package_or_csv_imports_nothing_and_says_everything(signed_in):
    from citycompact.web.compact.models import CityItem, Measurement, OtherCity

    before = OtherCity.objects.count(), CityItem.objects.count(), Measurement.objects.count()
    steward = signed_in("steward")
    bad = "area,pledge,side,made_on\nnowhere,P,both,2012-01-01\nfunding,P,none,2012-01-40\n"
    response = steward.post(
        "/compact/cities/import/", {"file": upload("c.csv", bad), "city_id": "x", "name": "X", "state": "S"}
    )
    assert response.status_code == 422
    page = response.content.decode()
    for part in ("nowhere", "none", "2012-01-40"):
        assert part in page
    series = (
        "indicator_id,group,on,value,source\n"
        "expulsions,charter,2027-01-01,3,State\n"
        "shared_seats,,2027-01-01,1,Made up\n"
    )
    response = steward.post("/compact/indicators/import/", {"file": upload("s.csv", series)})
    assert response.status_code == 422
    assert "no imported indicator" in response.content.decode()
    assert (OtherCity.objects.count(), CityItem.objects.count(), Measurement.objects.count()) == before
    for content in (b"\xff\xfe", b"", b"PK\x03\x04 broken"):
        assert steward.post(
            "/compact/cities/import/",
            {"file": upload("c.zip", content), "city_id": "x", "name": "X", "state": "S"},
        ).status_code in (422,)


def test_a_good_series_is_kept_and_replaces_the_same_day(signed_in):
    from citycompact.web.compact.models import Measurement

    steward = signed_in("steward")
    for value in ("2.4", "2.5"):
        text = f"indicator_id,group,on,value,source\nexpulsions,charter,2026-11-01,{value},State\n"
        assert steward.post("/compact/indicators/import/", {"file": upload("s.csv", text)}).status_code == 302
    (measurement,) = Measurement.objects.filter(indicator="expulsions", group="charter", on="2026-11-01")
    assert measurement.value == 2.5


def test_a_real_city_comes_from_a_csv_and_is_found_by_its_words(signed_in):
    text = (
        "area,pledge,side,made_on,status,since,source,barrier,barrier_kind,tried,helped\n"
        "transport,Run ferries for all pupils.,both,2012-01-01,stalled,2014-01-01,Report,No "
        "pier,financial,Asked the port authority,true\n"
    )
    response = signed_in("steward").post(
        "/compact/cities/import/",
        {"file": upload("c.csv", text), "city_id": "Isle", "name": "Isle City", "state": "S"},
    )
    assert response.status_code == 302
    for words in ("ferry", "pier", "authorities"):
        page = Client().get("/compact/cities/", {"words": words}).content.decode()
        assert "Isle City" in page.split("Search what others did")[1], words
    assert "Isle City" in Client().get("/compact/cities/", {"area": "transport"}).content.decode()


def test_what_is_wrong_with_an_upload_is_said_in_spanish_to_who_reads_spanish(signed_in):
    steward = signed_in("steward")
    steward.post("/language/", {"language": "es", "next": "/"})
    series = "indicator_id,group,on,value,source\nexpulsions,charter,soon,3,State\n"
    page = steward.post("/compact/indicators/import/", {"file": upload("s.csv", series)}).content.decode()
    assert "series.csv, fila 2, columna on, valor &#x27;soon&#x27;: no es una fecha" in page
    assert 'lang="en">series' not in page


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (f"expulsions,{'g' * 81},2026-01-01,1,State", "at most 80 characters"),
        (f"expulsions,,2026-01-01,1,{'s' * 201}", "at most 200 characters"),
        ("expulsions,,2026-01-01,1,a\0b", "the character NUL"),
        ("expulsions,,9999-12-31,1,State", "Write a day from 1900-01-01"),
        ("expulsions,,2026-01-01,0.12345678901234567,State", "15 significant digits"),
    ],
)
def test_a_series_that_no_row_can_hold_is_refused_in_words(signed_in, row, says):
    text = f"indicator_id,group,on,value,source\n{row}\n"
    answer = signed_in("steward").post("/compact/indicators/import/", {"file": upload("s.csv", text)})
    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.parametrize("change", [("x" * 121, None), (None, "a city/with a slash")])
def test_a_city_that_cannot_be_kept_is_refused_in_words(signed_in, change):
    from dataclasses import replace

    from citycompact.compact import to_files
    from citycompact.compact.demo import example_cities
    from citycompact.web.city.models import City
    from citycompact.web.compact.models import OtherCity

    name, city_id = change
    city = example_cities(City.today())[0]
    city = replace(city, name=name or city.name, city_id=city_id or city.city_id)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for file, text in to_files(city).items():
            archive.writestr(file, text)
    count = OtherCity.objects.count()
    answer = signed_in("steward").post(
        "/compact/cities/import/", {"file": upload("c.zip", content.getvalue())}
    )
    assert answer.status_code == 422
    assert "cannot be kept" in answer.content.decode()
    assert OtherCity.objects.count() == count


def test_a_city_kept_by_an_earlier_version_and_unreadable_now_is_left_out_and_named(signed_in):
    from citycompact.web.compact.models import OtherCity

    OtherCity.objects.create(city_id="old", name="Old City", state="S", files={"compact.toml": "=="})
    page = Client().get("/compact/cities/").content.decode()
    assert "can no longer be read; import them again: Old City" in page
