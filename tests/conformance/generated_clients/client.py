"""What a program does with a client that openapi-python-client makes: `client.py OPENAPI.JSON`, in a folder of its own."""

import os
import subprocess
import sys
from pathlib import Path

bin = Path(sys.executable).parent
made = subprocess.run(
    [bin / "openapi-python-client", "generate", "--path", sys.argv[1], "--output-path", "made", "--meta", "none"],
    env={**os.environ, "PATH": f"{bin}:{os.environ['PATH']}"},
    capture_output=True,
    text=True,
)
assert made.returncode == 0, made.stdout + made.stderr
sys.path.insert(0, os.getcwd())

from made import AuthenticatedClient, Client  # noqa: E402
from made.api.audit import list_audit_logs  # noqa: E402
from made.api.groups import create_group, delete_group, get_group, update_group  # noqa: E402
from made.api.users import get_user, login  # noqa: E402
from made.models import (  # noqa: E402
    ApiMessage,
    CreateGroupRequest,
    Group,
    LoginWithPasswordRequest,
    LoginWithPasswordResponse,
    PatchGroupRequest,
)

url, email = os.environ["BURGRAVE_URL"], os.environ["BURGRAVE_EMAIL"]
proof = LoginWithPasswordRequest(email=email, password=os.environ["BURGRAVE_PASSWORD"])
session = login.sync(client=Client(base_url=url), body=proof)
assert isinstance(session, LoginWithPasswordResponse), session

wrong = LoginWithPasswordRequest(email=email, password="not the password")
refused = login.sync(client=Client(base_url=url), body=wrong)
assert isinstance(refused, ApiMessage) and refused.message, refused

client = AuthenticatedClient(
    base_url=url, token=session.session_token, prefix="", auth_header_name="Coder-Session-Token"
)
me = get_user.sync("me", client=client)
assert me.email == email, me

refused = create_group.sync("default", client=client, body=CreateGroupRequest(name="two--hyphens"))
assert isinstance(refused, ApiMessage), refused
assert [one.field for one in refused.validations] == ["name"], refused

name = f"made-{os.environ.get('BURGRAVE_RUN', '1')}"
group = create_group.sync("default", client=client, body=CreateGroupRequest(name=name))
assert isinstance(group, Group), group
changed = update_group.sync(str(group.id), client=client, body=PatchGroupRequest(quota_allowance=3))
assert changed.quota_allowance == 3, changed
log = list_audit_logs.sync(client=client, q="resource_type:group", limit=10)
assert any(entry.resource_target == name for entry in log.audit_logs), log
assert delete_group.sync_detailed(str(group.id), client=client).status_code == 200
gone = get_group.sync(str(group.id), client=client)
assert isinstance(gone, ApiMessage) and gone.message, gone
print("done")
