"""What became of every row that was read, and what was odd about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Rows:
    """Rows of one file: how many were read, what they were used for, and why others were left out."""

    read: int = 0
    used: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    @property
    def reconciled(self) -> bool:
        """Whether every row that was read was either used or left out with a reason."""
        return self.read == self.used.total() + self.left_out.total()


@dataclass
class Ledger:
    """The account of an import: rows by file, and findings (a sentence each) under their headings."""

    rows: dict[str, Rows] = field(default_factory=dict)
    findings: dict[str, list[str]] = field(default_factory=dict)

    def of(self, file: str) -> Rows:
        """The rows of a file."""
        return self.rows.setdefault(file, Rows())

    def found(self, heading: str, sentence: str) -> None:
        """Note one odd thing."""
        self.findings.setdefault(heading, []).append(sentence)
