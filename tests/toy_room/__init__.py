"""A toy room: which schools may borrow the shared vans on a day. It is nowhere but in the tests.

Two tables, a section with two rules, and one decision; everything else comes from the house.
"""

from toy_room.room import ROOM

__all__ = ["ROOM"]
