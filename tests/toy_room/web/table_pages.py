"""Pages of the toy room's tables: the office keeps them, the auditor reads them."""

from django.utils.translation import gettext_lazy as _

from citycompact.web.roles import AUDITOR, OFFICE
from citycompact.web.table_page import TablePage, every_row
from toy_room.web.models import Fleet, Wish

READERS = {OFFICE: every_row, AUDITOR: every_row}

FLEETS = TablePage(
    "vans",
    Fleet,
    _("Vans"),
    shown=("operator", "vans"),
    fields=("operator", "vans"),
    readers=READERS,
    writers={OFFICE: ("vans",)},
    add={OFFICE},
    remove={OFFICE},
    labels={"operator": _("operator"), "vans": _("vans")},
)
WISHES = TablePage(
    "wishes",
    Wish,
    _("Wishes for vans"),
    shown=("school", "pupils"),
    fields=("school", "pupils"),
    readers=READERS,
    writers={OFFICE: ("pupils",)},
    add={OFFICE},
    remove={OFFICE},
    labels={"school": _("school"), "pupils": _("pupils")},
)
