"""Rounds, children, their applications, and what the match gave them."""

from citycompact.web.enrollment.models.applications import Application as Application
from citycompact.web.enrollment.models.applications import Choice as Choice
from citycompact.web.enrollment.models.applications import Version as Version
from citycompact.web.enrollment.models.audits import Asked as Asked
from citycompact.web.enrollment.models.audits import Intake as Intake
from citycompact.web.enrollment.models.children import Child as Child
from citycompact.web.enrollment.models.children import Guardian as Guardian
from citycompact.web.enrollment.models.children import Verification as Verification
from citycompact.web.enrollment.models.claim_codes import ClaimCode as ClaimCode
from citycompact.web.enrollment.models.claims import Claim as Claim
from citycompact.web.enrollment.models.claims import Document as Document
from citycompact.web.enrollment.models.claims import Score as Score
from citycompact.web.enrollment.models.merges import Merge as Merge
from citycompact.web.enrollment.models.outcomes import Outcome as Outcome
from citycompact.web.enrollment.models.outcomes import Sealed as Sealed
from citycompact.web.enrollment.models.present_schools import NotOurPupil as NotOurPupil
from citycompact.web.enrollment.models.reviews import Review as Review
from citycompact.web.enrollment.models.rounds import Round as Round
from citycompact.web.enrollment.models.sent import Sent as Sent
from citycompact.web.enrollment.models.told_apart import ToldApart as ToldApart
