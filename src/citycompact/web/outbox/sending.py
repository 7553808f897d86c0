"""Putting messages into the outbox with the change they tell of, and sending them afterwards."""

from __future__ import annotations

import uuid

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from citycompact.facts import sha256_hex
from citycompact.web.outbox.models import Message
from citycompact.web.outbox.pdf import as_pdf
from citycompact.web.outbox.texting import backend
from citycompact.web.site.models import User


def tell(user: User, key: str, subject: str, body: str, *, pdf_name: str = "", text: str = "") -> None:
    """Write a message to a user, once for each ``key``, in the transaction it belongs to.

    Parameters
    ----------
    pdf_name
        Also attach the body as a PDF of this name.
    text
        A short form that also goes as a text message to users who gave a number.
    """
    made = [_make(f"{key}:email", "email", user, user.email, subject, body, pdf_name)]
    if text and user.phone:
        made.append(_make(f"{key}:text", "text", user, user.phone, "", text, ""))
    numbers = [message.pk for message in made if message is not None]
    # The job is in the same transaction, so there is no message without its job and no job without it.
    for number in numbers:
        send_message.defer(message_id=number)


def write_to(address: str, key: str, subject: str, body: str, language: str) -> None:
    """Write a message to somebody who may have no account yet, in the transaction it belongs to."""
    message = Message.objects.create(
        key=key, recipient=address, subject=subject.strip()[:200], body=body, language=language[:2]
    )
    send_message.defer(message_id=message.pk)


def _make(
    key: str, channel: str, user: User, recipient: str, subject: str, body: str, pdf_name: str
) -> Message | None:
    message, new = Message.objects.get_or_create(
        key=key,
        defaults={
            "channel": channel,
            "user": user,
            "recipient": recipient,
            "language": user.language,
            "subject": subject,
            "body": body,
            "sha256": sha256_hex(body.encode()),
            "pdf_name": pdf_name,
        },
    )
    return message if new else None


def queue_first(recipient: str, subject: str, body: str, language: str) -> None:
    """Write a message for which somebody is waiting (a sign-in code); a worker of its own sends it at once.

    No request waits for a mail server, or tells by how long it takes that an address is known.
    """
    message = Message.objects.create(
        key=f"now:{uuid.uuid4()}",
        recipient=recipient,
        subject=subject.strip()[:200],
        body=body,
        language=language[:2],
    )
    send_message.configure(queue="codes").defer(message_id=message.pk)


def _failed(message_id: int, error: Exception) -> None:
    # The provider's own words may repeat the address, so only the kind of error is kept.
    Message.objects.filter(pk=message_id).exclude(state=Message.State.SENT).update(
        state=Message.State.FAILED, error=type(error).__name__, attempts=F("attempts") + 1
    )


@app.task(name="send_message", queue="messages", retry=RetryStrategy(max_attempts=8, exponential_wait=4))
def send_message(message_id: int) -> None:
    """Send one message, unless it was sent already."""
    try:
        with transaction.atomic():
            # The lock is held while sending, so two workers cannot send it both.
            message = Message.objects.select_for_update().get(pk=message_id)
            if message.state != Message.State.SENT:
                _deliver(message)
    except Exception as error:
        _failed(message_id, error)
        raise


def _deliver(message: Message) -> None:
    if message.channel == "text":
        backend().send(message.recipient, message.body)
    else:
        mail = EmailMessage(message.subject, message.body, to=[message.recipient])
        if message.pdf_name:
            mail.attach(
                message.pdf_name, as_pdf(message.body.splitlines(), message.subject), "application/pdf"
            )
        mail.send()
    message.state, message.error, message.sent_at = Message.State.SENT, "", timezone.now()
    message.attempts += 1
    message.save(update_fields=["attempts", "error", "state", "sent_at"])
