"""What an app declares of setting the site up: a step with where it stands and where it is done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class StepState:
    """Where a step stands: whether it is done, and what is there or missing, as a sentence."""

    done: bool
    words: str


@dataclass(frozen=True)
class SetupStep:
    """One step until the first round can open, in the order of ``place``.

    Parameters
    ----------
    optional
        Whether a round can open without it.
    route, arguments
        The page on which it is done.
    state
        Looked at anew for each page.
    """

    place: int
    title: Any
    route: str
    state: Callable[[], StepState]
    arguments: Sequence[str] = ()
    optional: bool = False
