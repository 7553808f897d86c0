"""Addresses of the compact."""

from django.urls import path
from django.views.generic import RedirectView

from citycompact.web.compact import (
    amendment_pages,
    exchanges,
    family_survey,
    interviews,
    meetings,
    other_cities,
    people,
    public,
    steward,
    table_pages,
)

app_name = "compact"
urlpatterns = [
    path("", public.overview, name="overview"),
    path("promise/<slug:promise_id>/", public.promise, name="promise"),
    path("promise/<slug:promise_id>/status/", steward.change_status, name="change_status"),
    path("promise/<slug:promise_id>/terms/", amendment_pages.terms, name="terms"),
    path("promise/<slug:promise_id>/terms/<slug:kind>/<slug:key>/", amendment_pages.amend, name="amend"),
    path("amendments/", amendment_pages.amendments, name="amendments"),
    path("amendments/<int:number>/", amendment_pages.vote_on_amendment, name="vote"),
    path("amendments/<int:number>/withdraw/", amendment_pages.withdraw_amendment, name="withdraw"),
    path("evidence/<slug:evidence_id>/", public.evidence, name="evidence"),
    path("agreement/", public.agreement, name="agreement"),
    path("agreement/new-version/", steward.new_version, name="new_version"),
    path("indicators/", public.indicators, name="indicators"),
    path("indicators/import/", steward.series, name="import_series"),
    path("indicators/recompute/", steward.recompute_now, name="recompute"),
    path("indicator/<slug:indicator_id>/", public.indicator, name="indicator"),
    path("indicator/<slug:indicator_id>/chart.svg", public.chart, name="chart"),
    path("barriers/", public.barriers, name="barriers"),
    path("network/", public.network, name="network"),
    path("network/picture.svg", public.network_picture, name="network_picture"),
    path("partnership-schools/", public.partnership, name="partnership"),
    path("exchanges/", exchanges.exchanges, name="exchanges"),
    path("exchanges/<int:number>/", exchanges.sign_up, name="sign_up"),
    path("survey/", family_survey.survey, name="survey"),
    path("survey/results/", family_survey.survey_results, name="survey_results"),
    path("cities/", other_cities.cities, name="cities"),
    path("cities/import/", steward.import_city, name="import_city"),
    path("minutes/", public.meeting_minutes, name="meeting_minutes"),
    path("report.pdf", public.report_pdf, name="report_pdf"),
    path("open-data.zip", public.open_data, name="open_data"),
    path("progress.json", public.progress, name="progress"),
    # An earlier name of the same.
    path(
        "standing.json",
        RedirectView.as_view(pattern_name="compact:progress", permanent=True),
        name="standing",
    ),
    path("desk/", steward.desk, name="desk"),
    path("desk/begin/", steward.begin, name="begin"),
    path("desk/meetings/", meetings.meetings, name="meetings"),
    path("desk/meetings/new/", meetings.new_meeting, name="new_meeting"),
    path("desk/meetings/<int:number>/", meetings.meeting, name="meeting"),
    path("desk/meetings/<int:number>/resolve/", meetings.resolve, name="resolve"),
    path("desk/people/", people.people, name="people"),
    path("desk/interviews/", interviews.interviews, name="interviews"),
    path("desk/interviews/<int:number>/", interviews.interview, name="interview"),
    path("desk/tables/<slug:kind>/", table_pages.table, name="table"),
    path("desk/tables/<slug:kind>/new/", table_pages.new_row, name="new_row"),
    path("desk/tables/<slug:kind>/<slug:key>/", table_pages.edit_row, name="edit_row"),
    # Earlier addresses of the same.
    path(
        "desk/meetings/<int:number>/decide/",
        RedirectView.as_view(pattern_name="compact:meeting", permanent=True),
        name="decide",
    ),
    path("desk/records/<slug:kind>/", table_pages.moved, name="records"),
    path("desk/records/<slug:kind>/new/", table_pages.moved, {"then": "new/"}, name="new_record"),
    path("desk/records/<slug:kind>/<slug:key>/", table_pages.moved, name="edit_record"),
]
