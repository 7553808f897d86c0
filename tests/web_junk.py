"""What no field asks for: words, numbers, days and files that somebody sends all the same."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from openpyxl import Workbook

LONG = "x" * 10_000
WORDS = (
    LONG,
    "-1",
    "9999-12-31",
    "9" * 30,
    "\ud800",
    "",
    "\x00",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01",
    "9" * 5_000,
    "-9223372036854775809",
    "1e400",
    "nan",
    "Infinity",
    "-0.5",
    "\u0665\u0660",
    "\u00b2",
    "0",
    "2147483648",
    "main|district",
    "%",
    "'\"<b>{{ x }}",
    "\u202e\u200f\ufeff",
    "\U0010ffff",
    "a\r\nb",
    "../../etc/passwd",
    "{",
    "[1, ",
    "null",
    '{"a": "\\ud800"}',
    json.dumps([[]] * 3),
    "[" * 5_000,
    "2026-W01",
    "on",
)


def turned(choices: Sequence[Any], name: str) -> st.SearchStrategy[Any]:
    """One of some values; Hypothesis tries the first one first, which is another for each name."""
    start = zlib.crc32(name.encode()) % len(choices)
    return st.sampled_from([*choices[start:], *choices[:start]])


def words(name: str) -> st.SearchStrategy[str]:
    """Whatever somebody may type, or send without typing it."""
    return turned(WORDS, name) | st.text(max_size=30) | st.integers().map(str) | st.dates().map(str)


def _zip(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def _workbook(*rows: tuple[object, ...]) -> bytes:
    book, target = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(target)
    return target.getvalue()


def _files() -> dict[str, bytes]:
    book = _workbook(("id", "name"), ("x", 9e99), (LONG, "=1+1"), (-1, None))
    whole = zipfile.ZipFile(io.BytesIO(book))
    parts = {name: whole.read(name) for name in whole.namelist()}
    broken = parts | {"xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"][:200]}
    return {
        "empty.csv": b"",
        "latin.csv": "id,name\n1,Jos\u00e9\n".encode("latin-1"),
        "utf16.csv": "id,name\n1,x\n".encode("utf-16"),
        "nul.csv": b"id,name\n\x00,\x00\n",
        "quote.csv": b'id,name\n"1,x\n',
        "wide.csv": b"id" + b",x" * 5_000 + b"\n1\n",
        "ragged.csv": b"id,name\n1\n1,2,3\n,\n",
        "twice.csv": b"id,id\n1,2\n",
        "long.csv": b"id,name\n" + b"x" * 200_000 + b",1\n",
        "odd.csv": "applicant_id,school_id,on,value\n\U0010ffff,-1,9999-12-31,1e400\n".encode(),
        "book.xlsx": book,
        "broken.xlsx": _zip(broken),
        "half.xlsx": book[: len(book) // 2],
        "no-book.xlsx": _zip({"[Content_Types].xml": b"<"}),
        "bomb.xlsx": _zip(parts | {"xl/worksheets/sheet1.xml": b" " * 60_000_000}),
        "bomb.zip": _zip({"orgs.csv": b"0" * 60_000_000}),
        "export.zip": _zip({"manifest.csv": b"\xff", "users.csv": b"sourcedId\n\x00", "../up.csv": b"x"}),
        "package.zip": _zip({"compact.toml": b"[", "promises.csv": b"\xff\x00"}),
        "cut.zip": b"PK\x03\x04",
        "broken.json": b'{"a": ',
        "deep.json": b"[" * 100_000,
        "lone.json": b'[{"sector": "\\ud800", "section": 9}]',
        "list.json": b"[[1]]",
        "number.json": b"1e999",
        "broken.toml": b"[rulebook\nname = ",
        "odd.toml": b'[rulebook]\nname = "x"\nversion = "1"\ncity = 9999-12-31\nsigning_sectors = "x"\n',
        "deep.toml": b"a = " + b"[" * 5_000,
        "lone.toml": b"a = '\xed\xa0\x80'\n",
        "short.pdf": b"%PDF-",
        "\ud800\u202e" + "n" * 300 + ".png": b"\x89PNG\r\n\x1a\n",
        "noise": bytes(range(256)) * 9,
    }


FILES = _files()


def files(name: str) -> st.SearchStrategy[tuple[str, bytes]]:
    """A file that is not what it is called, or not whole: its name and content."""
    names = st.sampled_from(["a.csv", "a.xlsx", "a.zip", "a.json", "a.toml"])
    return turned(sorted(FILES.items()), name) | st.tuples(names, st.binary(max_size=200))


BODIES = (
    ("application/json", b'{"a": '),
    ("application/json", b"[" * 100_000),
    ("application/json", b'{"a": "\\ud800\\u0000"}'),
    ("application/json", b"\xff\xfe"),
    ("application/x-www-form-urlencoded", b"%ED%A0%80=%ED%A0%80&%00=%00&=&&a=%zz&name=%ff"),
    ("application/x-www-form-urlencoded", b"a=1&" * 2_000),
    ("multipart/form-data", b"x"),
    ("multipart/form-data; boundary=" + "b" * 300, b"--b\r\n"),
    ("multipart/form-data; boundary=b", b'--b\r\nContent-Disposition: form-data; name="file"; filename="'),
    ("multipart/form-data; boundary=b", b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\n?\r\n--b--"),
    ("multipart/form-data; boundary=\u00e9", b"--\xe9\r\n"),
    ("text/plain; charset=\u00e9", b"x"),
    ("application/xml", b"<a>"),
)
"""Kind and content of what is no form."""
