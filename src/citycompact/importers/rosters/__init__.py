"""Rosters: who is a student of which school now, with names, to hold what families say against.

A roster is read into memory and never written; what it confirms is a row of ``verifications``.
"""

from citycompact.importers.rosters.from_oneroster import roster_of_export
from citycompact.importers.rosters.from_sheet import roster_of_sheet
from citycompact.importers.rosters.present_schools import FINDINGS, present_schools
from citycompact.importers.rosters.reading import read_roster
from citycompact.importers.rosters.roster import Roster
from citycompact.importers.rosters.schools import MatchedSchools, matched_schools

__all__ = [
    "FINDINGS",
    "MatchedSchools",
    "Roster",
    "matched_schools",
    "present_schools",
    "read_roster",
    "roster_of_export",
    "roster_of_sheet",
]
