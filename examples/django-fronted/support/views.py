from django.contrib.admin.views.decorators import staff_member_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from support.sign import Person, name_tag


@never_cache
def who(request):
    """`data-token-url`: for whom the page's scripts speak. Without a login they speak for a visitor."""
    if not request.user.is_authenticated:
        return JsonResponse({}, status=401)
    return JsonResponse({"token": name_tag(Person.of(request.user))})


@staff_member_required
def console(request):
    """Where the desk answers; the session of Django's admin is the login."""
    return render(request, "support/console.html")
