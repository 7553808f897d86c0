"""What the pages of tables add to the site; which tables there are, the rooms declare."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.declarations import App, Link, Route
from citycompact.web.roles import AUDITOR, OFFICE, STAFF
from citycompact.web.tables import import_pages, pages
from citycompact.web.tables.spreadsheets import MOST_BYTES

# Who reads and writes which table stands in its TablePage; for everybody else there is no such page.
APP = App(
    prefix="tables/",
    namespace="tables",
    styles=("tables/tables.css",),
    routes=(
        Route("tables", "", pages.tables, STAFF, reads="nothing"),
        Route("table", "<slug:table>/", pages.table, STAFF, reads="nothing"),
        Route("new", "<slug:table>/new/", pages.new, STAFF, reads="nothing"),
        Route("history", "<slug:table>/row/<path:key>/history/", pages.history, STAFF, reads="nothing"),
        Route("row", "<slug:table>/row/<path:key>/", pages.row, STAFF, reads="nothing"),
        Route("export", "<slug:table>/export.<slug:ending>", pages.export, STAFF, reads="nothing"),
        Route(
            "import", "<slug:table>/import/", import_pages.bring_in, STAFF, reads="nothing", takes=MOST_BYTES
        ),
        Route("act", "<slug:table>/action/<slug:action>/", pages.act, STAFF, reads="nothing"),
    ),
    links=(Link("tables:tables", _("Tables"), {OFFICE, AUDITOR}, 55),),
)
