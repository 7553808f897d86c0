"""Nobody's request is read before it is known that there is something to send it to, and how much of it."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from django.test.client import FakePayload

from citycompact.web.declarations import uploads

pytestmark = pytest.mark.django_db
FORM = "multipart/form-data; boundary=x"


class Unread(io.RawIOBase):
    """A body that somebody sends, and that nothing may read."""

    def readinto(self, _buffer):
        raise AssertionError("the body was read")

    def read(self, *_):
        raise AssertionError("the body was read")


def post(client, path, length, body=None, **more):
    """Send a form of which only the length is said, as a server hands it on."""
    environ = client._base_environ(
        PATH_INFO=path,
        REQUEST_METHOD="POST",
        CONTENT_TYPE=FORM,
        CONTENT_LENGTH=length,
        HTTP_COOKIE="; ".join(f"{name}={item.value}" for name, item in client.cookies.items()),
        **{"wsgi.input": body or Unread(), **more},
    )
    answer = client.handler(environ)
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize(
    ("who", "path", "status"),
    [
        ("visitor", "/no-such-page/", 404),
        ("family", "/no-such-page/", 404),
        ("family", "/family/no-such-page/", 404),
        ("visitor", "/office/rosters/", 302),
        ("family", "/office/rosters/", 403),
        ("visitor", "/tables/seats/import/", 302),
    ],
)
def test_nothing_is_read_for_an_address_that_is_none_or_not_for_the_person(signed_in, who, path, status):
    client = Client() if who == "visitor" else signed_in(who)
    assert post(client, path, "20000000")[0] == status


@pytest.mark.parametrize(
    ("who", "path", "length", "most"),
    [
        ("visitor", "/account/login/", "2000001", "2"),
        ("visitor", "/language/", "2" + "0" * 30, "2"),
        ("family", "/family/profile/", "9000000000", "2"),
        ("office", "/office/rosters/", "25100001", "25"),
        ("family", "/family/application/1/claims/1/upload/", "8100001", "8"),
        ("steward", "/compact/cities/import/", "5100001", "5"),
    ],
)
def test_what_is_too_large_is_refused_in_words_before_it_is_read(signed_in, who, path, length, most):
    client = Client() if who == "visitor" else signed_in(who)
    for language, words in (
        ("en", f"At most {most} MB are taken here."),
        ("es", f"Aquí se aceptan como máximo {most} MB."),
    ):
        status, page = post(client, path, length, HTTP_ACCEPT_LANGUAGE=language)
        assert (status, words in page) == (413, True)


def test_what_is_not_too_large_is_read(signed_in):
    body = b'--x\r\nContent-Disposition: form-data; name="language"\r\n\r\nes\r\n--x--\r\n'
    status, _page = post(Client(), "/language/", str(len(body)), FakePayload(body))
    assert status == 302
    with pytest.raises(AssertionError, match="the body was read"):
        Client(raise_request_exception=True).generic(
            "POST", "/language/", b"x", FORM, **{"wsgi.input": Unread(), "CONTENT_LENGTH": "2000000"}
        )


def test_a_body_of_which_nobody_says_the_length_is_refused():
    status, page = post(Client(), "/account/login/", "", HTTP_TRANSFER_ENCODING="chunked")
    assert (status, "We could not read that" in page) == (411, True)


def test_every_form_that_takes_a_large_file_says_so():
    assert {name: takes // 1_000_000 for name, takes in uploads().items()} == {
        "compact:import_city": 5,
        "compact:import_series": 5,
        "enrollment:import": 5,
        "enrollment:records": 5,
        "enrollment:rosters": 25,
        "enrollment:upload": 8,
        "moving:city": 2,
        "moving:package": 50,
        "moving:zones": 10,
        "rulebooks:copy": 1,
        "rulebooks:write": 1,
        "tables:import": 5,
    }
