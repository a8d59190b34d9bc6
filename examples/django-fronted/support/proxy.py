"""Everything below the mount goes to chatdesk and back, signed for whoever is logged in here."""

import logging
import threading
from contextlib import ExitStack
from http import HTTPStatus

from django.conf import settings
from django.db import connections, transaction
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.views.decorators.csrf import csrf_exempt
from urllib3.exceptions import HTTPError

from support import client
from support.sign import NAME_TAG, Person, name_tag, signed

log = logging.getLogger(__name__)

# These concern one connection (RFC 9110, 7.6.1), are written anew, or are nobody's but Django's.
HOP_BY_HOP = {
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
}
OURS = {"cookie", "expect", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"}

# Whoever listens holds a thread. Some are kept for everybody else, so that chats never stop the pages.
seats = threading.BoundedSemaphore(settings.CHATDESK_STREAMS)


# chatdesk refuses by itself what another site's page sends: by Sec-Fetch-Site, Origin and Content-Type, which are
# passed on as the browser wrote them. Its scripts know nothing of Django's tokens.
@csrf_exempt
# A transaction would be open as long as a stream is.
@transaction.non_atomic_requests
def pass_on(request, path):
    target = client.target(below_mount(request, path))
    headers = onward(request)
    try:
        if path.startswith("api/"):
            headers |= identity(request, headers, target)
        with ExitStack() as held:
            if is_listening(request, path):
                take_seat(held)
            body = request if "content-length" in headers else None
            answer = client.send(request.method, target, headers, body)
            held.callback(answer.close)
            return handed_back(answer, held)
    except Stranger as error:
        return problem(401, "unauthenticated", error, {"WWW-Authenticate": "Bearer"})
    except client.Unavailable as error:
        log.warning("%s", error)
        return problem(503, "unavailable", error, {"Retry-After": "2"})


def below_mount(request, path):
    """What stands behind the mount, as the browser wrote it."""
    mount = request.path.removesuffix(path)
    # WSGI's own path is decoded, and then `%2F` is a slash. gunicorn keeps the other; `runserver` does not.
    written = request.META.get("RAW_URI", "")
    if not written.startswith(mount):
        written = request.get_full_path()
    return written.removeprefix(mount)


def onward(request):
    """The browser's headers, without what is ours alone and what only we may say."""
    dropped = HOP_BY_HOP | OURS
    dropped |= {name.strip().lower() for name in request.headers.get("Connection", "").split(",")}
    headers = {}
    for name, value in request.headers.items():
        name = name.lower()
        if value and name not in dropped and not name.startswith("x-chatdesk-"):
            headers[name] = value
    if headers.get("content-length") == "0":
        del headers["content-length"]
    before = [request.headers.get("X-Forwarded-For"), request.META.get("REMOTE_ADDR")]
    headers["x-forwarded-for"] = ", ".join(filter(None, before))
    headers["x-forwarded-host"] = request.get_host()
    headers["x-forwarded-proto"] = request.scheme
    return headers


class Stranger(Exception):
    """A page speaks for somebody who is not logged in here now."""


def identity(request, headers, target):
    """
    Headers that say who is logged in; none for visitors and for whoever brings a token of their own.

    Two ways at once are refused by chatdesk, so a name tag goes no further than here.
    """
    shown = headers.get("authorization", "").removeprefix("Bearer ")
    if shown and not shown.startswith(NAME_TAG):
        return {}
    person = Person.of(request.user) if request.user.is_authenticated else None
    if shown and (person is None or shown != name_tag(person)):
        raise Stranger("somebody else is logged in now, or nobody; ask again who it is")
    headers.pop("authorization", None)
    return signed(person, request.method, target) if person else {}


def is_listening(request, path):
    """Whether the answer may take long: a stream, or a long poll."""
    wait = request.GET.get("wait")
    return path == "api/chat/events" if wait is None else wait != "0"


def take_seat(held):
    if not seats.acquire(blocking=False):
        raise client.Unavailable("every thread for chats is taken")
    held.callback(seats.release)


def handed_back(answer, held):
    """The answer, at once where it is whole, else as it comes."""
    if answer.headers.get("Content-Type", "").startswith("text/event-stream"):
        response = StreamingHttpResponse(Events(answer, held.pop_all()))
        # GZipMiddleware would hold events back until there is enough to compress.
        response["Content-Encoding"] = "identity"
    else:
        try:
            response = HttpResponse(answer.data)
        except HTTPError as error:
            raise client.Unavailable("chatdesk broke off its answer") from error
    response.status_code = answer.status
    # Django would say that it is HTML.
    del response["Content-Type"]
    for name, value in answer.headers.items():
        if name.lower() not in HOP_BY_HOP:
            response[name] = value
    return response


class Events:
    """A stream of events. Django closes it when the browser has left."""

    def __init__(self, answer, held):
        self.answer = answer
        self.close = held.close

    def __iter__(self):
        # Nothing below asks the database, and this may take hours.
        connections.close_all()
        try:
            yield from self.answer.stream()
        except HTTPError:
            # It broke. The browser goes on where it was.
            return


def problem(status, code, error, headers):
    """An error in the form in which chatdesk tells its own."""
    title = HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": str(error), "code": code}
    headers |= {"Cache-Control": "no-store"}
    return JsonResponse(body, status=status, headers=headers, content_type="application/problem+json")
