"""What the pages of tables add to the site; which tables there are, the rooms declare."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.declarations import App, Link, Route
from citycompact.web.roles import AUDITOR, OFFICE, STAFF
from citycompact.web.tables import import_pages, pages

# Who reads and writes which table stands in its TablePage; for everybody else there is no such page.
APP = App(
    prefix="tables/",
    namespace="tables",
    styles=("tables/tables.css",),
    routes=(
        Route("tables", "", pages.tables, STAFF),
        Route("table", "<slug:table>/", pages.table, STAFF),
        Route("new", "<slug:table>/new/", pages.new, STAFF),
        Route("history", "<slug:table>/row/<path:key>/history/", pages.history, STAFF),
        Route("row", "<slug:table>/row/<path:key>/", pages.row, STAFF),
        Route("export", "<slug:table>/export.<slug:ending>", pages.export, STAFF),
        Route("import", "<slug:table>/import/", import_pages.bring_in, STAFF),
        Route("act", "<slug:table>/action/<slug:action>/", pages.act, STAFF),
    ),
    links=(Link("tables:tables", _("Tables"), {OFFICE, AUDITOR}, 55),),
)
