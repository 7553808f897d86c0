"""What was found against a promise: all of it counted, and put into words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from citycompact.doors import Finding

MOST_IN_WORDS = 10_000
"""So many violations of a promise are put into words; the rest is counted."""
MOST_UNPROMISED = 20
"""So many of what nobody promised."""


@dataclass
class Violations:
    """Violations of one promise."""

    count: int = 0
    examples: list[str] = field(default_factory=list)

    def add(self, lines: Iterable[str]) -> Violations:
        """Count violations that are words already."""
        for line in lines:
            self.count += 1
            if len(self.examples) < MOST_IN_WORDS:
                self.examples.append(line)
        return self

    def add_each(self, items: Any, say: Callable[[int], str]) -> Violations:
        """Count violations by their numbers, put into words as far as they are kept."""
        self.count += len(items)
        for item in items[: MOST_IN_WORDS - len(self.examples)]:
            self.examples.append(say(int(item)))
        return self

    def add_all(self, others: Violations) -> Violations:
        """Count what was found elsewhere."""
        self.count += others.count
        self.examples += others.examples[: MOST_IN_WORDS - len(self.examples)]
        return self

    def finding(self, name: str, promised: bool = True) -> Finding:
        """The finding of a certificate."""
        most = MOST_IN_WORDS if promised else MOST_UNPROMISED
        return Finding(name, promised, self.count, tuple(self.examples[:most]))
