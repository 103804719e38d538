"""Starts an OpenID Connect provider on a free port, says where, and ends with its standard input."""

import sys

from oidc_provider_mock import run_server_in_thread

with run_server_in_thread(port=0) as server:
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    sys.stdin.read()
