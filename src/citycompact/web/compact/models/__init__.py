"""Rows of the compact; those that stand in a compact package have its tables' column names."""

from citycompact.web.compact.models.agreement import AgreementSignature, AgreementVersion, Compact, Party
from citycompact.web.compact.models.amendments import Amendment, AmendmentProposal, AmendmentVote
from citycompact.web.compact.models.barriers import Attempt, Barrier, BlockedPromise, LeverPosition, Waiting
from citycompact.web.compact.models.interviews import CodedAnswer, Interview
from citycompact.web.compact.models.measures import Indicator, Measurement, Target
from citycompact.web.compact.models.meetings import Meeting, Resolution
from citycompact.web.compact.models.other_cities import CityItem, OtherCity
from citycompact.web.compact.models.partnership import GovernanceProfile
from citycompact.web.compact.models.people import Exchange, Person, SignUp, Stay, Team, TeamSeat
from citycompact.web.compact.models.promises import Evidence, Milestone, Post, Promise, StatusChange, Tenure
from citycompact.web.compact.models.surveys import SurveyAnswer, SurveyTicket, SurveyWave

__all__ = [
    "AgreementSignature",
    "AgreementVersion",
    "Amendment",
    "AmendmentProposal",
    "AmendmentVote",
    "Attempt",
    "Barrier",
    "BlockedPromise",
    "CityItem",
    "CodedAnswer",
    "Compact",
    "Evidence",
    "Exchange",
    "GovernanceProfile",
    "Indicator",
    "Interview",
    "LeverPosition",
    "Measurement",
    "Meeting",
    "Milestone",
    "OtherCity",
    "Party",
    "Person",
    "Post",
    "Promise",
    "Resolution",
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
