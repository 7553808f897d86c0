"""Cells of a spreadsheet that nobody's text can turn into a formula."""

from __future__ import annotations

import re
from typing import Any

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_QUOTED = re.compile(r"'+[=+\-@\t\r]")


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; :func:`plain` undoes it."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def plain(text: str) -> str:
    """A text as it was before :func:`harmless`."""
    return text[1:] if _QUOTED.match(text) else text
