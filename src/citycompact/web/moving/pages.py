"""Pages of setting the site up: what is missing, the city, its signers, people, and packages in and out."""

from __future__ import annotations

import io
import secrets
import tempfile
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from citycompact.city import Signer
from citycompact.facts import FactsError, Problem
from citycompact.web.city.models import City, Logo
from citycompact.web.declarations import setup_steps
from citycompact.web.moving.forms import CityForm, InvitationForm, PackageForm, SignerForm, time_zones
from citycompact.web.moving.inviting import NotTaken, invite, open_invitation, take_up, what_for
from citycompact.web.moving.names import read_names
from citycompact.web.moving.package import read_package
from citycompact.web.moving.whole import give_package, load_package
from citycompact.web.package_parts import Load
from citycompact.web.roles import APPROVER, OFFICE
from citycompact.web.site.access import access_of, signed_in
from citycompact.web.site.models import Invitation, StaffRole
from citycompact.web.site.problem_words import say_problem, say_sentence

MOST_BYTES = 25_000_000
MOST_APPLICANTS = 20_000
"""Above this a load takes longer than a page should; the command line does it."""
_PLACE = "package-load"


@require_safe
def setup(request: HttpRequest) -> HttpResponse:
    """Every step until the first round can open, in order, each with where it stands."""
    there = City.current() is not None
    steps: list[dict[str, Any]] = []
    following = None
    for step in setup_steps():
        # What comes after the city has nothing to look at before there is one.
        asked = there or not steps
        address = reverse(step.route, args=step.arguments) if asked else ""
        state = step.state() if asked else None
        item = {"step": step, "state": state, "address": address}
        steps.append(item)
        if following is None and not step.optional and not (state and state.done):
            following = item
    return render(request, "moving/setup.html", {"steps": steps, "following": following})


@require_http_methods(["GET", "POST"])
def city(request: HttpRequest) -> HttpResponse:
    """The city's name, time zone and help line."""
    there = City.objects.defer("zones").first()
    form = CityForm(request.POST or None, request.FILES or None, instance=there)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            form.save()
        messages.success(request, _("Saved."))
        return redirect("moving:setup")
    return render(request, "moving/city.html", {"form": form, "zones": time_zones()})


@require_safe
def logo(request: HttpRequest, sha256: str) -> HttpResponse:
    """The city's logo; it never changes under its hash, and a browser may keep it."""
    found = get_object_or_404(Logo, pk=sha256)
    response = HttpResponse(bytes(found.png), content_type="image/png")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@require_http_methods(["GET", "POST"])
def signers(request: HttpRequest) -> HttpResponse:
    """Who signs rulebooks for which sector: the first of each sector is entered here."""
    there = get_object_or_404(City.objects.defer("zones"))
    form = SignerForm(there, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            locked = City.objects.select_for_update().get(pk=there.pk)
            given = Signer(**form.cleaned_data)
            if any(signer.sector == given.sector for signer in locked.signers_listed):
                messages.error(request, _("Somebody has entered a signer of this sector meanwhile."))
            else:
                locked.signers = [*locked.signers, asdict(given)]
                locked.save(update_fields=["signers"])
                messages.success(request, _("Saved."))
        return redirect("moving:signers")
    return render(request, "moving/signers.html", {"form": form, "signers": there.signers_listed})


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest) -> HttpResponse:
    """Who holds which role, who is invited, and the form that invites."""
    access = access_of(request)
    sectors = [role.sector for role in access.scoped(APPROVER)]
    form = InvitationForm(sectors, OFFICE in access.roles, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        invite(
            data["email"],
            data["role"],
            sector=data["sector"],
            school=data["school"],
            operator=data["operator"],
            by=signed_in(request),
            language=data["language"],
        )
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": data["email"]})
        return redirect("moving:people")
    roles = StaffRole.objects.select_related("user", "school", "operator").order_by(
        "role", "sector", "user__email"
    )
    waiting = Invitation.objects.filter(used_at=None).select_related("school", "operator")[:200]
    return render(
        request,
        "moving/people.html",
        {
            "form": form,
            "roles": [(role, what_for(role)) for role in roles],
            "waiting": [(item, what_for(item)) for item in waiting],
        },
    )


@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation up: opened by its link, taken by a button, so that no mail scanner takes it."""
    found = open_invitation(token)
    if request.method == "POST" and found is not None and request.user.is_authenticated:
        try:
            take_up(found, signed_in(request))
        except NotTaken as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("You have the role now: %(role)s.") % {"role": what_for(found)})
            return redirect("home")
    context = {"invitation": found, "role": what_for(found) if found else ""}
    response = render(request, "moving/invitation.html", context, status=200 if found else 404)
    # The link is a secret: no page that this one leads to learns it.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def package(request: HttpRequest) -> HttpResponse:
    """Say what a package would change, then, at the same page, keep it."""
    context: dict[str, object] = {}
    if request.method == "POST" and request.POST.get("confirm"):
        kept = request.session.pop(_PLACE, {})
        if kept.get("token") != request.POST["confirm"]:
            messages.error(request, _("Choose the file again: this preview is no longer the last one."))
            return redirect("moving:package")
        context = _brought(kept, apply=True)
        _forget(kept)
        if not context.get("problems"):
            messages.success(request, _("The package is kept."))
            return redirect("moving:setup")
    elif request.method == "POST":
        _forget(request.session.pop(_PLACE, {}))
        form = PackageForm(request.POST, request.FILES)
        context["form"] = form
        if form.is_valid() and form.cleaned_data["file"].size > MOST_BYTES:
            form.add_error("file", _("Choose a file of at most 25 MB."))
        if form.is_valid():
            kept = {"token": secrets.token_urlsafe(16), "round": form.cleaned_data["round_id"]}
            for name in ("file", "names"):
                if upload := form.cleaned_data[name]:
                    kept[name] = default_storage.save(
                        f"loads/{kept['token']}-{name}", ContentFile(upload.read())
                    )
            context |= _brought(kept, apply=False)
            if context.get("problems"):
                _forget(kept)
            else:
                request.session[_PLACE] = kept
                context["token"] = kept["token"]
    return render(request, "moving/package.html", {"form": PackageForm(), **context})


def _brought(kept: dict[str, str], *, apply: bool) -> dict[str, object]:
    """Load what was uploaded, or say what that would do; in words."""
    try:
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / "package.zip"
            with default_storage.open(kept["file"]) as file:
                path.write_bytes(file.read())
            names = None
            if "names" in kept:
                with default_storage.open(kept["names"]) as file:
                    names = read_names(file.read())
            job = Load(read_package(path), kept["round"], names)
            count = job.package.city.table("applicants").height
            if count > MOST_APPLICANTS:
                said = f"has {count:,} children, more than a page loads."
                mend = "Whoever runs the machine loads it with: citycompact site load"
                raise FactsError([Problem("applicants.csv", said, mend)])
            load_package(job, apply=apply)
    except FactsError as error:
        return {"problems": [say_problem(problem) for problem in error.problems]}
    return {
        "found": job.changes,
        "notes": [say_sentence(note) for note in job.notes],
        "problems": [say_problem(problem) for problem in job.refused],
    }


def _forget(kept: dict[str, str]) -> None:
    """Delete what was uploaded and is not needed any more."""
    for name in ("file", "names"):
        if name in kept:
            default_storage.delete(kept[name])


@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Everything that the site keeps of the city, as a ZIP file."""
    packed = io.BytesIO()
    with (
        tempfile.TemporaryDirectory() as scratch,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        folder = Path(scratch) / "city"
        give_package(folder)
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    packed.seek(0)
    return FileResponse(packed, as_attachment=True, filename="city.zip")
