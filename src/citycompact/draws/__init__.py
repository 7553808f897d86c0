"""Public draws: what signed rules fix of them beforehand, and how a rule says it."""

from citycompact.draws.rule import FEWEST_RESULTS, DrawRule
from citycompact.draws.sentence import draw_sentence

__all__ = ["FEWEST_RESULTS", "DrawRule", "draw_sentence"]
