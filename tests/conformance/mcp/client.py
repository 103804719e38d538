"""The mcp package as a client, unmodified: discovery, registration, login, a call, a refresh, and a call again."""

import asyncio
import os
import subprocess
import urllib.parse

import httpx2
from mcp.client.auth import OAuthClientProvider
from mcp.client.session import ClientSession
from mcp.client.streamable_http import streamable_http_client
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientMetadata

PERSON = {"Coder-Session-Token": os.environ["BURGRAVE_SESSION"]}
CALLBACK = "http://127.0.0.1:3999/callback"


class Keeper:
    """What an editor keeps of one server."""

    tokens = None
    client = None

    async def get_tokens(self):
        return self.tokens

    async def set_tokens(self, tokens):
        self.tokens = tokens

    async def get_client_info(self):
        return self.client

    async def set_client_info(self, client):
        self.client = client


back = {}


async def browser(address):
    async with httpx2.AsyncClient(headers=PERSON, follow_redirects=False) as person:
        page = await person.get(address)
        assert page.status_code == 200, f"the page was answered {page.status_code}: {page.text}"
        answer = await person.post(address)
        assert answer.status_code == 302, f"the yes was answered {answer.status_code}: {answer.text}"
        back.update(urllib.parse.parse_qsl(urllib.parse.urlsplit(answer.headers["location"]).query))


async def returned():
    return AuthorizationCodeResult(code=back["code"], state=back.get("state"), iss=back.get("iss"))


async def whoami(url, provider):
    async with httpx2.AsyncClient(auth=provider) as http:
        async with streamable_http_client(url, http_client=http) as streams:
            async with ClientSession(streams[0], streams[1]) as session:
                await session.initialize()
                answer = await session.call_tool("whoami", {})
                assert answer.content[0].text == "amira", answer


async def main(url):
    keeper = Keeper()
    metadata = OAuthClientMetadata(
        client_name="Editor",
        redirect_uris=[CALLBACK],
        grant_types=["authorization_code", "refresh_token"],
        response_types=["code"],
        token_endpoint_auth_method="none",
    )

    def provider():
        return OAuthClientProvider(url, metadata, keeper, redirect_handler=browser, callback_handler=returned)

    first = provider()
    await whoami(url, first)
    before = keeper.tokens
    assert before.refresh_token, "there is no refresh token"
    # The token is over as far as the client knows.
    first.context.token_expiry_time = 1
    back.clear()
    await whoami(url, first)
    assert not back, "the person was asked again"
    assert keeper.tokens.access_token != before.access_token, "the token was not renewed"


with subprocess.Popen(["node", os.environ["MCP_SERVER"]], stdout=subprocess.PIPE, text=True) as server:
    try:
        asyncio.run(main(server.stdout.readline().strip()))
    finally:
        server.kill()
print("mcp: done")
