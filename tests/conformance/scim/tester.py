"""Runs scim2-tester against a server: tester.py URL KEY. Names each check that failed, and ends with status 1."""

import sys

import httpx2
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

FAILED = (Status.ERROR, Status.CRITICAL)


def main(url, key):
    http = httpx2.Client(base_url=url, headers={"Authorization": f"Bearer {key}"}, timeout=60)
    results = check_server(SyncSCIMClient(http))
    failed = [result for result in results if result.status in FAILED]
    for result in failed:
        print(result.status, result.title, result.reason, str(result.data)[:2000])
    print(f"{len(results)} checks, {len(failed)} failed")
    # A run that checked next to nothing proves nothing.
    return 1 if failed or len(results) < 100 else 0


sys.exit(main(*sys.argv[1:]))
