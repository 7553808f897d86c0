"""Sending a spreadsheet as a person would."""

from __future__ import annotations

import csv
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook


def file_of(ending, rows):
    """Rows as a file of this kind."""
    if ending == "csv":
        target = io.StringIO()
        csv.writer(target).writerows(rows)
        content = target.getvalue().encode()
    else:
        book, out = Workbook(), io.BytesIO()
        for row in rows:
            book.active.append(list(row))
        book.save(out)
        content = out.getvalue()
    return SimpleUploadedFile(f"s.{ending}", content)


def send(client, path, ending, rows):
    """The page that answers to a file of these rows."""
    return client.post(path, {"file": file_of(ending, rows)})
