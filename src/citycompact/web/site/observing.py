"""Structured logs, health and metrics: which route, how long, what status; never who or which address."""

from __future__ import annotations

import json
import logging
import time
import traceback
from collections.abc import Callable

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

log = logging.getLogger("citycompact.request")
REQUESTS = Counter("citycompact_requests_total", "Requests", ["route", "method", "status"])
SECONDS = Histogram("citycompact_request_seconds", "Time to answer", ["route"])


class JsonLines(logging.Formatter):
    """One JSON object a line. Of an exception only its kind and place are kept: its text may hold data."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record."""
        line = {
            "time": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage() if record.name.startswith("citycompact") else record.msg,
            **getattr(record, "fields", {}),
        }
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            line["error"] = record.exc_info[0].__name__
            line["where"] = [f"{frame.filename}:{frame.lineno}" for frame in frames[-4:]]
        return json.dumps(line, default=str)


class RequestLog:
    """Counts and logs every request by its route's name, not its address, which may hold an id."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.answer(request)
        taken = time.perf_counter() - began
        match = request.resolver_match
        route = match.view_name if match else "none"
        REQUESTS.labels(route, request.method, response.status_code).inc()
        SECONDS.labels(route).observe(taken)
        fields = {
            "route": route,
            "method": request.method,
            "status": response.status_code,
            "ms": round(taken * 1e3),
        }
        if response.status_code >= 500:
            log.error("request", extra={"fields": fields})
        elif match:
            log.debug("request", extra={"fields": fields})
        return response

    def process_exception(self, _request: HttpRequest, error: Exception) -> None:
        """Log the kind and place of an error that reached the top; what is refused in words is none."""
        if not isinstance(error, Http404 | PermissionDenied | SuspiciousOperation):
            log.error("unhandled", exc_info=error)


def health(_request: HttpRequest) -> JsonResponse:
    """Say whether the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok"})


def metrics(_request: HttpRequest) -> HttpResponse:
    """Metrics of this process for Prometheus."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)
