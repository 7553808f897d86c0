"""A believable synthetic city: the same options give the same bytes."""

from citycompact.city.demo.build import build_demo_city

__all__ = ["build_demo_city"]
