"""Enrollment: rounds, families, schools, and the office."""
