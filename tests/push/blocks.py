"""Reads bodies of Slack's webhooks, one a line, and says of each whether Slack's own models take it as it is."""

import json
import sys

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block


def wrong(body):
    if not isinstance(body.get("text"), str) or not body["text"]:
        return "no text"
    for given in body["blocks"]:
        block = Block.parse(given)
        if block is None:
            return "no such block"
        block.validate_json()
        for element in given.get("elements", []):
            if len(element["text"]["text"]) > 75 or not element["url"].startswith("http"):
                return "no such button"
        if block.to_dict() != given:
            return "not as it is"
    return None


for line in sys.stdin:
    try:
        said = wrong(json.loads(line))
    except (SlackObjectFormationError, TypeError, KeyError, ValueError) as error:
        said = repr(error)
    print("no " + said if said else "yes", flush=True)
