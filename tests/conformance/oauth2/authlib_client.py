"""authlib as a client: code flow with PKCE, refresh, introspection, revocation, by Basic and by the body."""

import os

import requests
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata

URL = os.environ["BURGRAVE_URL"]
PERSON = {"Coder-Session-Token": os.environ["BURGRAVE_SESSION"]}
ENDPOINTS = requests.get(f"{URL}/.well-known/oauth-authorization-server", timeout=30).json()


def check(found, expected, what):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"


def whoami(token):
    answer = requests.get(f"{URL}/api/v2/users/me", headers={"Authorization": f"Bearer {token}"}, timeout=30)
    return answer.json()["username"] if answer.status_code == 200 else answer.status_code


# The library's own check of the metadata. It wants https unless it is told that this is a test.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"
AuthorizationServerMetadata(ENDPOINTS).validate()
OpenIDProviderMetadata(requests.get(f"{URL}/.well-known/openid-configuration", timeout=30).json()).validate()

for method in ["client_secret_basic", "client_secret_post"]:
    client = OAuth2Session(
        os.environ["CLIENT_ID"],
        os.environ["CLIENT_SECRET"],
        scope="user:read",
        redirect_uri=os.environ["REDIRECT_URI"],
        code_challenge_method="S256",
        token_endpoint_auth_method=method,
        revocation_endpoint_auth_method=method,
    )
    verifier = generate_token(48)
    address, state = client.create_authorization_url(ENDPOINTS["authorization_endpoint"], code_verifier=verifier)
    said = requests.post(address, headers=PERSON, allow_redirects=False, timeout=30)
    check(said.status_code, 302, "the yes")
    token = client.fetch_token(
        ENDPOINTS["token_endpoint"],
        authorization_response=said.headers["location"],
        state=state,
        code_verifier=verifier,
    )
    check(whoami(token["access_token"]), "amira", "the user")
    check(client.get(f"{URL}/api/v2/users/me").json()["username"], "amira", "the user of the session")
    fresh = client.refresh_token(ENDPOINTS["token_endpoint"], token["refresh_token"])
    check(whoami(token["access_token"]), 401, "the old token")
    known = client.introspect_token(ENDPOINTS["introspection_endpoint"], token=fresh["access_token"]).json()
    check((known["active"], known["username"]), (True, "amira"), "what is known of the token")
    check(client.revoke_token(ENDPOINTS["revocation_endpoint"], token=fresh["refresh_token"]).status_code, 200, "the end")
    check(whoami(fresh["access_token"]), 401, "the revoked token")
print("authlib: done")
