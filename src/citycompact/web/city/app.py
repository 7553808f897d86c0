"""What the city's own tables add to the site."""

from citycompact.web.city import moving
from citycompact.web.city.models import City, Operator, Program, Reserve, School, Street
from citycompact.web.city.rows import OPERATORS, PROGRAMS, RESERVES, SCHOOLS, STREETS
from citycompact.web.city.table_pages import TABLE_PAGES
from citycompact.web.declarations import App, Tracked
from citycompact.web.roles import OFFICE

APP = App(
    package=moving.PARTS,
    prefix="",
    namespace="city",
    trail={
        City: Tracked("city", {OFFICE}),
        Operator: Tracked("operator", {OFFICE}),
        School: Tracked("school", {OFFICE}),
        Program: Tracked("program", {OFFICE}),
        Reserve: Tracked("reserve", {OFFICE}),
        Street: Tracked("street", {OFFICE}),
    },
    rows=(OPERATORS, SCHOOLS, PROGRAMS, RESERVES, STREETS),
    tables=TABLE_PAGES,
)
