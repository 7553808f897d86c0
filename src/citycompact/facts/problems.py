"""What is wrong with the facts: one problem per place, each with its mend."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    """One thing wrong in one place.

    Parameters
    ----------
    file
        File name inside the package or rulebook.
    message
        What is wrong, as a sentence.
    mend
        What to do about it, as a sentence.
    row
        Row as a spreadsheet counts it: the header is row 1. For TOML files, the line.
    column, value
        Where in the row, and what stands there.
    """

    file: str
    message: str
    mend: str
    row: int | None = None
    column: str | None = None
    value: str | None = None

    @property
    def in_toml(self) -> bool:
        """Whether it stands in a text that has lines and keys, and not rows and columns."""
        return self.file.endswith(".toml")

    def __str__(self) -> str:
        where = self.file
        if self.row is not None:
            where += f", {'line' if self.in_toml else 'row'} {self.row}"
        if self.column is not None:
            where += f", {self.column}" if self.in_toml else f", column {self.column}"
        if self.value is not None:
            where += f", value {self.value!r}"
        return f"{where}: {self.message} {self.mend}"


def with_article(name: str) -> str:
    """A column's or a row's name as English says it: a grade, an operator id."""
    noun = name.replace("_", " ")
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


class FactsError(Exception):
    """Facts or rules that cannot be used; carries every problem found, not the first only."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        count = len(self.problems)
        lines = [str(problem) for problem in self.problems[:20]]
        if count > 20:
            lines.append(f"... and {count - 20} more")
        noun = "problem" if count == 1 else "problems"
        super().__init__(f"{count} {noun}:\n" + "\n".join(lines))
