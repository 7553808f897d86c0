"""Pages of a table: the tables one reads, a list, a row, its history, and what is done to many rows."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.web.declarations import table_pages
from citycompact.web.site.access import access_of
from citycompact.web.site.model_forms import ModelForm
from citycompact.web.tables import listing
from citycompact.web.tables.cells import words_of
from citycompact.web.tables.history import history_of
from citycompact.web.tables.opened import Opened, digest_of, with_related
from citycompact.web.tables.row_faults import why_locked
from citycompact.web.tables.row_forms import form_of, label_of
from citycompact.web.tables.saving import reset_after, why_it_stays
from citycompact.web.tables.spreadsheets import ENDINGS, download


@require_safe
def tables(request: HttpRequest) -> HttpResponse:
    """The tables that one reads."""
    roles = access_of(request).roles
    found = [page for page in table_pages().values() if roles & page.readers.keys()]
    found.sort(key=lambda page: str(page.title))
    return render(request, "tables/index.html", {"found": found})


@require_safe
def table(request: HttpRequest, table: str) -> HttpResponse:
    """One table: what one sees of it, filtered and sorted."""
    opened = Opened(request, table)
    choices = listing.choices_of(opened, request.GET)
    sort = listing.sort_of(opened, request.GET)
    rows = listing.ordered(opened, listing.filtered(opened, request.GET, choices), sort)
    page = Paginator(with_related(rows), 100).get_page(request.GET.get("page"))
    keep = listing.kept(request.GET, "page")
    context = opened.page.context(request) if opened.page.context else {}
    return render(
        request,
        "tables/table.html",
        {
            **context,
            "opened": opened,
            "page": page,
            "rows": listing.cells_of(opened, list(page)),
            "choices": choices,
            "headings": listing.headings(opened, request.GET, sort),
            "q": request.GET.get("q", ""),
            "sort": sort,
            "keep": f"&{urlencode(keep)}" if keep else "",
            "query": urlencode(keep),
            "narrowed": bool(request.GET.get("q") or any(choice.chosen for choice in choices)),
            "actions": [
                (action, digest_of(opened, opened.rows(action.roles & opened.roles)))
                for action in opened.page.actions
                if action.roles & opened.roles
            ],
        },
    )


@require_safe
def export(request: HttpRequest, table: str, ending: str) -> HttpResponse:
    """The rows that the list shows, all pages of them, as CSV or Excel."""
    opened = Opened(request, table)
    if ending not in ENDINGS:
        raise Http404
    choices = listing.choices_of(opened, request.GET)
    sort = listing.sort_of(opened, request.GET)
    rows = list(with_related(listing.ordered(opened, listing.filtered(opened, request.GET, choices), sort)))
    fields = opened.columns
    computed = listing.computed_cells(opened, rows)
    header = [*(opened.header(field) for field in fields), *opened.computed]
    cells = ([*(getattr(row, field.attname) for field in fields), *computed[row.pk]] for row in rows)
    return download(table, ending, [header, *cells])


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, table: str) -> HttpResponse:
    """Add a row."""
    opened = Opened(request, table)
    if not opened.may_add:
        raise Http404
    form = form_of(opened.page, opened.asked_when_new)(request.POST or None)
    if request.method == "POST" and _saved(opened, form, form.instance):
        messages.success(request, _("Saved."))
        return redirect("tables:table", table)
    return render(request, "tables/row.html", {"opened": opened, "form": form, "row": None})


@require_http_methods(["GET", "POST"])
@transaction.atomic
def row(request: HttpRequest, table: str, key: str) -> HttpResponse:
    """One row: what stands in it, and what one changes of it."""
    opened = Opened(request, table)
    rows = opened.rows()
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    found = opened.row(key, rows)
    writable = opened.writable([found.pk])[found.pk]
    if request.method == "POST" and request.POST.get("remove"):
        return _remove(request, opened, found)
    if request.method == "POST" and not writable:
        raise Http404
    names = [name for name in opened.page.fields if name in writable]
    name = str(found)
    form = form_of(opened.page, names)(request.POST or None, instance=found) if names else None
    if request.method == "POST" and form is not None and _saved(opened, form, found):
        messages.success(request, _("Saved."))
        return redirect("tables:table", table)
    fixed = [field for field in opened.columns if field.name not in names]
    stands = [(label_of(opened.page, field.name), words_of(found, field)) for field in fixed]
    return render(
        request,
        "tables/row.html",
        {"opened": opened, "form": form, "row": found, "called": name, "stands": stands},
    )


def _saved(opened: Opened, form: ModelForm[Model], row: Model) -> bool:
    """Keep a row, unless its form or the database refuses it; what the change resets is reset with it."""
    if not form.is_valid():
        return False
    if not form.has_changed() and not row._state.adding:
        return True
    reset_after(opened.page, row, form.changed_data)
    try:
        with transaction.atomic():
            if words := why_locked(row):
                form.add_error(None, words)
                return False
            form.save()
    except IntegrityError:
        form.add_error(None, _("This contradicts another record."))
        return False
    return True


def _remove(request: HttpRequest, opened: Opened, row: Model) -> HttpResponse:
    if not opened.may_remove:
        raise Http404
    if words := why_it_stays(row):
        messages.error(request, words)
        return redirect("tables:row", opened.page.name, row.pk)
    row.delete()
    messages.success(request, _("Removed."))
    return redirect("tables:table", opened.page.name)


@require_safe
def history(request: HttpRequest, table: str, key: str) -> HttpResponse:
    """What a row has been."""
    opened = Opened(request, table)
    found = opened.row(key)
    moments = history_of(opened, found)
    return render(request, "tables/history.html", {"opened": opened, "row": found, "moments": moments})


@require_POST
def act(request: HttpRequest, table: str, action: str) -> HttpResponse:
    """Do something to all rows that one sees in the roles that may, as the page has shown them."""
    opened = Opened(request, table)
    known = {item.name: item for item in opened.page.actions}
    if action not in known or not known[action].roles & opened.roles:
        raise Http404
    with transaction.atomic():
        rows = opened.rows(known[action].roles & opened.roles)
        shown = digest_of(opened, rows.select_for_update(of=("self",)))
        if shown == request.POST.get("shown"):
            known[action].act(rows)
            messages.success(request, str(known[action].done))
        else:
            messages.error(request, _("Something has changed since you looked. Look again, then repeat it."))
    return redirect("tables:table", table)
