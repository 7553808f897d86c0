"""City Compact: what a school district and its charter schools do together."""

__version__ = "0.2.0"
