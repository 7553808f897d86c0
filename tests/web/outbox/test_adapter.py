"""Codes to sign in go through the outbox."""

from __future__ import annotations

import pytest
from django.core import mail

pytestmark = pytest.mark.django_db


def test_signing_in_by_code_goes_through_the_outbox(client):
    from procrastinate.contrib.django.models import ProcrastinateJob

    from citycompact.web.outbox.models import Message
    from citycompact.web.outbox.sending import send_message

    client.post("/account/login/code/", {"email": "parent@demo.example"})
    message = Message.objects.get(key__startswith="now:", recipient="parent@demo.example")
    job = ProcrastinateJob.objects.get(queue_name="codes")
    assert (message.state, job.args, mail.outbox) == ("waiting", {"message_id": message.pk}, [])
    send_message(**job.args)
    message.refresh_from_db()
    assert (message.state, len(mail.outbox)) == ("sent", 1)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("login/code/", {"email": "parent@demo.example"}),
        ("login/code/", {"email": "nobody@demo.example"}),
        ("signup/", {"email": "new@demo.example", "password1": "a long enough Word 7"}),
        ("signup/", {"email": "parent@demo.example", "password1": "a long enough Word 7"}),
        ("password/reset/", {"email": "parent@demo.example"}),
    ],
)
def test_no_request_waits_for_a_mail_server(client, monkeypatch, settings, path, said):
    import smtplib

    def reached(*_, **__):
        raise AssertionError("a request opens a connection to the mail server")

    monkeypatch.setattr(smtplib, "SMTP", reached)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert client.post(f"/account/{path}", said).status_code == 302


def test_a_code_for_an_unknown_address_tells_nobody_whether_it_is_known(client):
    known = client.post("/account/login/code/", {"email": "parent@demo.example"})
    unknown = client.post("/account/login/code/", {"email": "nobody@demo.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize(
    ("language", "words", "never"),
    [("en", "School enrollment, {city}", "!"), ("es", "Inscripción escolar, {city}", "Tu ")],
)
def test_a_mail_about_an_account_says_whose_it_is_and_for_which_address(language, words, never):
    from django.test import Client

    from citycompact.web.city.models import City
    from citycompact.web.outbox.models import Message

    city, new, known = City.objects.get().name, "new@demo.example", "parent@demo.example"
    for path, said in (
        ("signup/", {"email": new, "password1": "a long enough Word 7"}),
        ("signup/", {"email": known, "password1": "a long enough Word 7"}),
        ("login/code/", {"email": known}),
        ("login/code/", {"email": "nobody@demo.example"}),
        ("password/reset/", {"email": known}),
    ):
        Client(headers={"Accept-Language": language}).post(f"/account/{path}", said)
    written = list(Message.objects.filter(key__startswith="now:").order_by("pk"))
    assert len(written) == 5, [message.subject for message in written]
    for message in written:
        assert message.subject.startswith(f"[{city}] ")
        assert words.format(city=city) in message.body
        assert "http://localhost:8000" in message.body
        assert never not in message.body, message.body
    assert new in written[0].body


def wrong(forwarded, address="10.0.0.1", email="parent@demo.example"):
    """Whether a wrong password is still looked at, for somebody behind the city's proxy."""
    from django.test import Client

    answer = Client(REMOTE_ADDR=address).post(
        "/account/login/",
        {"login": email, "password": "wrong"},
        headers={"X-Forwarded-For": forwarded},
    )
    return answer.status_code != 429 and b"Too many failed" not in answer.content


def test_one_person_behind_the_proxy_shuts_nobody_else_out(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    while wrong("203.0.113.7"):
        pass
    assert wrong("203.0.113.8"), "the same account, from its own family's address"
    for number in range(30):
        wrong("203.0.113.7", email=f"p{number}@demo.example")
    assert wrong("203.0.113.8", email="office@demo.example")


def test_who_writes_another_address_in_front_is_counted_all_the_same(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert not all(wrong(f"198.51.100.{number}, 203.0.113.7") for number in range(8))
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    assert not all(wrong(f"198.51.100.{number}", address="10.0.0.9") for number in range(8))


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [
        (0, "198.51.100.1", "10.0.0.1"),
        (1, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (2, "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        (2, "203.0.113.7", "203.0.113.7"),
        (1, "203.0.113.7:4711", "203.0.113.7"),
        (1, "[2001:db8::1]:4711", "2001:db8::1"),
        (1, "", "10.0.0.1"),
        (1, "unknown", "10.0.0.1"),
        (1, "\x00, \x7f", "10.0.0.1"),
    ],
)
def test_whose_address_counts(rf, settings, proxies, said, address):
    from citycompact.web.outbox.adapter import AccountAdapter

    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": said})
    assert AccountAdapter().get_client_ip(request) == address
