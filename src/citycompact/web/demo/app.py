"""What the demo adds to the site; in demo mode only."""

from citycompact.web.declarations import App, FrontPart, Route
from citycompact.web.demo import views
from citycompact.web.roles import EVERY_ROLE

APP = App(
    prefix="demo/",
    namespace="demo",
    styles=("demo/demo.css",),
    routes=(
        Route("sign_in", "sign-in/", views.sign_in, EVERY_ROLE, second_factor=False),
        Route("outbox", "outbox/", views.outbox, EVERY_ROLE, second_factor=False),
    ),
    front=(FrontPart("demo/_front.html", views.people, 20),),
    demo_only=True,
)
