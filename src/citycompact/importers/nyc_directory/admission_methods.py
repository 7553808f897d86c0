"""The directory's admission methods, as tie-breaks and score bands.

Screened and audition programs rank by score. Ed. Opt. (Educational Option) programs take 16 % of
their students from the highest, 68 % from the middle and 16 % from the lowest reading scores
(Abdulkadiroglu, Pathak and Roth 2005); the bands become reserves, and within a band the lottery
decides. Limited unscreened, unscreened and zoned programs use priorities and the lottery.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

BY_SCORE = frozenset(
    {
        "Screened",
        "Screened: Language",
        "Screened: Language & Academics",
        "Screened with Assessment",
        "Audition",
        "Test",
    }
)
BY_LOTTERY = frozenset({"Limited Unscreened", "Unscreened", "Open", "Zoned Guarantee", "Zoned Priority"})
ED_OPT = "Ed. Opt."


@dataclass(frozen=True)
class ReadingBand:
    """A band of reading scores (percentiles from 0 to 100) and its share of an Ed. Opt. program."""

    group: str
    share: float
    minimum: float | None
    below: float | None

    @property
    def definition(self) -> str:
        """The group as a TOML table."""
        lines = ['kind = "score_band"']
        if self.minimum is not None:
            lines.append(f"minimum = {self.minimum:g}")
        if self.below is not None:
            lines.append(f"below = {self.below:g}")
        return "\n".join(lines)


READING_BANDS = (
    ReadingBand("reading_high", 0.16, 84, None),
    ReadingBand("reading_middle", 0.68, 16, 84),
    ReadingBand("reading_low", 0.16, None, 16),
)


def _letters(method: str) -> str:
    return re.sub(r"[^a-z]", "", method.casefold())


_KNOWN = {_letters(method): method for method in (*BY_SCORE, *BY_LOTTERY, ED_OPT)} | {
    "educationaloption": ED_OPT
}


def as_known(method: str) -> str:
    """A method as it is called here, whatever its case, dots and blanks in a year; others as they are."""
    return _KNOWN.get(_letters(method), method)


def tie_break(method: str) -> str | None:
    """Tie-break of a method; None for a method this importer does not know."""
    if method in BY_SCORE:
        return "score"
    return "lottery" if method in BY_LOTTERY or method == ED_OPT else None


def band_seats(seats: int) -> list[tuple[ReadingBand, int]]:
    """Seats of each band, which add up to ``seats``: the outer bands rounded, the middle the rest."""
    high = low = int(seats * READING_BANDS[0].share + 0.5)
    middle = max(0, seats - high - low)
    return list(zip(READING_BANDS, (high, middle, seats - high - middle), strict=True))
