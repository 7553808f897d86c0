"""The loans and the turns as kinds of joint decision."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.decisions.published_files import NotAsPublished, public_files, publication_in_force
from citycompact.web.kinds import WHOLE_RESULT, Kind, Part
from toy_room import ROOM


def loans_in_short(request, decision):
    """How many schools got vans by what is published; nothing before."""
    try:
        files = public_files(LOANS, publication_in_force(decision))
    except NotAsPublished:
        # The page says so itself.
        return None
    if files is None:
        return None
    rows = files.read("loans.csv").decode().splitlines()[1:]
    return {"schools": len(rows), "served": sum(row.endswith(",enough") for row in rows)}


LOANS = Kind(
    room=ROOM,
    decision=ROOM.decisions[0],
    title=_("Loans of vans"),
    public=WHOLE_RESULT,
    sections=(Part("vans/_loans.html", loans_in_short),),
)
TURNS = Kind(
    room=ROOM,
    decision=ROOM.decisions[1],
    title=_("Turns to choose vans"),
    public=WHOLE_RESULT,
)
