"""Plain lines as a PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import get_language
from fpdf import FPDF


def as_pdf(lines: list[str], title: str) -> bytes:
    """Plain lines as a PDF, which says that it is in the language of this moment."""
    pdf = FPDF(format="letter")
    pdf.set_title(title)
    pdf.set_lang(get_language() or "en")
    pdf.add_page()
    for number, line in enumerate(lines):
        pdf.set_font("Helvetica", style="B" if number == 0 else "", size=16 if number == 0 else 11)
        # The built-in fonts know Western European letters; anything else would stop the receipt.
        pdf.multi_cell(
            0,
            8 if number == 0 else 6,
            line.encode("latin-1", "replace").decode("latin-1"),
            new_x="LMARGIN",
            new_y="NEXT",
        )
    return bytes(pdf.output())


def pdf_response(lines: list[str], name: str) -> HttpResponse:
    """Lines, the first of which is their title, as a PDF to be taken under a name."""
    response = HttpResponse(as_pdf(lines, lines[0]), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
