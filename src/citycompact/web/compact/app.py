"""What the compact's pages add to the site."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from citycompact.rooms import tables
from citycompact.web.compact import (
    amendment_pages,
    exchanges,
    family_survey,
    interviews,
    meetings,
    moving,
    nightly,
    other_cities,
    people,
    public,
    steward,
)
from citycompact.web.compact.facts_from_database import MODELS
from citycompact.web.compact.importing import MOST_BYTES
from citycompact.web.compact.models import (
    AgreementSignature,
    AgreementVersion,
    Amendment,
    AmendmentProposal,
    AmendmentVote,
    Attempt,
    Barrier,
    BlockedPromise,
    CityItem,
    CodedAnswer,
    Compact,
    Evidence,
    Exchange,
    GovernanceProfile,
    Indicator,
    Interview,
    LeverPosition,
    Measurement,
    Meeting,
    Milestone,
    OtherCity,
    Party,
    Person,
    Post,
    Promise,
    Resolution,
    SignUp,
    StatusChange,
    Stay,
    SurveyAnswer,
    SurveyTicket,
    SurveyWave,
    Target,
    Team,
    TeamSeat,
    Tenure,
    Waiting,
)
from citycompact.web.compact.published_progress import PROGRESS, begin_publication
from citycompact.web.compact.registers import REGISTERS
from citycompact.web.compact.waiting import amendments
from citycompact.web.declarations import (
    App,
    Link,
    Official,
    Personal,
    Route,
    Tracked,
    Untracked,
    Waits,
    moved_to,
)
from citycompact.web.roles import ANYONE, APPROVER, AUDITOR, EVERY_ROLE, FAMILY, OPERATOR, SIGNED_IN, STEWARD
from citycompact.web.rows import Rows
from citycompact.web.site.models import User


def moved_register(request: HttpRequest, kind: str, key: str = "", then: str = "") -> HttpResponse:
    """The present address of a register, or of a row in it, for an earlier one."""
    address = reverse("tables:table", args=(FORMERLY.get(kind, kind),))
    return redirect(f"{address}{then}{f'{key}/' if key else ''}", permanent=True)


FORMERLY = {
    "commitments": "promises",
    "hindrances": "blocked_promises",
    "decisions": "resolutions",
    "seats": "team_seats",
}
"""Earlier name of a register in its address to the present one."""

_STAFF = frozenset({AUDITOR, STEWARD})
_NOTED = {"private_note": {STEWARD}}
_HOLDER = {"person": {STEWARD}, "user": {STEWARD}}
_RESPONDENT = {"respondent": {STEWARD}}
_QUOTE = {"quote": {STEWARD}}
_NOTE = {"private_note": "a note of the steward, for nobody else"}
_OWN = {
    "parties": _NOTE,
    "promises": _NOTE,
    "evidence": _NOTE,
    "barriers": _NOTE,
    "tenures": {
        "person": "who holds the post, among the people whose names are private",
        "user": "the account that is reminded",
    },
    "indicators": {"computed_on": "when it was computed last, from measurements that say so themselves"},
    "resolutions": {"meeting": "whose minutes hold it; a resolution carries its own day"},
}

APP = App(
    package=moving.PARTS,
    prefix="compact/",
    namespace="compact",
    styles=("compact/compact.css",),
    routes=(
        Route("overview", "", public.overview, EVERY_ROLE),
        Route("promise", "promise/<slug:promise_id>/", public.promise, EVERY_ROLE),
        Route(
            "change_status",
            "promise/<slug:promise_id>/status/",
            steward.change_status,
            {STEWARD},
            reads="nothing",
        ),
        Route("terms", "promise/<slug:promise_id>/terms/", amendment_pages.terms, {STEWARD}, reads="nothing"),
        Route(
            "amend",
            "promise/<slug:promise_id>/terms/<slug:kind>/<slug:key>/",
            amendment_pages.amend,
            {STEWARD},
            reads="nothing",
        ),
        Route(
            "amendments",
            "amendments/",
            amendment_pages.amendments,
            {APPROVER, AUDITOR, STEWARD},
            reads="nothing",
        ),
        Route(
            "vote", "amendments/<int:number>/", amendment_pages.vote_on_amendment, {APPROVER}, reads="nothing"
        ),
        Route(
            "withdraw",
            "amendments/<int:number>/withdraw/",
            amendment_pages.withdraw_amendment,
            {STEWARD},
            reads="nothing",
        ),
        Route("evidence", "evidence/<slug:evidence_id>/", public.evidence, EVERY_ROLE),
        Route("agreement", "agreement/", public.agreement, EVERY_ROLE),
        Route("new_version", "agreement/new-version/", steward.new_version, {STEWARD}, reads="nothing"),
        Route("indicators", "indicators/", public.indicators, EVERY_ROLE),
        Route(
            "import_series",
            "indicators/import/",
            steward.series,
            {STEWARD},
            reads="nothing",
            takes=MOST_BYTES,
        ),
        Route("recompute", "indicators/recompute/", steward.recompute_now, {STEWARD}, reads="nothing"),
        Route("indicator", "indicator/<slug:indicator_id>/", public.indicator, EVERY_ROLE),
        Route("chart", "indicator/<slug:indicator_id>/chart.svg", public.chart, EVERY_ROLE),
        Route("barriers", "barriers/", public.barriers, EVERY_ROLE),
        Route("network", "network/", public.network, EVERY_ROLE),
        Route("network_picture", "network/picture.svg", public.network_picture, EVERY_ROLE),
        Route("partnership", "partnership-schools/", public.partnership, EVERY_ROLE),
        Route("exchanges", "exchanges/", exchanges.exchanges, EVERY_ROLE),
        Route("sign_up", "exchanges/<int:number>/", exchanges.sign_up, SIGNED_IN),
        Route("survey", "survey/", family_survey.survey, SIGNED_IN),
        Route("survey_results", "survey/results/", family_survey.survey_results, EVERY_ROLE),
        Route("cities", "cities/", other_cities.cities, EVERY_ROLE),
        Route(
            "import_city", "cities/import/", steward.import_city, {STEWARD}, reads="nothing", takes=MOST_BYTES
        ),
        Route("meeting_minutes", "minutes/", public.meeting_minutes, EVERY_ROLE),
        Route("report_pdf", "report.pdf", public.report_pdf, EVERY_ROLE),
        Route("open_data", "open-data.zip", public.open_data, EVERY_ROLE),
        Route("progress", "progress.json", public.progress, EVERY_ROLE),
        Route("standing", "standing.json", moved_to("compact:progress"), EVERY_ROLE),
        Route("desk", "desk/", steward.desk, {AUDITOR, STEWARD}, reads="nothing"),
        Route("begin", "desk/begin/", steward.begin, {STEWARD}, reads="nothing"),
        Route("publish_progress", "desk/publish-progress/", begin_publication, {STEWARD}, reads="nothing"),
        Route("meetings", "desk/meetings/", meetings.meetings, {AUDITOR, STEWARD}, reads="nothing"),
        Route("new_meeting", "desk/meetings/new/", meetings.new_meeting, {STEWARD}, reads="nothing"),
        Route(
            "meeting", "desk/meetings/<int:number>/", meetings.meeting, {AUDITOR, STEWARD}, reads="nothing"
        ),
        Route("resolve", "desk/meetings/<int:number>/resolve/", meetings.resolve, {STEWARD}, reads="nothing"),
        Route("people", "desk/people/", people.people, {AUDITOR, STEWARD}, reads="nothing"),
        Route("interviews", "desk/interviews/", interviews.interviews, {AUDITOR, STEWARD}, reads="nothing"),
        Route(
            "interview",
            "desk/interviews/<int:number>/",
            interviews.interview,
            {AUDITOR, STEWARD},
            reads="nothing",
        ),
        Route(
            "decide",
            "desk/meetings/<int:number>/decide/",
            moved_to("compact:meeting"),
            {AUDITOR, STEWARD},
            reads="nothing",
        ),
        *(
            Route(
                f"{place}_{name}",
                f"desk/{place}/<slug:kind>/{rest}",
                moved_register,
                _STAFF,
                {"then": then},
                reads="nothing",
            )
            for place in ("tables", "records")
            for name, rest, then in (
                ("list", "", ""),
                ("new", "new/", "new/"),
                ("row", "<slug:key>/", "row/"),
            )
        ),
    ),
    links=(
        Link("compact:overview", _("Promises"), {ANYONE, FAMILY, STEWARD, APPROVER, OPERATOR, AUDITOR}, 10),
        Link("compact:desk", _("Steward"), {STEWARD, AUDITOR}, 80),
        Link("compact:amendments", _("Amendments"), {APPROVER}, 90),
    ),
    waits=(Waits({APPROVER}, amendments),),
    homes={STEWARD: (50, "compact:desk")},
    trail={
        Compact: Tracked("compact", {STEWARD}, _NOTED),
        Party: Tracked("party", {STEWARD}, _NOTED),
        AgreementVersion: Tracked("agreement", {STEWARD}),
        AgreementSignature: Tracked("agreement signature", {STEWARD}),
        AmendmentProposal: Tracked("proposed amendment", {STEWARD}),
        AmendmentVote: Tracked("vote on an amendment", {STEWARD}),
        Amendment: Tracked("amendment", {STEWARD}),
        Barrier: Tracked("barrier", {STEWARD}, _NOTED),
        BlockedPromise: Tracked("blocked promise", {STEWARD}),
        Attempt: Tracked("attempt", {STEWARD}),
        LeverPosition: Tracked("position of the state", {STEWARD}),
        Waiting: Tracked("promise that waits", {STEWARD}),
        Interview: Tracked("interview", {STEWARD}, _RESPONDENT),
        CodedAnswer: Tracked("coded answer", {STEWARD}, _QUOTE),
        Indicator: Tracked("indicator", {STEWARD}),
        Measurement: Tracked("measurement", {STEWARD}),
        Target: Tracked("target", {STEWARD}),
        Meeting: Tracked("meeting", {STEWARD}, _NOTED),
        Resolution: Tracked("resolution", {STEWARD}),
        OtherCity: Tracked("other city", {STEWARD}),
        CityItem: Tracked("item of another city", {STEWARD}),
        GovernanceProfile: Tracked("governance profile", {STEWARD}, _NOTED),
        Person: Tracked("person", {STEWARD}, _NOTED),
        Stay: Tracked("stay", {STEWARD}),
        Team: Tracked("joint team", {STEWARD}),
        TeamSeat: Tracked("seat in a team", {STEWARD}),
        Exchange: Tracked("exchange", {STEWARD}),
        SignUp: Tracked("sign-up for an exchange", {STEWARD}),
        Post: Tracked("post", {STEWARD}),
        Tenure: Tracked("holder of a post", {STEWARD}, _HOLDER),
        Promise: Tracked("promise", {STEWARD}, _NOTED),
        Evidence: Tracked("evidence", {STEWARD}, _NOTED),
        Milestone: Tracked("milestone", {STEWARD}),
        StatusChange: Tracked("status of a promise", {STEWARD}),
        SurveyWave: Tracked("survey", {STEWARD}),
        SurveyTicket: Untracked("its time beside an answer's would tell whose that is; it never changes"),
        SurveyAnswer: Untracked("its time beside a ticket's would tell whose it is; it never changes"),
    },
    personal={
        AmendmentProposal: Official("an amendment stands with the name of who proposed it"),
        AmendmentVote: Official("a vote for a sector stands as long as the amendment that it carried"),
        Tenure: Official("who holds a post answers for its promises, and did so at the time"),
        SignUp: Personal(
            "sign_ups",
            "user",
            ("exchange__title", "exchange__on"),
            root=User,
            history="user_id::text = any(%s)",
        ),
        SurveyTicket: Personal("answered_surveys", "user", ("wave__name",), root=User),
    },
    rows=tuple(Rows(tables()[name], model, own=_OWN.get(name, {})) for name, model in MODELS.items()),
    decisions=(PROGRESS,),
    tables=REGISTERS,
    jobs=(nightly,),
)
