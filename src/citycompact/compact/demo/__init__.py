"""A compact with a history, and example cities; nobody and nothing in them exists."""

from citycompact.compact.demo.example_cities import example_cities
from citycompact.compact.demo.port_ellery import port_ellery

__all__ = ["example_cities", "port_ellery"]
