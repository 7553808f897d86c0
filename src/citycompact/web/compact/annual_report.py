"""The annual report as a PDF: what was promised, what was kept, and on what evidence."""

from __future__ import annotations

from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.fonts import FontFace

from citycompact.compact import AREAS, SIDES
from citycompact.reports.latin import in_latin
from citycompact.web.compact.progress_record import published
from citycompact.web.compact.progress_today import ProgressToday
from citycompact.words import say_date

_COLOURS = {
    "kept": (46, 133, 64),
    "under_way": (44, 109, 164),
    "stalled": (192, 86, 0),
    "dropped": (86, 92, 101),
}


class _Report(FPDF):
    """Letter pages with page numbers."""

    def footer(self) -> None:
        self.set_y(-15)
        self.set_font("Helvetica", size=9)
        self.cell(0, 8, f"{self.page_no()}", align="C")

    def words(self, text: str, size: int = 11, style: str = "", gap: float = 5.5) -> None:
        """A paragraph."""
        self.set_font("Helvetica", style, size)
        self.multi_cell(0, gap, in_latin(text), align="L", new_x="LMARGIN", new_y="NEXT")


def annual_report(state: ProgressToday) -> bytes:
    """Everything public about every promise on the day of the progress."""
    pdf = _Report(format="letter")
    pdf.set_title(_("Annual report of the compact"))
    pdf.set_lang(state.language)
    pdf.set_margin(20)
    pdf.set_auto_page_break(True, 20)
    pdf.add_page()
    pdf.words(_("Annual report of the compact"), 20, "B", 10)
    pdf.words(f"{state.facts.name}, {say_date(state.progress.as_of, state.language)}", 12)
    pdf.ln(3)
    total = len(state.promises)
    counts = state.outcomes(state.tally.all)
    pdf.words(
        _(
            "%(total)s promises were made. %(kept)s are kept, %(under_way)s are under way, %(stalled)s "
            "have stalled, %(dropped)s were dropped."
        )
        % {"total": total, **{str(c["key"]): c["count"] for c in counts}}
    )
    pdf.ln(2)
    _bar(pdf, counts)
    _table(pdf, state, _("By area"), [(AREAS[a][state.language], c) for a, c in state.tally.by_area.items()])
    _table(pdf, state, _("By side"), [(SIDES[s][state.language], c) for s, c in state.tally.by_side.items()])
    pdf.add_page()
    area = ""
    for promise in state.promises:
        # A promise stays on one page with its reasons and, where one begins, its area.
        if pdf.will_page_break(30 + 6 * len(promise.reasons)):
            pdf.add_page()
        if promise.area != area:
            area = promise.area
            pdf.ln(2)
            pdf.words(area, 14, "B", 8)
        pdf.words(promise.pledge, 11, "B")
        pdf.words(promise.says, 10)
        for reason in promise.reasons:
            pdf.words(f"- {reason}", 10)
        pdf.ln(2)
    record = published(state).record
    pdf.words(_("How this can be checked"), 14, "B", 8)
    pdf.words(
        _("Every status here was recomputed from its evidence by separate code, and nothing differed.")
        if record["certificate"]["holds"]
        else _("The check of these statuses found differences; do not rely on this report."),
        10,
    )
    for name, digest in record["result_sha256"].items():
        pdf.words(f"SHA-256 {digest} {name}", 8)
    return bytes(pdf.output())


def _bar(pdf: FPDF, counts: list[dict[str, object]]) -> None:
    """The counts as one bar, each part with its number."""
    width, left, top = pdf.epw, pdf.l_margin, pdf.get_y()
    whole = sum(int(str(c["count"])) for c in counts) or 1
    pdf.set_font("Helvetica", "B", 10)
    pdf.set_text_color(255, 255, 255)
    for part in counts:
        size = width * int(str(part["count"])) / whole
        if size:
            pdf.set_fill_color(*_COLOURS[str(part["key"])])
            pdf.set_xy(left, top)
            pdf.cell(size, 9, str(part["count"]), align="C", fill=True)
            left += size
    pdf.set_text_color(0, 0, 0)
    pdf.set_fill_color(255, 255, 255)
    pdf.set_xy(pdf.l_margin, top + 12)


def _table(pdf: _Report, state: ProgressToday, title: str, rows: list[tuple[str, dict[str, int]]]) -> None:
    pdf.ln(2)
    pdf.words(title, 14, "B", 8)
    pdf.set_font("Helvetica", size=10)
    heads = [in_latin(str(o["name"])) for o in state.outcomes(state.tally.all)]
    with pdf.table(
        col_widths=(38, 15, 15, 15, 17),
        text_align=("LEFT", *["RIGHT"] * 4),
        headings_style=FontFace(emphasis="BOLD"),
        borders_layout="HORIZONTAL_LINES",
        line_height=6,
    ) as table:
        table.row(["", *heads])
        for name, counts in rows:
            table.row([in_latin(name), *(str(n) for n in counts.values())])
