"""A toy room: which schools may borrow the shared vans on a day, and in which order they choose theirs.

Two tables, two sections with three rules, and two decisions, one of them by a draw; everything else comes
from the house. It is nowhere but in the tests.
"""

from toy_room.room import ROOM

__all__ = ["ROOM"]
