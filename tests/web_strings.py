"""Every string of the site that is shown to people, read from templates and code."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import citycompact.web

WEB = Path(citycompact.web.__file__).parent


def messages() -> Iterator[Message]:
    """Every translated message of every app."""
    for path in sorted(WEB.glob("*/locale/es/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            yield from (message for message in read_po(file, locale="es") if message.id)


def strings() -> dict[str, list[str]]:
    """Message (singular) to where it stands."""
    from babel.messages.extract import extract_python
    from django.utils.translation.template import templatize

    found: dict[str, list[str]] = {}
    for path in (
        sorted(WEB.rglob("*.html")) + sorted(WEB.rglob("templates/**/*.txt")) + sorted(WEB.rglob("*.py"))
    ):
        if "migrations" in path.parts:
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # The indentation of HTML means nothing to Python.
            source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
        # What a table of the trail is called stands in its declaration.
        words = {"Tracked", "_", "gettext", "gettext_lazy", "ngettext", "gettext_noop", "pgettext"}
        options = {"encoding": "utf-8"}
        for _line, _function, message, _comments in extract_python(
            io.BytesIO(source.encode()), words, (), options
        ):
            texts = (
                [message] if isinstance(message, str) else [m for m in message or () if isinstance(m, str)]
            )
            for text in texts:
                if text:
                    found.setdefault(text, []).append(path.name)
    return found
