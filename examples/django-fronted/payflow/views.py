from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from rest_framework.decorators import api_view
from rest_framework.response import Response
from rest_framework_simplejwt.tokens import AccessToken

from support.sign import Person


def home(request):
    return render(request, "home.html")


@login_required
def direct(request):
    """The other way: the widget asks chatdesk-server itself, with a token of simplejwt."""
    return render(request, "direct.html", {"chatdesk_api": f"{settings.CHATDESK_PUBLIC_URL}/api"})


@never_cache
@api_view(["GET"])
def chat_token(request):
    """What `data-token-url` names there."""
    token = AccessToken.for_user(request.user)
    person = Person.of(request.user)
    token["name"], token["email"], token["role"] = person.name, request.user.email, person.role
    return Response({"token": str(token)})
