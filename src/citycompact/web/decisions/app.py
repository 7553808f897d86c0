"""What the life of joint decisions adds to the site."""

from citycompact.web.decisions.folders import KeptFolder
from citycompact.web.declarations import App, Untracked

APP = App(
    prefix="",
    namespace="decisions",
    trail={KeptFolder: Untracked("its content is that of the hashes in the record of its run")},
)
