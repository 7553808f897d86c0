"""Pages of the office: rounds, rulebooks, runs, applications, the trail."""

from __future__ import annotations

import csv
import io
import json
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.city import write_city
from citycompact.facts import FactsError
from citycompact.rooms import rule_sentences
from citycompact.rulebook import section_changes
from citycompact.web.accounts.access import access_of
from citycompact.web.accounts.models import Role, User
from citycompact.web.families.models import Application, Child
from citycompact.web.families.submitting import TooLate, submit
from citycompact.web.office import duplicates as alike
from citycompact.web.office import round_steps, signing, trail
from citycompact.web.office.city_from_database import city_package
from citycompact.web.office.folders import KeptFolder
from citycompact.web.office.forms import (
    NewRoundForm,
    PaperForm,
    RoundForm,
    RulebookForm,
    SeedForm,
    SignatureForm,
)
from citycompact.web.office.models import Round, RulebookSignature, RulebookVersion, Run
from citycompact.web.page_language import page_language


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """All rounds."""
    found = Round.objects.annotate(
        submitted=Count("applications", filter=Q(applications__state="submitted")),
        drafts=Count("applications", filter=Q(applications__state="draft")),
    )
    books = RulebookVersion.objects.order_by("-uploaded_at")[:20]
    return render(
        request, "office/rounds.html", {"rounds": found, "rulebooks": books, "form": RulebookForm()}
    )


@require_safe
def round_page(request: HttpRequest, round_id: str) -> HttpResponse:
    """One round: what blocks it, its steps, its runs."""
    found = get_object_or_404(Round.objects.select_related("rulebook", "published_run"), pk=round_id)
    runs = found.runs.select_related("rulebook").prefetch_related("approvals__user")
    rulebooks = RulebookVersion.objects.all()
    if found.rulebook_id is not None:
        rulebooks = rulebooks.exclude(pk=found.rulebook_id)
    official = next((run for run in runs if run.official and run.state != Run.State.FAILED), None)
    return render(
        request,
        "office/round.html",
        {
            "round": found,
            "blockers": round_steps.blockers(found) if found.state in ("setup", "open") else [],
            "hard": round_steps.hard_blockers(found) if found.state == "open" else [],
            "runs": runs,
            "official": official,
            "missing": round_steps.missing_approvals(official) if official else [],
            "seed_form": SeedForm(),
            "rulebooks": rulebooks,
            "submitted": found.applications.filter(state="submitted").count(),
            "late": found.applications.filter(state="submitted", late=True).count(),
        },
    )


@require_http_methods(["GET", "POST"])
def edit_round(request: HttpRequest, round_id: str) -> HttpResponse:
    """Set a round up, or open it."""
    found = get_object_or_404(Round, pk=round_id)
    if found.state not in (Round.State.SETUP, Round.State.OPEN):
        raise Http404
    form = RoundForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save(commit=False)
            if request.POST.get("open"):
                saved.state = Round.State.OPEN
            saved.save()
        messages.success(request, _("Saved."))
        return redirect("office:round", round_id)
    return render(request, "office/edit_round.html", {"round": found, "form": form})


@require_http_methods(["GET"])
def rulebook(request: HttpRequest, number: int) -> HttpResponse:
    """A rulebook as the sentences of each section, who signed it, and what changed against another."""
    version = get_object_or_404(RulebookVersion, pk=number)
    language = page_language()
    sentences = rule_sentences(version.read(), language)
    against = request.GET.get("against", "")
    earlier = RulebookVersion.objects.filter(pk=against).first() if against.isdecimal() else None
    changes = {}
    if earlier:
        before = rule_sentences(earlier.read(), language)
        changes = {
            name: section_changes(
                name,
                earlier.read(),
                version.read(),
                before.get(name, {}),
                sentences.get(name, {}),
                language,
            )
            for name in dict.fromkeys([*sentences, *before])
        }
    return render(
        request,
        "office/rulebook.html",
        {
            "version": version,
            "sections": [
                {**state, "sentences": sentences[state["name"]].values()}
                for state in signing.section_states(version)
            ],
            "of_earlier_format": RulebookSignature.objects.filter(section="", section_sha256=version.sha256),
            "others": RulebookVersion.objects.exclude(pk=number),
            "earlier": earlier,
            "changes": changes.items() if earlier else None,
            "may_sign": Role.APPROVER in access_of(request).roles,
            "form": SignatureForm(version, []),
        },
    )


@require_POST
def upload_rulebook(request: HttpRequest) -> HttpResponse:
    """Upload a rulebook; faults are shown with their lines."""
    form = RulebookForm(request.POST, request.FILES)
    if not form.is_valid():
        for fault in form.errors.get("file", []):
            messages.error(request, str(fault))
        return redirect("office:rounds")
    version = form.cleaned_data["file"]
    known = RulebookVersion.objects.filter(sha256=version.sha256).first()
    if known is None:
        version.save()
    return redirect("office:rulebook", (known or version).pk)


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
    return redirect("office:rulebook", number)


def _step(request: HttpRequest, round_id: str, action: Callable[[], object]) -> HttpResponse:
    """Take a step of a round; what stands in its way is shown."""
    try:
        action()
    except round_steps.NotNow as error:
        messages.error(request, str(error))
    except FactsError as error:
        for problem in error.problems[:20]:
            messages.error(request, str(problem))
    return redirect("office:round", round_id)


@require_POST
def freeze(request: HttpRequest, round_id: str) -> HttpResponse:
    """Freeze the facts and publish the commitment."""
    found = get_object_or_404(Round, pk=round_id)
    return _step(request, round_id, lambda: round_steps.freeze(found))


@require_safe
def commitment(request: HttpRequest, round_id: str) -> JsonResponse:
    """The published commitment of a round, for everybody."""
    found = get_object_or_404(Round, pk=round_id)
    if found.commitment is None:
        raise Http404
    return JsonResponse(found.commitment, json_dumps_params={"indent": 2})


@require_POST
def seed(request: HttpRequest, round_id: str) -> HttpResponse:
    """Enter the seed and start the official run."""
    found = get_object_or_404(Round, pk=round_id)
    form = SeedForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Give the seed and the public event it comes from."))
        return redirect("office:round", round_id)
    data = form.cleaned_data
    return _step(request, round_id, lambda: round_steps.start_run(found, data["seed"], data["source"]))


@require_POST
def what_if(request: HttpRequest, round_id: str) -> HttpResponse:
    """Start a run that decides nothing: another rulebook, or another seed."""
    found = get_object_or_404(Round, pk=round_id)
    other = RulebookVersion.objects.filter(pk=request.POST.get("rulebook") or 0).first()
    text = request.POST.get("seed", "").strip() or "what if"
    return _step(
        request,
        round_id,
        lambda: round_steps.start_run(found, text, _("what-if run"), official=False, rulebook=other),
    )


@require_safe
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One run: progress while it runs, then its certificate and numbers."""
    found = get_object_or_404(
        Run.objects.select_related("round", "rulebook").prefetch_related("approvals__user"), pk=number
    )
    others = found.round.runs.filter(state=Run.State.DONE).exclude(pk=found.pk)
    return render(
        request,
        "office/run.html",
        {
            "run": found,
            "others": others,
            "round": found.round,
        },
    )


@require_safe
def run_progress(request: HttpRequest, number: int) -> HttpResponse:
    """The part of the page that shows progress; asked for again every second while it runs."""
    found = get_object_or_404(Run, pk=number)
    response = render(request, "office/_progress.html", {"run": found})
    if found.state in (Run.State.DONE, Run.State.FAILED) and request.headers.get("HX-Request"):
        response["HX-Refresh"] = "true"
    return response


@require_safe
def run_report(request: HttpRequest, number: int) -> HttpResponse:
    """The report of a run; it brings its own styles, and may run nothing."""
    found = get_object_or_404(Run, pk=number, state=Run.State.DONE)
    response = HttpResponse(KeptFolder.read(round_steps.result_name(found), "report.html"))
    response["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    return response


@require_safe
def compare(request: HttpRequest, number: int, other: int) -> HttpResponse:
    """Who would move between two runs of a round, and why."""
    from citycompact.record.match.comparison import compare as compare_rounds
    from citycompact.record.match.finished_folder import FinishedFolder

    first, second = (get_object_or_404(Run, pk=n, state=Run.State.DONE) for n in (number, other))
    with tempfile.TemporaryDirectory() as scratch:
        folders = [
            FinishedFolder(KeptFolder.unpack(round_steps.result_name(item), Path(scratch) / str(item.pk)))
            for item in (first, second)
        ]
        found = compare_rounds(*folders)
    tables = [
        (title, {"head": table.columns, "rows": table.rows()})
        for title, table in (
            (_("Who moves and why"), found.by_cause),
            (_("Seats by sector"), found.by_sector),
            (_("Movers by group"), found.by_group),
        )
    ]
    return render(
        request,
        "office/compare.html",
        {"first": first, "second": second, "same": found.same, "moved": len(found.movers), "tables": tables},
    )


@require_POST
def approve(request: HttpRequest, number: int) -> HttpResponse:
    """Approve the publication of a run for one's sector."""
    found = get_object_or_404(Run, pk=number)
    user = request.user
    assert isinstance(user, User)
    return _step(request, found.round_id, lambda: round_steps.approve(found, user))


@require_POST
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Publish a run that a person of each signing sector has approved."""
    found = get_object_or_404(Run, pk=number)
    return _step(request, found.round_id, lambda: round_steps.publish(found))


@require_safe
def children(request: HttpRequest) -> HttpResponse:
    """Applications, found by name or applicant number."""
    words = request.GET.get("q", "").strip()
    found = Application.objects.select_related("child", "round").order_by("-updated_at", "pk")
    for word in words.split():
        found = found.filter(
            Q(child__given_name__icontains=word)
            | Q(child__family_name__icontains=word)
            | Q(child_id__iexact=word)
        )
    page = Paginator(found, 50).get_page(request.GET.get("page"))
    return render(request, "office/children.html", {"page": page, "q": words})


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest) -> HttpResponse:
    """Enter an application that came on paper or by phone, also after the deadline."""
    found = Round.objects.filter(state=Round.State.OPEN).first()
    if found is None:
        messages.error(request, _("No round is open for applications now."))
        return redirect("office:children")
    user = request.user
    assert isinstance(user, User)
    form = PaperForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            application = _enter(form, found, user)
        except TooLate as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Entered for applicant %(id)s.") % {"id": application.child_id})
            return redirect("office:children")
    return render(request, "office/paper.html", {"form": form, "round": found})


@transaction.atomic
def _enter(form: PaperForm, round_: Round, user: User) -> Application:
    from citycompact.web.families.drafts import place_home

    data = form.cleaned_data
    child = Child(
        family_id=f"F{uuid.uuid4().hex[:12]}",
        given_name=data["given_name"],
        family_name=data["family_name"],
        birth_date=data["birth_date"],
        address=data["address"],
    )
    place_home(child, data["grade"])
    child.save()
    application = Application.objects.create(
        child=child, round=round_, grade=data["grade"], draft={"choices": data["listed"]}
    )
    submit(application, user, uuid.uuid4(), data["channel"], late=not round_.takes_applications())
    return application


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Children who may be one child entered twice."""
    return render(request, "office/duplicates.html", {"pairs": alike.suggestions()})


@require_POST
def merge(request: HttpRequest) -> HttpResponse:
    """Merge two children on a person's word."""
    keep = get_object_or_404(Child, pk=request.POST.get("keep"), merged_into=None)
    other = get_object_or_404(Child, pk=request.POST.get("other"), merged_into=None)
    if keep.pk != other.pk:
        alike.merge(keep, other)
        messages.success(request, _("Merged. The trail shows both."))
    return redirect("office:duplicates")


@require_safe
def audit_trail(request: HttpRequest) -> HttpResponse:
    """Who changed what, when and why."""
    words, kind = request.GET.get("q", "").strip(), request.GET.get("kind", "")
    among = trail.seen_by(access_of(request).roles)
    found = list(trail.events(words, kind, 101, request.GET.get("before", ""), among))
    following = found[99]["at"].isoformat() if len(found) > 100 else ""
    return render(
        request,
        "office/trail.html",
        {
            "events": found[:100],
            "q": words,
            "kind": kind,
            "kinds": sorted(set(among.values())),
            "before": following,
        },
    )


@require_safe
def trail_export(request: HttpRequest) -> StreamingHttpResponse:
    """The whole trail as CSV, for the auditor."""

    def lines() -> Iterator[str]:
        columns = ("at", "kind", "label", "object", "who", "person", "route", "why", "content")
        target = io.StringIO()
        writer = csv.writer(target)
        writer.writerow(columns)
        for event in trail.events(limit=1_000_000):
            writer.writerow([json.dumps(event[c]) if c == "content" else event[c] for c in columns])
            yield target.getvalue()
            target.seek(0)
            target.truncate()

    response = StreamingHttpResponse(lines(), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="trail.csv"'
    return response


@require_safe
def package_export(request: HttpRequest, round_id: str) -> HttpResponse:
    """The facts of a round as a city package with its rulebook: what the command line's match takes."""
    found = get_object_or_404(Round.objects.select_related("rulebook"), pk=round_id)
    response = HttpResponse(package_of(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{round_id}.zip"'
    return response


def package_of(round_: Round) -> bytes:
    """A round's facts, zipped: the frozen ones, or before the freeze those of this moment."""
    target = io.BytesIO()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "city"
        if round_.state in (Round.State.FROZEN, Round.State.PUBLISHED):
            KeptFolder.unpack(round_steps.facts_name(round_), folder)
        else:
            write_city(city_package(round_), folder)
            if round_.rulebook:
                (folder / "rulebook.toml").write_text(round_.rulebook.text, encoding="utf-8")
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for path in sorted(folder.rglob("*")):
                archive.write(path, path.relative_to(folder))
    return target.getvalue()


@require_http_methods(["GET", "POST"])
def new_round(request: HttpRequest) -> HttpResponse:
    """Begin to set up a round."""
    form = NewRoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = form.save()
        return redirect("office:edit_round", made.pk)
    return render(request, "office/new_round.html", {"form": form})
