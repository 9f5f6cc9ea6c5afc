"""What no schema can say, since it is in the gateway's configuration or in earlier answers: loaded by Schemathesis."""

import re
from datetime import datetime, timedelta, timezone

import schemathesis

# a generated one may be further off than requests.max_deadline
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")
LONGEST_NAME = 256
CURSORS = ("after", "before")
PAGED = ("/input_items", "/v1/files", "/v1/batches")


@schemathesis.hook
def filter_query(context, query):
    """An object is written as its first value, and an empty one is as good as none."""
    return not any(isinstance(value, dict) for value in (query or {}).values())


@schemathesis.hook
def before_call(context, case, kwargs):
    """Made up names, IDs and times are refused with 400, however well formed they are."""
    if isinstance(case.body, dict):
        case.body = within_configuration(without_earlier_response(case.body))
    if case.path.endswith(PAGED) and case.query:
        case.query = {name: value for name, value in case.query.items() if name not in CURSORS or not isinstance(value, str)}


def without_earlier_response(body):
    known = not str(body.get("previous_response_id")).startswith("resp_")
    return body if known else {**body, "previous_response_id": None}


def within_configuration(body):
    own = body.get("sluice")
    if not isinstance(own, dict):
        return body
    own = dict(own)
    if isinstance(own.get("fallbacks"), list):
        own["fallbacks"] = ["chat" if is_name(fallback) else fallback for fallback in own["fallbacks"]]
    if isinstance(own.get("deadline"), str) and DATE_TIME.fullmatch(own["deadline"]):
        own["deadline"] = (datetime.now(timezone.utc) + timedelta(minutes=10)).isoformat()
    return {**body, "sluice": own}


def is_name(value):
    return isinstance(value, str) and 1 <= len(value) <= LONGEST_NAME
