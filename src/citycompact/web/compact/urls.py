"""Addresses of the compact."""

from django.urls import path

from citycompact.web.compact import public, steward, together

app_name = "compact"
urlpatterns = [
    path("", public.overview, name="overview"),
    path("promise/<slug:commitment_id>/", public.commitment, name="commitment"),
    path("promise/<slug:commitment_id>/status/", steward.change_status, name="change_status"),
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
    path("exchanges/", together.exchanges, name="exchanges"),
    path("exchanges/<int:number>/", together.sign_up, name="sign_up"),
    path("survey/", together.survey, name="survey"),
    path("survey/results/", together.survey_results, name="survey_results"),
    path("cities/", together.cities, name="cities"),
    path("cities/import/", steward.import_city, name="import_city"),
    path("minutes/", public.meeting_minutes, name="meeting_minutes"),
    path("report.pdf", public.report_pdf, name="report_pdf"),
    path("open-data.zip", public.open_data, name="open_data"),
    path("standing.json", public.standing, name="standing"),
    path("desk/", steward.desk, name="desk"),
    path("desk/begin/", steward.begin, name="begin"),
    path("desk/meetings/", steward.meetings, name="meetings"),
    path("desk/meetings/new/", steward.new_meeting, name="new_meeting"),
    path("desk/meetings/<int:number>/", steward.meeting, name="meeting"),
    path("desk/meetings/<int:number>/decide/", steward.decide_at, name="decide"),
    path("desk/people/", steward.people, name="people"),
    path("desk/interviews/", steward.interviews, name="interviews"),
    path("desk/interviews/<int:number>/", steward.interview, name="interview"),
    path("desk/records/<slug:kind>/", steward.records, name="records"),
    path("desk/records/<slug:kind>/new/", steward.new_record, name="new_record"),
    path("desk/records/<slug:kind>/<slug:key>/", steward.edit_record, name="edit_record"),
]
