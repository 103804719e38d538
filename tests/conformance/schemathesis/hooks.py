"""Who is signed in while schemathesis tries the server, and what is not sent to it.

The environment names the person: BURGRAVE_URL, BURGRAVE_EMAIL, BURGRAVE_PASSWORD.
"""

import os

import requests
import schemathesis
from schemathesis.transport.serialization import serialize_binary

URL = os.environ["BURGRAVE_URL"]
LOGIN = {"email": os.environ["BURGRAVE_EMAIL"], "password": os.environ["BURGRAVE_PASSWORD"]}

# They end the session that they come with. Each call gets one of its own, and the others go on.
ENDS_THE_SESSION = {"logout", "signOut"}


# The HTTP engine under the server answers a longer path and query by itself, with an empty 414
# (tests/routes/protocol/attacks.rs holds that): there is nothing to hold against the specification.
LONGEST_TARGET = 65_534


@schemathesis.hook
def filter_case(context, case):
    request = requests.Request(**case.as_transport_kwargs(base_url=URL)).prepare()
    return len(request.path_url) <= LONGEST_TARGET


@schemathesis.serializer("application/x-tar", "application/zip", "application/x-zip-compressed")
def archive(context, value):
    """Bytes are sent as they are."""
    return serialize_binary(value)


@schemathesis.auth(refresh_interval=None)
class Session:
    """A session, opened anew after it was refused."""

    def __init__(self):
        self.token = None

    def get(self, case, context):
        if case.operation.definition.raw.get("operationId") in ENDS_THE_SESSION:
            return log_in()
        if self.token is None or not is_open(self.token):
            self.token = log_in()
        return self.token

    def set(self, case, token, context):
        case.headers = case.headers or {}
        case.headers["Coder-Session-Token"] = token


def log_in():
    answer = requests.post(f"{URL}/api/v2/users/login", json=LOGIN, timeout=10)
    answer.raise_for_status()
    return answer.json()["session_token"]


def is_open(token):
    answer = requests.get(f"{URL}/api/v2/users/me", headers={"Coder-Session-Token": token}, timeout=10)
    return answer.ok
