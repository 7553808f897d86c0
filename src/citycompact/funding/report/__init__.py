"""The report of a year's budgets: one self-contained HTML page, safe to publish, fit to show a board."""

from citycompact.funding.report.page import write_report

__all__ = ["write_report"]
