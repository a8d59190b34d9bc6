"""
Requests to chatdesk-server.

urllib3, because threads may share its pool of connections, it hands on what arrives as it arrives, and it brings
nothing else along.
"""

import json
from functools import cache
from urllib.parse import urlsplit

from django.conf import settings
from urllib3 import Timeout, connection_from_url
from urllib3.exceptions import HTTPError
from urllib3.util import parse_url

from support.sign import Person, signed

# A stream says something every 15 seconds, a long poll answers within 30.
TIMEOUT = Timeout(connect=2, read=60)

# As whom Django itself asks, where nobody does.
DJANGO = Person("django", "admin", "Django")


class Unavailable(Exception):
    """chatdesk does not answer."""


class Refused(Exception):
    """chatdesk answers, and says why not."""


@cache
def pool():
    # As many connections wait for the next request as may be open at the same time.
    return connection_from_url(
        settings.CHATDESK_URL, maxsize=settings.CHATDESK_STREAMS + 16, timeout=TIMEOUT, retries=False
    )


def target(path):
    """Path and query below the server's root, written as urllib3 will send them: that is what is signed."""
    root = urlsplit(settings.CHATDESK_URL).path.rstrip("/")
    return parse_url(f"http://chatdesk{root}/{path}").request_uri


def send(method, target, headers, body=None):
    """The answer, its body not read yet."""
    try:
        return pool().urlopen(
            method, target, body, headers, redirect=False, preload_content=False, decode_content=False
        )
    except HTTPError as error:
        raise Unavailable(f"chatdesk does not answer at {settings.CHATDESK_URL}") from error


def ask(method, path, body=None, person=DJANGO):
    """What the API answers to this person."""
    at = target(f"api/{path}")
    headers = {"Content-Type": "application/json", **signed(person, method, at)}
    answer = send(method, at, headers, None if method == "GET" else json.dumps(body or {}))
    try:
        text = answer.data
    except HTTPError as error:
        raise Unavailable(f"chatdesk at {settings.CHATDESK_URL} broke off its answer") from error
    if answer.status >= 400:
        raise Refused(reason(text) or f"chatdesk answered {answer.status}")
    return json.loads(text) if text else None


def reason(text):
    """What a problem document says."""
    try:
        return json.loads(text)["detail"]
    except (ValueError, KeyError, TypeError):
        return ""
