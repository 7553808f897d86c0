"""Accounts and their roles, and what the trail keeps beside the changes of other tables."""

from citycompact.web.site.models.accounts import Role as Role
from citycompact.web.site.models.accounts import StaffRole as StaffRole
from citycompact.web.site.models.accounts import User as User
from citycompact.web.site.models.accounts import UserManager as UserManager
from citycompact.web.site.models.chain import Head as Head
from citycompact.web.site.models.chain import Link as Link
from citycompact.web.site.models.chain import Shape as Shape
from citycompact.web.site.models.invitations import Invitation as Invitation
from citycompact.web.site.models.trail import AddressInTrail as AddressInTrail
from citycompact.web.site.models.trail import Forgetting as Forgetting
from citycompact.web.site.models.trail import Reading as Reading
from citycompact.web.site.models.trail import SecondFactorInTrail as SecondFactorInTrail
from citycompact.web.site.models.trail import SignIn as SignIn
from citycompact.web.site.models.trail import Who as Who
