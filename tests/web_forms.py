"""The forms of a page, as a browser would send them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode

BOUNDARY = b"x-end-of-part-x"


@dataclass
class Form:
    """Where it goes, and the name and value of each of its fields; a value that is None is a file."""

    action: str
    method: str
    fields: dict[str, str | None] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[str] = []
        self._open: Form | None = None
        self._choice = self._text = ""

    def handle_starttag(self, tag, attributes):
        given = {name: value or "" for name, value in attributes}
        name = given.get("name", "")
        if tag == "a":
            self.links.append(given.get("href", ""))
        elif tag == "form":
            self._open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag == "option":
            if self._choice and ("selected" in given or not self._open.fields.get(self._choice)):
                self._open.fields[self._choice] = given.get("value", "")
        elif name and tag == "select":
            self._choice = name
            self._open.fields[name] = ""
        elif name and tag == "textarea":
            self._text = name
            self._open.fields[name] = ""
        elif name and tag in ("input", "button"):
            kind = given.get("type")
            if kind in ("checkbox", "radio") and "checked" not in given:
                self._open.fields.setdefault(name, given.get("value", "on"))
            else:
                self._open.fields[name] = None if kind == "file" else given.get("value", "")

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._choice = ""
        elif tag == "textarea":
            self._text = ""

    def handle_data(self, data):
        if self._open is not None and self._text:
            self._open.fields[self._text] = (self._open.fields[self._text] or "") + data


def read_page(text: str) -> tuple[list[Form], list[str]]:
    """Forms and links of a page."""
    found = _Forms()
    found.feed(text)
    return found.forms, found.links


def as_bytes(value: str) -> bytes:
    """Text as somebody may send it: a lone surrogate too, which is no UTF-8."""
    return value.encode("utf-8", "surrogatepass")


def encoded(fields: dict[str, str]) -> str:
    """Fields as an address or a plain form carries them."""
    return urlencode({as_bytes(name): as_bytes(value) for name, value in fields.items()})


def multipart(fields: dict[str, str | tuple[str, bytes]]) -> bytes:
    """Fields as a form with files carries them; a file is a name and a content."""
    parts = []
    for name, value in fields.items():
        said = b'Content-Disposition: form-data; name="' + as_bytes(name) + b'"'
        if isinstance(value, tuple):
            said += b'; filename="' + as_bytes(value[0]) + b'"\r\nContent-Type: application/octet-stream'
        content = value[1] if isinstance(value, tuple) else as_bytes(value)
        parts.append(b"--" + BOUNDARY + b"\r\n" + said + b"\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"
