"""Tables of the life of a joint decision; Django looks for an app's models here."""

from citycompact.web.decisions.folders import KeptFolder as KeptFolder
