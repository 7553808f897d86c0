"""The public draw as signed rules fix it beforehand: what is drawn, when, by whom, and how it is spelled.

A result has one spelling, so that nobody can choose among lotteries by writing it another way: each number
with ``digits`` digits and one space between; of a beacon the pulse's value in lowercase hexadecimal.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import re
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from citycompact.rulebook import CityMoment

FEWEST_RESULTS = 2**20
"""With fewer equally likely results somebody could compute every lottery beforehand, and wait for one."""

_PULSE_DIGITS = 128
"""Hexadecimal digits of a pulse of the NIST randomness beacon (NISTIR 8213): 512 bits."""


class DrawRule(BaseModel):
    """What is drawn, when and by whom: ``[enrollment.draw]``, and the draw of any other section.

    Parameters
    ----------
    kind
        ``numbers`` (balls, cards), ``dice``, or ``beacon`` (a pulse of a public randomness beacon).
    event
        Which drawing it is, so that everybody knows where to look: of a beacon, the pulse.
    at
        When, on the city's clock.
    count, lowest, highest
        How many numbers, from which range. Dice run from 1 to 6 where nothing else is said.
    digits
        How many digits each number is written with (of a beacon, hexadecimal ones); by default as many as
        the highest has, and 128 for a beacon.
    order
        Whether numbers are written as they are drawn, or in ascending order.
    repeats
        Whether a number can come twice; by default dice can and numbers cannot.
    witnesses
        Who watches.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["numbers", "dice", "beacon"]
    event: str = Field(min_length=1)
    at: CityMoment
    count: int | None = Field(default=None, ge=1, le=200)
    lowest: int | None = Field(default=None, ge=0, le=10**15 - 1)
    highest: int | None = Field(default=None, ge=0, le=10**15 - 1)
    digits: int | None = Field(default=None, ge=1, le=1000)
    order: Literal["drawn", "ascending"] = "drawn"
    repeats: bool | None = None
    witnesses: tuple[str, ...] | str = ()

    @model_validator(mode="before")
    @classmethod
    def _with_what_is_usual(cls, given: Any) -> Any:
        """What goes without saying, so that saying it changes nothing."""
        kind = given.get("kind") if isinstance(given, dict) else None
        usual = {
            "numbers": {"lowest": 1, "repeats": False},
            "dice": {"lowest": 1, "highest": 6, "repeats": True},
        }
        return {**usual[kind], **given} if kind in ("numbers", "dice") else given

    @model_validator(mode="after")
    def _is_a_draw(self) -> DrawRule:
        if not self.event.strip():
            raise ValueError("has an empty event. | Name the drawing, so that everybody can look it up.")
        if self.kind == "beacon":
            of_numbers = ("count", "lowest", "highest", "repeats", "order")
            if given := [name for name in of_numbers if name in self.model_fields_set]:
                raise ValueError(
                    f"is a beacon, whose pulse has no {given[0]}. | Leave it out; the event names the pulse."
                )
        else:
            self._numbers_fit()
        if self.results < FEWEST_RESULTS:
            raise ValueError(
                f"has {self.results:,} equally likely results, and {FEWEST_RESULTS:,} are needed: with fewer "
                "somebody could know every lottery beforehand. | Draw more numbers, or from more."
            )
        return self

    def _numbers_fit(self) -> None:
        if self.count is None:
            raise ValueError("does not say how many are drawn. | Add count.")
        if self.kind == "numbers" and self.highest is None:
            raise ValueError("does not say up to which number is drawn. | Add highest.")
        if self.kind == "dice" and self.repeats is False:
            raise ValueError("throws dice of which no two may show the same. | Leave repeats out.")
        low, high = self.range
        if high < low:
            raise ValueError("has a highest number below the lowest. | Correct one of the two.")
        if self.digits is not None and self.digits < len(str(high)):
            least = len(str(high))
            raise ValueError(f"writes {high} with {self.digits} digits. | Give at least {least} digits.")
        if not self.can_repeat and self.count > high - low + 1:
            raise ValueError("draws more numbers than there are. | Lower count, or raise highest.")

    @property
    def range(self) -> tuple[int, int]:
        """Lowest and highest number; both 0 for a beacon."""
        return self.lowest or 0, self.highest or 0

    @property
    def can_repeat(self) -> bool:
        """Whether a number can come twice."""
        return bool(self.repeats)

    @property
    def width(self) -> int:
        """Digits of each number."""
        if self.digits is not None:
            return self.digits
        return _PULSE_DIGITS if self.kind == "beacon" else len(str(self.range[1]))

    @property
    def results(self) -> int:
        """How many equally likely results there are.

        Numbers that may repeat and are written in ascending order are not equally likely: then it is what
        the likeliest of them leaves, one in so many.
        """
        if self.kind == "beacon":
            return 1 << 4 * self.width
        low, high = self.range
        balls, count = high - low + 1, self.count or 0
        if self.can_repeat:
            orders = math.factorial(count) if self.order == "ascending" else 1
            return math.prod([balls] * count) // orders
        return int(math.perm(balls, count) if self.order == "drawn" else math.comb(balls, count))

    def fault(self, text: str | None) -> str | None:
        """Why a text is not the one spelling of a result of this draw; None where it is."""
        if text is None or not text.strip():
            return "is empty"
        if self.kind == "beacon":
            if re.fullmatch(f"[0-9a-f]{{{self.width}}}", text):
                return None
            return f"is not the pulse's value in {self.width} lowercase hexadecimal digits"
        number = f"[0-9]{{{self.width}}}"
        if not re.fullmatch(f"{number}( {number}){{{(self.count or 1) - 1}}}", text):
            return f"is not {self.count} numbers of {self.width} digits each, with one space between"
        numbers = [int(number) for number in text.split(" ")]
        low, high = self.range
        if outside := [number for number in numbers if not low <= number <= high]:
            return f"has {outside[0]}, and numbers from {low} to {high} are drawn"
        if not self.can_repeat and len(set(numbers)) < len(numbers):
            return "has a number twice"
        if self.order == "ascending" and numbers != sorted(numbers):
            return "is not in ascending order"
        return None

    def example(self, of: str = "example") -> str:
        """A result as it would be spelled, for people to see; the same for the same word, and no real one."""
        if self.kind == "beacon":
            parts = (hashlib.sha256(f"{of}|{n}".encode()).hexdigest() for n in range(self.width // 64 + 1))
            return "".join(parts)[: self.width]
        low, high = self.range
        found: list[int] = []
        for n in itertools.count():
            number = low + int.from_bytes(hashlib.sha256(f"{of}|{n}".encode()).digest()) % (high - low + 1)
            if self.can_repeat or number not in found:
                found.append(number)
            if len(found) == self.count:
                break
        if self.order == "ascending":
            found.sort()
        return " ".join(f"{number:0{self.width}d}" for number in found)
