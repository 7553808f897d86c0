"""The report of a round: one self-contained HTML page, fit to show a school board."""

from citycompact.enrollment.report.page import write_report

__all__ = ["write_report"]
