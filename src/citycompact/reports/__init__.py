"""Reports: one self-contained HTML page with charts, fit to show a school board; used by every room."""

from citycompact.reports.page import page

__all__ = ["page"]
