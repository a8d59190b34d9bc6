"""Who is asking, in words that chatdesk believes: headers under a secret that both know."""

import base64
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings


@dataclass(frozen=True)
class Person:
    """Somebody as chatdesk knows them."""

    id: str
    role: str
    name: str

    @classmethod
    def of(cls, user):
        role = "admin" if user.is_superuser else "agent" if user.is_staff else "user"
        return cls(str(user.pk), role, user.get_full_name() or user.get_username())


def signed(person, method, target):
    """The headers by which a request is this person's. `target` is path and query exactly as they reach chatdesk."""
    timestamp = str(int(time.time()))
    # A header takes no letters beyond ASCII.
    name = quote(person.name, safe="")
    lines = ["v1", timestamp, method, target, person.id, person.role, name]
    secret = settings.CHATDESK_PROXY_SECRET.encode()
    signature = hmac.new(secret, "\n".join(lines).encode(), hashlib.sha256).hexdigest()
    return {
        "X-Chatdesk-User": person.id.encode(),
        "X-Chatdesk-Role": person.role,
        "X-Chatdesk-Name": name,
        "X-Chatdesk-Timestamp": timestamp,
        "X-Chatdesk-Signature": f"v1={signature}",
    }


# Of every name tag: a token's first part that says `{}`, so no algorithm, so nobody takes it for a proof.
NAME_TAG = "e30."


def name_tag(person):
    """
    What the page's script shows with its requests: for whom it speaks, in the form of a token.

    It proves nothing, the session does that. But a tab that was opened by somebody else before is told apart by it.
    """
    claims = json.dumps({"sub": person.id, "name": person.name, "role": person.role})
    return NAME_TAG + base64.urlsafe_b64encode(claims.encode()).decode().rstrip("=") + ".x"
