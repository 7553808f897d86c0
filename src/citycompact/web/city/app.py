"""What the city's own tables add to the site."""

from citycompact.web.city import moving
from citycompact.web.city.models import City, Logo, Operator, Program, Reserve, School, Street
from citycompact.web.city.rows import OPERATORS, PROGRAMS, RESERVES, SCHOOLS, STREETS
from citycompact.web.city.table_pages import TABLE_PAGES
from citycompact.web.declarations import App, Tracked, Untracked
from citycompact.web.roles import OFFICE

APP = App(
    package=moving.PARTS,
    prefix="",
    namespace="city",
    styles=("city/city.css",),
    trail={
        City: Tracked("city", {OFFICE}),
        Logo: Untracked("its hash stands in the city's row, which the trail keeps"),
        Operator: Tracked("operator", {OFFICE}),
        School: Tracked("school", {OFFICE}),
        Program: Tracked("program", {OFFICE}),
        Reserve: Tracked("reserve", {OFFICE}),
        Street: Tracked("street", {OFFICE}),
    },
    rows=(OPERATORS, SCHOOLS, PROGRAMS, RESERVES, STREETS),
    tables=TABLE_PAGES,
)
