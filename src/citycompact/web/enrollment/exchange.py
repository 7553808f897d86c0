"""Seats and claims out to a spreadsheet and back in:
all errors at once, a preview, and then all or nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook

from citycompact.facts import Problem
from citycompact.web.city.models import Program, School
from citycompact.web.enrollment.models import Claim
from citycompact.web.site.models import User

SEATS = ("program_id", "school", "grade", "name", "seats")
CLAIMS = ("claim_id", "applicant_id", "school", "claim", "state", "reason")
MOST_ROWS = 20_000
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class Preview:
    """What an import would change: rows as (what, before, after), and every problem."""

    kind: str
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)


def rows_of(kind: str, schools: QuerySet[School]) -> list[list[Any]]:
    """Header and rows of a table as it is exported."""
    if kind == "seats":
        programs = Program.objects.filter(school__in=schools).select_related("school")
        return [
            list(SEATS),
            *([p.program_id, p.school.name, p.grade, p.name or "", p.seats] for p in programs),
        ]
    claims = Claim.objects.filter(school__in=schools).select_related("school").order_by("pk")
    return [
        list(CLAIMS),
        *([c.pk, c.child_id, c.school.name, c.claim, c.state, c.reason] for c in claims),
    ]


def as_csv(rows: list[list[Any]]) -> bytes:
    """Rows as CSV for a spreadsheet: text that one would take for a formula is quoted."""
    target = io.StringIO()
    csv.writer(target).writerows([[_harmless(cell) for cell in row] for row in rows])
    return b"\xef\xbb\xbf" + target.getvalue().encode()


def as_excel(rows: list[list[Any]]) -> bytes:
    """Rows as an Excel workbook."""
    book = Workbook()
    sheet = book.active
    for row in rows:
        sheet.append([_harmless(cell) for cell in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def preview(kind: str, name: str, content: bytes, schools: QuerySet[School]) -> Preview:
    """Read a file and say what it would change; nothing is changed yet."""
    found = Preview(kind)
    rows = _read(name, content, found)
    if found.problems:
        return found
    header = [str(cell or "").strip() for cell in rows[0]] if rows else []
    needed = ("program_id", "seats") if kind == "seats" else ("claim_id", "state")
    for column in needed:
        if column not in header:
            found.problems.append(
                Problem(
                    name, _("has no column %(column)s.") % {"column": column}, _("Start from the export.")
                )
            )
    if found.problems:
        return found
    records = [dict(zip(header, row, strict=False)) for row in rows[1:]]
    (_seats if kind == "seats" else _claims)(name, records, schools, found)
    return found


@transaction.atomic
def apply(found: Preview, user: User) -> int:
    """Make the changes of a preview without problems; returns how many rows changed."""
    assert not found.problems
    for key, value in found.values.items():
        if found.kind == "seats":
            Program.objects.filter(pk=key).update(seats=value, seats_approved=False)
        else:
            state, reason = value
            Claim.objects.filter(pk=int(key)).update(
                state=state, reason=reason, decided_by=user, decided_at=timezone.now()
            )
    return len(found.values)


def _read(name: str, content: bytes, found: Preview) -> list[list[Any]]:
    try:
        if name.lower().endswith(".xlsx"):
            sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True).active
            rows = [list(row) for row in sheet.iter_rows(values_only=True, max_row=MOST_ROWS + 2)]
        else:
            rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except Exception:
        found.problems.append(
            Problem(name, _("is neither CSV (UTF-8) nor Excel."), _("Save it as .xlsx or as CSV UTF-8."))
        )
        return []
    if len(rows) > MOST_ROWS + 1:
        found.problems.append(Problem(name, _("has too many rows."), _("Split the file.")))
    if not rows:
        found.problems.append(Problem(name, _("is empty."), _("Start from the export.")))
    return rows


def _seats(name: str, records: list[dict[str, Any]], schools: QuerySet[School], found: Preview) -> None:
    programs = {p.program_id: p for p in Program.objects.filter(school__in=schools).select_related("school")}
    for row, record in enumerate(records, start=2):
        key, given = str(record.get("program_id") or "").strip(), str(record.get("seats") or "").strip()
        program = programs.get(key)
        if program is None:
            found.problems.append(
                Problem(
                    name, _("is not a program of your schools."), _("Correct the id."), row, "program_id", key
                )
            )
        elif not given.removesuffix(".0").isdecimal():
            found.problems.append(
                Problem(
                    name, _("is not a whole number."), _("Write a number such as 24."), row, "seats", given
                )
            )
        elif int(float(given)) != program.seats:
            found.values[key] = int(float(given))
            found.changes.append((str(program), str(program.seats), str(int(float(given)))))


def _claims(name: str, records: list[dict[str, Any]], schools: QuerySet[School], found: Preview) -> None:
    claims = {str(c.pk): c for c in Claim.objects.filter(school__in=schools).select_related("school")}
    states = set(Claim.State.values)
    for row, record in enumerate(records, start=2):
        key, state = str(record.get("claim_id") or "").strip(), str(record.get("state") or "").strip().lower()
        reason = str(record.get("reason") or "").strip()
        claim = claims.get(key)
        if claim is None:
            found.problems.append(
                Problem(
                    name, _("is not a claim at your schools."), _("Correct the id."), row, "claim_id", key
                )
            )
        elif state not in states:
            mend = _("Write one of %(states)s.") % {"states": ", ".join(sorted(states))}
            found.problems.append(Problem(name, _("is not a decision."), mend, row, "state", state))
        elif state == Claim.State.REJECTED and not reason:
            found.problems.append(
                Problem(name, _("is rejected without a reason."), _("Write the reason."), row, "reason", "")
            )
        elif (state, reason) != (claim.state, claim.reason):
            found.values[key] = (state, reason)
            found.changes.append((f"{claim.child_id} · {claim.claim} · {claim.school}", claim.state, state))


def _harmless(cell: Any) -> Any:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_DANGEROUS) else cell
