"""The annual report as a PDF."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PRIVATE = "For the steward alone:"
NAMES = ("Imani Brooks", "Ruth Sandoval", "Farah Amiri", "Private person")


def test_the_report_leaks_nothing_either():
    from fpdf import FPDF

    said = []
    original = FPDF.multi_cell

    def listen(self, w, h=None, text="", *arguments, **named):
        said.append(str(text))
        return original(self, w, h, text, *arguments, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FPDF, "multi_cell", listen)
        response = Client().get("/compact/report.pdf")
    assert response.content.startswith(b"%PDF")
    words = "\n".join(said)
    assert "All families use one application" in words
    assert "nothing differed" in words
    assert PRIVATE not in words
    assert not any(name in words for name in NAMES)
