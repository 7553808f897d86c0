"""Rows of the compact; those that stand in a compact package have its tables' column names."""

from citycompact.web.compact.models.agreement import AgreementSignature, AgreementVersion, Compact, Party
from citycompact.web.compact.models.asking import (
    CodedAnswer,
    Interview,
    SurveyAnswer,
    SurveyTicket,
    SurveyWave,
)
from citycompact.web.compact.models.hindrances import Attempt, Barrier, Hindrance, LeverPosition, Waiting
from citycompact.web.compact.models.measures import Indicator, Reading, Target
from citycompact.web.compact.models.meetings import Decision, Meeting
from citycompact.web.compact.models.other_cities import CityItem, OtherCity
from citycompact.web.compact.models.partnership import GovernanceProfile
from citycompact.web.compact.models.people import Exchange, Person, SignUp, Stay, Team, TeamSeat
from citycompact.web.compact.models.promises import (
    Commitment,
    Evidence,
    Milestone,
    Post,
    StatusChange,
    Tenure,
)

__all__ = [
    "AgreementSignature",
    "AgreementVersion",
    "Attempt",
    "Barrier",
    "CityItem",
    "CodedAnswer",
    "Commitment",
    "Compact",
    "Decision",
    "Evidence",
    "Exchange",
    "GovernanceProfile",
    "Hindrance",
    "Indicator",
    "Interview",
    "LeverPosition",
    "Meeting",
    "Milestone",
    "OtherCity",
    "Party",
    "Person",
    "Post",
    "Reading",
    "SignUp",
    "StatusChange",
    "Stay",
    "SurveyAnswer",
    "SurveyTicket",
    "SurveyWave",
    "Target",
    "Team",
    "TeamSeat",
    "Tenure",
    "Waiting",
]
