"""A receipt as a PDF, read back from its bytes."""

import re
import zlib

import pytest
from django.utils import translation

from citycompact.web.outbox.pdf import as_pdf


def pages(made):
    """The text that each page draws."""
    streams = re.findall(rb"/Filter /FlateDecode\b.*?stream\n(.*?)\nendstream", made, re.S)
    return [zlib.decompress(stream).decode("latin-1") for stream in streams]


@pytest.mark.parametrize("language", ["en", "es"])
def test_lines_are_there_and_the_language_is_said(language):
    with translation.override(language):
        made = as_pdf(["Recibo", "Niña Muñoz, 3.º grado"], "Recibo")
    (page,) = pages(made)
    assert "(Recibo) Tj" in page
    assert "(Niña Muñoz, 3.º grado) Tj" in page
    assert f"/Lang ({language})".encode() in made


def test_a_name_in_another_script_does_not_stop_a_receipt():
    (page,) = pages(as_pdf(["Receipt", "李小龙 applied"], "Receipt"))
    assert "??? applied" in page


def test_many_lines_go_on_on_further_pages():
    found = pages(as_pdf([f"line {n}" for n in range(200)], "Long"))
    assert len(found) > 1
    assert "(line 199) Tj" in found[-1]
