"""Signs and judges as the reference libraries do: for each line of JSON that comes in one goes out.

{"twilio": {"url", "fields": [[name, value]], "secret", "algorithm"}} -> the signature
{"meta": {"secret", "body", "signature"}} -> whether it is genuine
"""

import json
import sys
from collections import defaultdict

from pywa.utils import webhook_updates_validator
from twilio.request_validator import RequestValidator


class Fields(defaultdict):
    """As web frameworks hand over a form: several values of one name."""

    def getlist(self, name):
        return self[name]


def twilio(asked):
    fields = Fields(list)
    for name, value in asked["fields"]:
        fields[name].append(value)
    validator = RequestValidator(asked["secret"])
    return validator.compute_signature(asked["url"], fields, asked["algorithm"])


def meta(asked):
    body = asked["body"].encode()
    return webhook_updates_validator(asked["secret"], body, asked["signature"])


for line in sys.stdin:
    asked = json.loads(line)
    answer = twilio(asked["twilio"]) if "twilio" in asked else meta(asked["meta"])
    print(json.dumps(answer), flush=True)
