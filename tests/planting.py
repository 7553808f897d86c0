"""Planting a bug: a function or property of the source is replaced by one made from it."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import pytest


def planting(path: str, make: Callable[[Any], Any]) -> Callable[[pytest.MonkeyPatch], None]:
    """Put a thing in the place of the one of this path, made from the right one."""

    def plant(monkeypatch: pytest.MonkeyPatch) -> None:
        owner, name = path.rsplit(".", 1)
        # Not by its path: some modules are hidden behind a function of their name.
        monkeypatch.setattr(_resolved(owner), name, make(_resolved(path)))

    return plant


def _resolved(path: str) -> Any:
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            found = vars(found)[name] if isinstance(found, type) else getattr(found, name)
        return found
    raise ModuleNotFoundError(path)
