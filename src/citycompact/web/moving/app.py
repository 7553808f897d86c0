"""What moving in and out adds to the site."""

from citycompact.web.declarations import App, Tracked
from citycompact.web.moving.models import FurtherCells, LoadedTable
from citycompact.web.roles import OFFICE

APP = App(
    prefix="office/",
    namespace="moving",
    trail={
        LoadedTable: Tracked("loaded table", {OFFICE}),
        FurtherCells: Tracked("further cells", {OFFICE}),
    },
)
