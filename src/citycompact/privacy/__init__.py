"""Privacy: what may be shown in public of counts of people."""

from citycompact.privacy.suppression import SMALLEST_SHOWN, suppress

__all__ = ["SMALLEST_SHOWN", "suppress"]
