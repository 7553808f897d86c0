"""What the API offers: schools, programs and rounds openly; exports with a token."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

import pghistory
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import NinjaAPI, Path, Query, Schema
from ninja.security import HttpBearer

from citycompact.web.api.models import ApiToken
from citycompact.web.api.oneroster_export import NotAsPublished, placed_students
from citycompact.web.city.models import Program, School
from citycompact.web.decisions.exports import note_export, package_of
from citycompact.web.enrollment.models import Round


class Bearer(HttpBearer):
    """A token with one of the needed scopes."""

    def __init__(self, *scopes: str) -> None:
        super().__init__()
        self.scopes = frozenset(scopes)

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:
        """The token, where it is valid and may do this."""
        found = ApiToken.by_secret(token)
        if found is None or self.scopes.isdisjoint(found.scopes):
            return None
        pghistory.context(token=f"{found.pk}: {found.name}")
        return found


api = NinjaAPI(
    title="City Compact",
    version="1",
    description=(
        "Schools, programs and rounds of a city's common enrollment. Exports need a token of the office."
    ),
    urls_namespace="api",
    docs_url=None,
)

Offset = Annotated[int, Query(ge=0, le=1_000_000, description="How many to skip.")]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at the most.")]
RoundId = Annotated[str, Path(pattern="^[-a-zA-Z0-9_]{1,40}$")]


class Fault(Schema):
    """Why a request was not answered."""

    detail: str


class SchoolOut(Schema):
    """A school."""

    school_id: str
    name: str
    operator: str
    sector: str
    address: str | None
    latitude: float | None
    longitude: float | None
    start_time: str | None
    end_time: str | None


class ProgramOut(Schema):
    """Seats for one grade at one school."""

    program_id: str
    school_id: str
    grade: str
    name: str | None
    seats: int
    language: str | None


class RoundOut(Schema):
    """A round; times are ISO 8601 with their offset from UTC."""

    round_id: str
    name: str
    state: str
    opens_at: datetime.datetime
    closes_at: datetime.datetime
    grades: list[str]


@api.get("/schools", response=list[SchoolOut], tags=["facts"])
def schools(request: HttpRequest, offset: Offset = 0, limit: Limit = 100) -> list[dict[str, Any]]:
    """All schools."""
    found = School.objects.select_related("operator").order_by("school_id")[offset : offset + limit]
    return [
        {
            "school_id": s.pk,
            "name": s.name,
            "operator": s.operator.name,
            "sector": s.operator.sector,
            "address": s.address,
            "latitude": s.latitude,
            "longitude": s.longitude,
            "start_time": s.start_time,
            "end_time": s.end_time,
        }
        for s in found
    ]


@api.get("/programs", response=list[ProgramOut], tags=["facts"])
def programs(
    request: HttpRequest, grade: str = "", school_id: str = "", offset: Offset = 0, limit: Limit = 100
) -> list[Program]:
    """Programs, of one grade or school where that is asked."""
    found = Program.objects.order_by("program_id")
    # PostgreSQL has no place for NUL in a text, so nothing can be stored under it.
    if "\x00" in grade + school_id:
        return []
    if grade:
        found = found.filter(grade=grade)
    if school_id:
        found = found.filter(school_id=school_id)
    return list(found[offset : offset + limit])


@api.get("/rounds", response=list[RoundOut], tags=["rounds"])
def rounds(request: HttpRequest) -> list[Round]:
    """Rounds that are or were open."""
    return list(Round.objects.opened())


@api.get("/rounds/{round_id}/commitment", response={200: dict[str, Any], 404: Fault}, tags=["rounds"])
def commitment(request: HttpRequest, round_id: RoundId) -> Any:
    """The commitment that was published before the seed was drawn."""
    found = Round.objects.filter(pk=round_id).first()
    if found is None or found.commitment is None:
        return 404, {"detail": "no commitment is published for this round"}
    return 200, found.commitment


_ZIP = {
    200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}},
    401: {"description": "no valid token"},
    404: {"description": "no such round, or nothing to export yet"},
    409: {"description": "a result differs from what was published"},
}


@api.get(
    "/rounds/{round_id}/package",
    auth=Bearer("package", "whole_package"),
    tags=["exports"],
    openapi_extra={"responses": _ZIP},
)
def package(request: HttpRequest, round_id: RoundId) -> HttpResponse:
    """The facts of a round as a city package; without homes and families (scope: package), or with them
    (scope: whole_package)."""
    found = get_object_or_404(Round.objects.select_related("rulebook"), pk=round_id)
    token: ApiToken = request.auth  # type: ignore[attr-defined]  # put there by Bearer
    whole = "whole_package" in token.scopes
    name = round_id if whole else f"{round_id}-without-homes"
    return _taken(request, found, package_of(found.decision, whole=whole), name)


@api.get(
    "/rounds/{round_id}/oneroster",
    auth=Bearer("placements"),
    tags=["exports"],
    openapi_extra={"responses": _ZIP},
)
def oneroster(request: HttpRequest, round_id: RoundId) -> HttpResponse:
    """Placed students as OneRoster 1.2 CSV, once results are published (scope: placements)."""
    found = get_object_or_404(Round, pk=round_id)
    try:
        return _taken(request, found, placed_students(found), f"{round_id}-oneroster")
    except ValueError:
        raise ObjectDoesNotExist from None


@api.exception_handler(NotAsPublished)
def not_as_published(request: HttpRequest, error: Exception) -> HttpResponse:
    """409 as JSON."""
    detail = "a result differs from what was published: restore it from the published record first"
    return api.create_response(request, {"detail": detail}, status=409)


@api.exception_handler(ObjectDoesNotExist)
def nothing(request: HttpRequest, error: Exception) -> HttpResponse:
    """404 as JSON."""
    return api.create_response(request, {"detail": "there is nothing to export yet"}, status=404)


def _taken(request: HttpRequest, round_: Round, content: bytes, name: str) -> HttpResponse:
    """A file about children, which the trail says was taken, and by which token."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]  # put there by Bearer
    note_export(round_.decision, f"{name}.zip", content, token=token.name)
    response = HttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}.zip"'
    response["Cache-Control"] = "no-store"
    return response
