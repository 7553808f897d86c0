"""Settings of a site that has the toy room: its app is installed, and its line stands in ROOMS."""

import citycompact.rooms
from citycompact.web.settings import *  # noqa: F403
from citycompact.web.settings import INSTALLED_APPS as HOUSE
from toy_room import ROOM

citycompact.rooms.ROOMS = (*citycompact.rooms.ROOMS, ROOM)
INSTALLED_APPS = [*HOUSE, "toy_room.web"]
