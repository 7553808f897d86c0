"""What the demo adds to the site; in demo mode only."""

from citycompact.web.accounts.roles import EVERY_ROLE
from citycompact.web.declarations import App, Route
from citycompact.web.demo import views

APP = App(
    prefix="demo/",
    namespace="demo",
    routes=(
        Route("sign_in", "sign-in/", views.sign_in, EVERY_ROLE, second_factor=False),
        Route("outbox", "outbox/", views.outbox, EVERY_ROLE, second_factor=False),
    ),
    demo_only=True,
)
