"""Any WSGI server can serve the site: importing the application sets everything up."""

from site_processes import python

CODE = """
from citycompact.ops.wsgi import application
from django.db import connection
with connection.cursor() as cursor:
    print(type(application).__name__, cursor.execute("select 7").fetchone())
"""


def test_the_application_is_ready_when_it_is_imported(tmp_path):
    done = python(tmp_path, CODE)
    assert done.stdout == "WSGIHandler (7,)\n", done.stderr
