"""The steward's desk: what needs doing, meetings, statuses, registers, imports."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from citycompact.compact import PARTS, say_text, template
from citycompact.compact.network import losses
from citycompact.compact.surveys import CODES, INTERVIEW
from citycompact.facts import FactsError
from citycompact.web.accounts.models import Role
from citycompact.web.compact.agendas import agenda_for
from citycompact.web.compact.forms import (
    AnswerForm,
    BeginForm,
    CityForm,
    DecisionForm,
    FileForm,
    InterviewForm,
    MeetingForm,
    NewMeetingForm,
    StatusForm,
    VersionForm,
)
from citycompact.web.compact.importing import MOST_BYTES, import_series, keep_city, read_city
from citycompact.web.compact.living import recompute
from citycompact.web.compact.models import (
    AgreementVersion,
    CodedAnswer,
    Commitment,
    Compact,
    Decision,
    Evidence,
    Interview,
    Meeting,
    Party,
    Person,
    StatusChange,
)
from citycompact.web.compact.models.choices import spoken
from citycompact.web.compact.people_network import seats_and_stays
from citycompact.web.compact.records import REGISTERS
from citycompact.web.compact.state_of_play import state_of_play
from citycompact.web.office.models import City
from citycompact.web.page_language import page_language


def _may_write(request: HttpRequest) -> bool:
    return Role.STEWARD in request.access.roles  # type: ignore[attr-defined]


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every promise with its colour and why, the red ones first."""
    if not Compact.objects.exists():
        return render(request, "compact/begin.html", {"form": BeginForm(), "may_write": _may_write(request)})
    state = state_of_play()
    order = ("red", "amber", "green")
    rows = sorted(state.promises, key=lambda p: order.index(p.standing.colour))
    return render(
        request, "compact/desk.html",
        {"state": state, "promises": rows, "registers": REGISTERS, "may_write": _may_write(request),
         "meeting": Meeting.objects.filter(closed=False).order_by("held_on").first(), "city_form": CityForm()},
    )  # fmt: skip


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin the compact of this site's city."""
    city = City.current()
    form = BeginForm(request.POST)
    if city is None or Compact.objects.exists():
        raise Http404
    if not form.is_valid():
        return render(request, "compact/begin.html", {"form": form, "may_write": True})
    compact = form.save(commit=False)
    compact.city = city
    compact.save()
    messages.success(request, _("Saved."))
    return redirect("compact:desk")


@require_http_methods(["GET", "POST"])
def change_status(request: HttpRequest, commitment_id: str) -> HttpResponse:
    """Change a promise's status on evidence."""
    commitment = get_object_or_404(Commitment, pk=commitment_id)
    state = state_of_play()
    form = StatusForm(commitment, state.rules, request.POST or None, initial={"on": state.standing.on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        with transaction.atomic():
            evidence = given["evidence"] or Evidence.objects.create(
                evidence_id=_free_slug(Evidence, f"{commitment_id}-{given['on']}"), commitment=commitment, kind=given["kind"],
                on=given["on"], title=given["title"], source=given["source"],
            )  # fmt: skip
            StatusChange.objects.create(
                commitment=commitment, on=given["on"], status=given["status"], evidence=evidence, reason=given["reason"],
                reason_es=given["reason_es"],
            )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("compact:commitment", commitment_id)
    return render(
        request, "compact/form.html",
        {"title": _("Change the status"), "lead": say_text(commitment, "pledge", page_language()), "form": form,
         "back": "compact:commitment", "key": commitment_id},
    )  # fmt: skip


def _all_errors(form: ModelForm) -> str:
    return " ".join(str(error) for errors in form.errors.values() for error in errors)


def _free_slug(model: Any, wanted: str) -> str:
    """A short name that is not taken."""
    base = slugify(wanted)[:70]
    taken = set(model.objects.filter(pk__startswith=base).values_list("pk", flat=True))
    return next(name for name in (base, *(f"{base}-{n}" for n in range(2, 10_000))) if name not in taken)


@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """All meetings."""
    return render(request, "compact/meetings.html",
                  {"meetings": Meeting.objects.all(), "form": NewMeetingForm(), "may_write": _may_write(request)})  # fmt: skip


@require_POST
def new_meeting(request: HttpRequest) -> HttpResponse:
    """Set a meeting and make its agenda from the record of that day."""
    form = NewMeetingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _all_errors(form))
        return redirect("compact:meetings")
    meeting = form.save(commit=False)
    state = state_of_play()
    meeting.agenda = agenda_for(state.facts, state.rules, meeting.held_on)
    meeting.save()
    return redirect("compact:meeting", meeting.pk)


@require_http_methods(["GET", "POST"])
def meeting(request: HttpRequest, number: int) -> HttpResponse:
    """Agenda, decisions, minutes."""
    found = get_object_or_404(Meeting, pk=number)
    writes = _may_write(request)
    form = MeetingForm(request.POST or None, instance=found)
    if request.method == "POST":
        if not writes or found.closed:
            raise Http404
        if form.is_valid():
            form.save()
            messages.success(request, _("Saved."))
            return redirect("compact:meeting", number)
    tongue = page_language()
    parts = [(names[tongue], [i for i in found.agenda if i["part"] == part]) for part, names in PARTS.items()]
    return render(
        request, "compact/meeting.html",
        {"meeting": found, "parts": [(name, items) for name, items in parts if items], "tongue": tongue, "form": form,
         "decision_form": DecisionForm(), "decisions": found.decisions.select_related("owner_post"), "may_write": writes and not found.closed},
    )  # fmt: skip


@require_POST
def decide_at(request: HttpRequest, number: int) -> HttpResponse:
    """Record a decision; where it is about a promise, it is evidence from then on."""
    found = get_object_or_404(Meeting, pk=number, closed=False)
    form = DecisionForm(request.POST)
    if form.is_valid():
        with transaction.atomic():
            decision: Decision = form.save(commit=False)
            decision.meeting, decision.on = found, found.held_on
            decision.decision_id = _free_slug(Decision, f"d-{found.held_on}")
            decision.save()
            if decision.commitment is not None:
                Evidence.objects.create(
                    evidence_id=_free_slug(Evidence, decision.decision_id), commitment=decision.commitment, kind="decision",
                    on=found.held_on, title=decision.what[:200], title_es=decision.what_es[:200],
                )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("compact:meeting", number)
    messages.error(request, _all_errors(form))
    return redirect("compact:meeting", number)


@require_safe
def records(request: HttpRequest, kind: str) -> HttpResponse:
    """One register."""
    register = REGISTERS.get(kind)
    if register is None:
        raise Http404
    page = Paginator(register.model.objects.select_related().order_by("pk"), 100).get_page(
        request.GET.get("page")
    )
    return render(request, "compact/records.html",
                  {"kind": kind, "register": register, "page": page, "may_write": _may_write(request)})  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_record(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a record to a register."""
    return _edit(request, kind, None)


@require_http_methods(["GET", "POST"])
def edit_record(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Change a record; the trail keeps what it was."""
    register = REGISTERS.get(kind)
    if register is None or register.final:
        raise Http404
    try:
        return _edit(request, kind, get_object_or_404(register.model, pk=key))
    except ValueError:
        raise Http404 from None


def _edit(request: HttpRequest, kind: str, record: Any) -> HttpResponse:
    register = REGISTERS.get(kind)
    if register is None:
        raise Http404
    if request.method == "POST" and request.POST.get("remove") and record is not None and register.removable:
        record.delete()
        messages.success(request, _("Removed."))
        return redirect("compact:records", kind)
    form = register.form(record is None)(request.POST or None, instance=record)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error(None, _("This contradicts another record."))
        else:
            messages.success(request, _("Saved."))
            return redirect("compact:records", kind)
    return render(
        request, "compact/form.html",
        {"title": register.title, "lead": str(record) if record else "", "form": form, "back": "compact:records", "key": kind, "why": True, "removable": register.removable and record is not None},
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_version(request: HttpRequest) -> HttpResponse:
    """A new version of the agreement's text, begun from the last one or from the templates."""
    last = AgreementVersion.objects.first()
    start = {
        "text_en": last.text_en if last else "",
        "text_es": last.text_es if last else "",
        "adopted_on": City.today(),
    }
    if request.method == "POST" and request.POST.get("begin"):
        areas = [a for a in request.POST.getlist("areas") if a]
        start = {
            **start, **{name: request.POST.get(name, "") for name in ("note", "adopted_on")},
            "text_en": "\n\n".join(filter(None, [request.POST.get("text_en", "").strip(), template(areas, "en") if areas else ""])),
            "text_es": "\n\n".join(filter(None, [request.POST.get("text_es", "").strip(), template(areas, "es") if areas else ""])),
        }  # fmt: skip
        form = VersionForm(initial=start)
    else:
        form = VersionForm(request.POST or None, initial=start)
        if request.method == "POST" and form.is_valid():
            version = form.save(commit=False)
            version.number = (last.number if last else 0) + 1
            version.save(force_insert=True)
            messages.success(request, _("Saved."))
            return redirect("compact:agreement")
    return render(
        request, "compact/form.html",
        {"title": _("New version of the agreement"), "lead": "", "form": form, "back": "compact:agreement", "key": "", "begin": True},
    )  # fmt: skip


@require_POST
def series(request: HttpRequest) -> HttpResponse:
    """Import a series."""
    return _import(request, lambda content: import_series(content), "compact:indicators")


@require_POST
def import_city(request: HttpRequest) -> HttpResponse:
    """Import another city's compact."""
    given = {name: request.POST.get(name, "").strip() for name in ("city_id", "name", "state")}
    given["city_id"] = slugify(given["city_id"])

    def take(content: bytes) -> int:
        return len(keep_city(read_city(content, **given)).files)

    return _import(request, take, "compact:cities")


def _import(request: HttpRequest, take: Any, target: str) -> HttpResponse:
    form = FileForm(request.POST, request.FILES)
    problems: list[Any] = []
    if form.is_valid():
        upload = form.cleaned_data["file"]
        if upload.size > MOST_BYTES:
            problems = [_("The file is larger than 5 MB.")]
        else:
            try:
                count = take(upload.read())
            except FactsError as error:
                problems = error.problems
            else:
                messages.success(
                    request,
                    ngettext("%(count)s row or table imported.", "%(count)s rows or tables imported.", count)
                    % {"count": count},
                )
                return redirect(target)
    else:
        problems = [_("Choose a file.")]
    return render(
        request, "compact/problems.html", {"problems": problems[:200], "total": len(problems)}, status=422
    )


@require_POST
def recompute_now(request: HttpRequest) -> HttpResponse:
    """Compute the living indicators now instead of tonight."""
    count = recompute(City.today())
    messages.success(
        request,
        ngettext("%(count)s reading computed.", "%(count)s readings computed.", count) % {"count": count},
    )
    return redirect("compact:indicators")


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The register of people who span the boundary, and what disappears if one of them leaves."""
    stays, seats = seats_and_stays()
    names = dict(Party.objects.values_list("party_id", "name"))
    found = {str(p.pk): p for p in Person.objects.prefetch_related("stays__organization", "team_seats__team")}
    lost = [
        (found[item.person], [(names[a], names[b]) for a, b in item.ties], item.teams)
        for item in losses(stays, seats)
    ]
    return render(
        request,
        "compact/people.html",
        {"people": found.values(), "losses": lost, "may_write": _may_write(request)},
    )


@require_http_methods(["GET", "POST"])
def interviews(request: HttpRequest) -> HttpResponse:
    """The instrument, and all interviews."""
    form = InterviewForm(request.POST or None)
    writes = _may_write(request)
    if request.method == "POST":
        if not writes:
            raise Http404
        if form.is_valid():
            return redirect("compact:interview", form.save().pk)
    return render(
        request, "compact/interviews.html",
        {"questions": [spoken(words) for words in INTERVIEW.values()], "interviews": Interview.objects.prefetch_related("answers"),
         "form": form, "may_write": writes},
    )  # fmt: skip


def _interview_as_evidence(answer: CodedAnswer) -> None:
    """Evidence says that an interview was coded so; neither who spoke nor what was said."""
    words = CODES[answer.code]
    Evidence.objects.create(
        evidence_id=_free_slug(Evidence, f"interview-{answer.commitment_id}-{answer.interview.on}"),
        commitment=answer.commitment, kind="interview", on=answer.interview.on,
        title=f"Interview, coded as: {words['en'].lower()}", title_es=f"Entrevista, codificada como: {words['es'].lower()}",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def interview(request: HttpRequest, number: int) -> HttpResponse:
    """One interview's coded answers."""
    found = get_object_or_404(Interview, pk=number)
    form = AnswerForm(request.POST or None)
    writes = _may_write(request)
    if request.method == "POST":
        if not writes:
            raise Http404
        if form.is_valid():
            with transaction.atomic():
                answer = form.save(commit=False)
                answer.interview = found
                answer.save()
                if form.cleaned_data["as_evidence"]:
                    _interview_as_evidence(answer)
            messages.success(request, _("Saved."))
            return redirect("compact:interview", number)
    return render(
        request, "compact/interview.html",
        {"interview": found, "answers": found.answers.select_related("commitment"), "form": form, "may_write": writes},
    )  # fmt: skip
