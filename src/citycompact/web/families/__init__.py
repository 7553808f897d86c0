"""Families: children, applications, receipts, results."""
