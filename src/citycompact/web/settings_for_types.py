"""Settings under which mypy loads the site: the site's own, without a database started or a key written.

The models are read through Django's app registry, which asks for no connection.
"""

from __future__ import annotations

import os

os.environ["DATABASE_URL"] = "postgresql://nobody@localhost:1/none"
os.environ["CITYCOMPACT_SECRET_KEY"] = "read by the type checker only"

from citycompact.web.settings import *  # noqa: F403
