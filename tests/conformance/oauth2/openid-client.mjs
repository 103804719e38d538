// openid-client, whose configuration comes from the metadata alone: code flow, refresh, introspection, revocation, device flow.
import * as client from "openid-client";
import { allow, connect, equal, whoami } from "./person.mjs";

const { BURGRAVE_URL, CLIENT_ID, CLIENT_SECRET, PUBLIC_ID, REDIRECT_URI } = process.env;
const options = { algorithm: "oauth2", execute: [client.allowInsecureRequests] };
const issuer = new URL(BURGRAVE_URL);

const config = await client.discovery(issuer, CLIENT_ID, CLIENT_SECRET, undefined, options);
const pkceCodeVerifier = client.randomPKCECodeVerifier();
const expectedState = client.randomState();
const address = client.buildAuthorizationUrl(config, {
  redirect_uri: REDIRECT_URI, scope: "user:read", state: expectedState, code_challenge_method: "S256",
  code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
});
const first = await client.authorizationCodeGrant(config, await allow(address), { pkceCodeVerifier, expectedState });
equal(await whoami(issuer, first.access_token), "amira", "the user");
const second = await client.refreshTokenGrant(config, first.refresh_token);
equal((await client.tokenIntrospection(config, second.access_token)).active, true, "the token");
await client.tokenRevocation(config, second.access_token);
equal((await client.tokenIntrospection(config, second.refresh_token)).active, false, "what belongs to the revoked token");

const device = await client.discovery(issuer, PUBLIC_ID, undefined, client.None(), options);
const started = await client.initiateDeviceAuthorization(device, { scope: "user:read" });
await connect(started.verification_uri, started.user_code);
const tokens = await client.pollDeviceAuthorizationGrant(device, { ...started, interval: 0.01 });
equal(await whoami(issuer, tokens.access_token), "amira", "the user of the device");
// The same as an OpenID provider: the login says who it is, signed.
const oidc = await client.discovery(issuer, CLIENT_ID, CLIENT_SECRET, undefined, { execute: [client.allowInsecureRequests] });
client.enableNonRepudiationChecks(oidc);
const expectedNonce = client.randomNonce();
const login = client.buildAuthorizationUrl(oidc, {
  redirect_uri: REDIRECT_URI, scope: "openid profile email offline_access", state: expectedState, nonce: expectedNonce,
  code_challenge_method: "S256", code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier), max_age: "3600",
});
const named = await client.authorizationCodeGrant(oidc, await allow(login),
  { pkceCodeVerifier, expectedState, expectedNonce, idTokenExpected: true, maxAge: 3600 });
const { sub, email } = named.claims();
equal(email, "amira@example.com", "the address in the ID token");
equal((await client.fetchUserInfo(oidc, named.access_token, sub)).preferred_username, "amira", "the user of userinfo");
const later = await client.refreshTokenGrant(oidc, named.refresh_token);
equal(later.claims().sub, sub, "the user after a refresh");
console.log("openid-client: done");
