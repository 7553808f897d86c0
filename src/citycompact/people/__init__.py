"""People: whether two records, written by two hands, are of one child. Nothing of it is kept or logged."""

from citycompact.people.alike import CERTAIN, OFFERED, WHY, alike, matches
from citycompact.people.folding import folded

__all__ = ["CERTAIN", "OFFERED", "WHY", "alike", "folded", "matches"]
