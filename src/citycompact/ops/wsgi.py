"""The WSGI application, for granian or gunicorn."""

from django.core.wsgi import get_wsgi_application

from citycompact.ops.set_up import set_up

set_up()
application = get_wsgi_application()
