"""Pages of rulebooks: their sentences, who signed them, upload and signatures."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.rooms import rule_sentences
from citycompact.rulebook import section_changes, text_of_next_year
from citycompact.web.rows import keys_of
from citycompact.web.rulebooks import signing
from citycompact.web.rulebooks.forms import DraftForm, RulebookForm, SignatureForm
from citycompact.web.rulebooks.models import RulebookSignature, RulebookVersion
from citycompact.web.site.access import access_of
from citycompact.web.site.language import page_language
from citycompact.web.site.models import Role


@require_http_methods(["GET"])
def rulebook(request: HttpRequest, number: int) -> HttpResponse:
    """A rulebook as the sentences of each section, who signed it, and what changed against another."""
    version = get_object_or_404(RulebookVersion, pk=number)
    language = page_language()
    sentences = rule_sentences(version.read(), language)
    against = request.GET.get("against", "")
    earlier = RulebookVersion.objects.filter(pk__in=keys_of(RulebookVersion, [against])).first()
    if not against:
        earlier = signing.held_before(version)
    return render(
        request,
        "rulebooks/rulebook.html",
        {
            "version": version,
            "sections": [
                {**state, "sentences": sentences[state["name"]].values()}
                for state in signing.section_states(version)
            ],
            "of_earlier_format": RulebookSignature.objects.filter(section="", section_sha256=version.sha256),
            "others": RulebookVersion.objects.exclude(pk=number),
            "earlier": earlier,
            "changes": _changes(earlier, version) if earlier else None,
            "may_sign": Role.APPROVER in access_of(request).roles,
            "form": SignatureForm(version, []),
        },
    )


def _changes(earlier: RulebookVersion, version: RulebookVersion) -> Iterable[tuple[str, list[str]]]:
    """What changed in each section, in sentences of the page's language."""
    language = page_language()
    before, after = (rule_sentences(item.read(), language) for item in (earlier, version))
    return [
        (
            name,
            section_changes(
                name, earlier.read(), version.read(), before.get(name, {}), after.get(name, {}), language
            ),
        )
        for name in dict.fromkeys([*after, *before])
    ]


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """Keep a rulebook that was written on a page as a draft."""
    form = DraftForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return redirect("rulebooks:rulebook", _kept(form.cleaned_data["text"]).pk)
    status = 422 if request.method == "POST" else 200
    return render(request, "rulebooks/write.html", {"form": form}, status=status)


def _kept(version: RulebookVersion) -> RulebookVersion:
    """The version as it is kept: once, however often the same text comes."""
    known = RulebookVersion.objects.filter(sha256=version.sha256).first()
    if known is None:
        version.save()
    return known or version


@require_http_methods(["GET", "POST"])
def copy(request: HttpRequest, number: int) -> HttpResponse:
    """Write the rulebook of a further round from an earlier one: its days a year later, to be edited; what
    changes against it is shown in sentences before it is kept, and again before anybody signs."""
    earlier = get_object_or_404(RulebookVersion, pk=number)
    taken = set(RulebookVersion.objects.exclude(rounds=None).values_list("rounds", flat=True))
    form = DraftForm(request.POST or None, initial={"text": text_of_next_year(earlier.text, taken)})
    version: RulebookVersion | None = None
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["text"]
        assert version is not None
        if request.POST.get("keep"):
            return redirect("rulebooks:rulebook", _kept(version).pk)
    changes = _changes(earlier, version) if version is not None else None
    context = {"earlier": earlier, "form": form, "changes": changes}
    return render(request, "rulebooks/copy.html", context)


@require_safe
def rulebooks(request: HttpRequest) -> HttpResponse:
    """Every rulebook, the latest first, and the form with which the office uploads the next."""
    found = RulebookVersion.objects.order_by("-uploaded_at")
    return render(request, "rulebooks/rulebooks.html", {"rulebooks": found, "form": RulebookForm()})


@require_POST
def upload_rulebook(request: HttpRequest) -> HttpResponse:
    """Upload a rulebook; faults are shown with their lines."""
    form = RulebookForm(request.POST, request.FILES)
    if not form.is_valid():
        for fault in form.errors.get("file", []):
            messages.error(request, str(fault))
        return redirect("rulebooks:rulebooks")
    return redirect("rulebooks:rulebook", _kept(form.cleaned_data["file"]).pk)


@require_POST
def sign_rulebook(request: HttpRequest, number: int) -> HttpResponse:
    """Add signatures of one's sector under sections of a rulebook."""
    version = get_object_or_404(RulebookVersion, pk=number)
    sectors = [role.sector for role in access_of(request).scoped("approver")]
    form = SignatureForm(version, sectors, request.POST, request.FILES)
    if form.is_valid():
        signatures = form.cleaned_data["file"]
        with transaction.atomic():
            for row in signing.rows_of(signatures):
                RulebookSignature.objects.filter(
                    section_sha256=row.section_sha256, sector=row.sector, public_key=row.public_key
                ).delete()
                row.save()
        listed = ", ".join(dict.fromkeys(f"[{item.section}]" for item in signatures))
        messages.success(request, _("The signature counts and is kept: %(sections)s.") % {"sections": listed})
    else:
        for fault in form.errors.get("file", []):
            messages.error(request, str(fault))
    return redirect("rulebooks:rulebook", number)
