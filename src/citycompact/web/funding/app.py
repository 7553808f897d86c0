"""What the pages about money add to the site."""

from django.utils.translation import gettext_lazy as _

from citycompact.funding import TABLES
from citycompact.web.declarations import App, Link, Route, Tracked
from citycompact.web.funding import own_statements, public_page, what_if
from citycompact.web.funding.budgets import BUDGETS
from citycompact.web.funding.models import Count, InKind, Levy, Move, PreviousAmount
from citycompact.web.funding.table_pages import TABLE_PAGES
from citycompact.web.roles import (
    ANYONE,
    APPROVER,
    AUDITOR,
    EVERY_ROLE,
    FAMILY,
    OFFICE,
    OPERATOR,
    SCHOOL,
    STEWARD,
)
from citycompact.web.rows import Rows

_OWN = frozenset({SCHOOL, OPERATOR, OFFICE, AUDITOR})
_WORKS = frozenset({OFFICE, APPROVER, AUDITOR})
_WORDS = {
    "objection": "what a school says against its count, for the office alone",
    "answer": "what the office answers",
}

APP = App(
    prefix="money/",
    namespace="funding",
    styles=("funding/funding.css",),
    routes=(
        Route("overview", "", public_page.overview, EVERY_ROLE),
        Route("own", "mine/", own_statements.own, _OWN, reads="nothing"),
        Route(
            "statement",
            "mine/<slug:name>/<path:school>/statement/",
            own_statements.one,
            _OWN,
            reads="nothing",
        ),
        Route(
            "pdf", "mine/<slug:name>/<path:school>/statement.pdf", own_statements.pdf, _OWN, reads="nothing"
        ),
        Route("what_if", "what-if/<slug:name>/", what_if.what_if, _WORKS, reads="nothing"),
        Route("year", "year/<slug:name>/", public_page.year, EVERY_ROLE),
        Route("chart", "year/<slug:name>/chart-<int:number>.svg", public_page.chart, EVERY_ROLE),
    ),
    links=(
        Link("funding:overview", _("Money"), {ANYONE, FAMILY, STEWARD, APPROVER, AUDITOR, OFFICE}, 12),
        Link("funding:own", _("Budgets"), {SCHOOL, OPERATOR}, 45),
    ),
    trail={
        Count: Tracked("count of pupils", {OFFICE}),
        PreviousAmount: Tracked("budget of the year before", {OFFICE}),
        InKind: Tracked("service in kind", {OFFICE}),
        Levy: Tracked("levy", {OFFICE}),
        Move: Tracked("move within the year", {OFFICE}),
    },
    rows=(
        Rows(TABLES["counts"], Count, own=_WORDS),
        Rows(TABLES["previous"], PreviousAmount),
        Rows(TABLES["in_kind"], InKind),
        Rows(TABLES["levies"], Levy),
        Rows(TABLES["moves"], Move),
    ),
    joined={"published_before": "read from what the year's last publication showed, at each freeze"},
    decisions=(BUDGETS,),
    tables=TABLE_PAGES,
)
