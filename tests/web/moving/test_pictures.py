"""A logo is what it shows and nothing else of its file."""

from __future__ import annotations

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

pytestmark = pytest.mark.django_db
PAGE = "/office/setup/city/"


def picture(size=(600, 200), kind="PNG", **more):
    made = io.BytesIO()
    Image.new("RGB", size, "#12375e").save(made, kind, **more)
    return made.getvalue()


def said(**more):
    return {
        "name": "Port Ellery",
        "time_zone": "America/New_York",
        "languages": ["en", "es"],
        "help_line": "555-0100",
        **more,
    }


def test_a_picture_becomes_a_small_one_without_what_else_its_file_holds():
    from citycompact.web.moving.pictures import png_of

    photo = picture(kind="JPEG", comment=b"taken at 12 Elm Street") + b"<script>alert(1)</script>"
    kept = png_of(photo)
    assert b"Elm Street" not in kept
    assert b"script" not in kept
    assert Image.open(io.BytesIO(kept)).size == (288, 96)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x89PNG\r\n\x1a\n",
        b"x" * 2_000_001,
    ],
)
def test_what_is_no_picture_is_refused_in_words(content):
    from citycompact.web.moving.pictures import png_of

    with pytest.raises(ValidationError, match="at most 2 MB"):
        png_of(content)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked():
    from citycompact.web.moving.pictures import png_of

    with pytest.raises(ValidationError, match="4,000 pixels"):
        png_of(picture((4001, 10)))


def test_the_logo_stands_on_every_page_until_it_is_taken_away(signed_in, client):
    from citycompact.web.city.models import City, Logo

    office = signed_in("office")
    sent = said(picture=SimpleUploadedFile("logo.png", picture()))
    assert office.post(PAGE, sent).status_code == 302
    name = City.objects.get().logo
    assert len(name) == 64
    page = client.get("/").content.decode()
    assert f'src="/logo/{name}.png" alt=""' in page
    answer = client.get(f"/logo/{name}.png")
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    # Saving the city again without a picture keeps it.
    office.post(PAGE, said())
    assert City.objects.get().logo == name
    office.post(PAGE, said(no_logo="on"))
    assert City.objects.get().logo == ""
    assert not Logo.objects.exists()
    assert client.get(f"/logo/{name}.png").status_code == 404
    assert "cc-logo" not in client.get("/").content.decode()


def test_a_file_that_is_none_changes_nothing_and_says_so(signed_in):
    from citycompact.web.city.models import City

    sent = said(name="Another", picture=SimpleUploadedFile("logo.png", b"MZ"))
    page = signed_in("office").post(PAGE, sent).content.decode()
    assert "at most 2 MB" in page
    assert 'value="Another"' in page
    assert City.objects.get().name != "Another"


def test_a_city_of_one_language_offers_no_other_and_answers_in_it(signed_in, client):
    office = signed_in("office")
    office.post(PAGE, said(languages=["en"]))
    page = client.get("/", headers={"Accept-Language": "es"}).content.decode()
    assert 'lang="en"' in page
    assert "Español" not in page
    assert "Sign in" in page
    assert "This field is required." in office.post(PAGE, said(languages=[])).content.decode()
