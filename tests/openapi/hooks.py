"""What schemathesis cannot guess: sessions and tickets that are there, and that nobody waits half a minute for an answer."""

import itertools
import os

import schemathesis

SESSIONS = itertools.cycle(os.environ["CHATDESK_TEST_SESSIONS"].split(","))
TICKETS = itertools.cycle(os.environ["CHATDESK_TEST_TICKETS"].split(","))
COUNT = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs):
    """Three of four requests about a session or a ticket are about one that there is."""
    parameters = case.path_parameters or {}
    if "id" in parameters and "/session/" in case.path and next(COUNT) % 4:
        parameters["id"] = next(SESSIONS)
    if "id" in parameters and "/tickets/" in case.path and next(COUNT) % 4:
        parameters["id"] = next(TICKETS)
    query = case.query or {}
    if str(query.get("wait", "")).isdigit():
        query["wait"] = str(int(query["wait"]) % 2)
    if case.path == "/chat/events":
        # A stream of events never ends; this form of it does.
        case.headers["Accept"] = "application/json"
