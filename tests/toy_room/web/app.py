"""What the toy room adds to the site."""

from citycompact.web.declarations import App, Personal, Route, Tracked
from citycompact.web.roles import OFFICE, SIGNED_IN
from citycompact.web.rows import Rows
from citycompact.web.site.models import User
from toy_room import ROOM
from toy_room.web import pages
from toy_room.web.kinds import LOANS, TURNS
from toy_room.web.models import Fleet, Request, Wish
from toy_room.web.table_pages import FLEETS, WISHES

APP = App(
    prefix="vans/",
    namespace="vans",
    routes=(Route("ask", "ask/<str:school>/", pages.ask, SIGNED_IN),),
    rows=(Rows(ROOM.tables[0], Fleet), Rows(ROOM.tables[1], Wish)),
    tables=(FLEETS, WISHES),
    decisions=(LOANS, TURNS),
    trail={
        Fleet: Tracked("vans of an operator", {OFFICE}),
        Wish: Tracked("wish for vans", {OFFICE}),
        Request: Tracked("request for vans", {OFFICE}),
    },
    personal={
        Request: Personal(
            "requests_for_vans",
            "user",
            ("school", "why"),
            root=User,
            history="user_id::text = any(%s)",
        ),
    },
)
