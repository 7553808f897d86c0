"""The one page that is special to the toy room: asking one's school for vans."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from citycompact.web.city.models import School
from citycompact.web.site.access import signed_in
from toy_room.web.models import Request


@require_POST
def ask(request, school):
    """Ask a school to wish for vans."""
    found = get_object_or_404(School, pk=school)
    Request.objects.create(user=signed_in(request), school=found, why=request.POST.get("why", "")[:200])
    return HttpResponse(status=204)
