// oauth4webapi as a strict client: discovery, code flow with PKCE, refresh, introspection, revocation, device flow.
import * as oauth from "oauth4webapi";
import { allow, connect, equal, whoami } from "./person.mjs";

const { BURGRAVE_URL, CLIENT_ID, CLIENT_SECRET, PUBLIC_ID, REDIRECT_URI } = process.env;
const insecure = { [oauth.allowInsecureRequests]: true };
const issuer = new URL(BURGRAVE_URL);

const as = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: "oauth2" })
  .then((answer) => oauth.processDiscoveryResponse(issuer, answer));
const resource = await oauth.resourceDiscoveryRequest(issuer, insecure)
  .then((answer) => oauth.processResourceDiscoveryResponse(issuer, answer));
equal(resource.authorization_servers[0], as.issuer, "the API's provider");

async function codeFlow(client, authenticate) {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const address = new URL(as.authorization_endpoint);
  address.search = new URLSearchParams({
    client_id: client.client_id, response_type: "code", redirect_uri: REDIRECT_URI, scope: "user:read", state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256", resource: BURGRAVE_URL,
  });
  const parameters = oauth.validateAuthResponse(as, client, await allow(address), state);
  const answer = await oauth.authorizationCodeGrantRequest(as, client, authenticate, parameters, REDIRECT_URI, verifier,
    { ...insecure, additionalParameters: { resource: BURGRAVE_URL } });
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, answer);
  equal(tokens.scope, "user:read", "the scope");
  equal(await whoami(issuer, tokens.access_token), "amira", "the user");
  return tokens;
}

async function refreshed(client, authenticate, token) {
  const answer = await oauth.refreshTokenGrantRequest(as, client, authenticate, token, insecure);
  return oauth.processRefreshTokenResponse(as, client, answer);
}

const client = { client_id: CLIENT_ID };
for (const authenticate of [oauth.ClientSecretPost(CLIENT_SECRET), oauth.ClientSecretBasic(CLIENT_SECRET)]) {
  const first = await codeFlow(client, authenticate);
  const second = await refreshed(client, authenticate, first.refresh_token);
  equal(await whoami(issuer, first.access_token), 401, "the old token");
  const known = await oauth.introspectionRequest(as, client, authenticate, second.access_token, insecure)
    .then((answer) => oauth.processIntrospectionResponse(as, client, answer));
  equal(known.active, true, "the token");
  equal(known.username, "amira", "whom it acts for");
  await oauth.revocationRequest(as, client, authenticate, second.refresh_token, insecure).then(oauth.processRevocationResponse);
  equal(await whoami(issuer, second.access_token), 401, "the revoked token");
  const gone = await oauth.introspectionRequest(as, client, authenticate, second.access_token, insecure)
    .then((answer) => oauth.processIntrospectionResponse(as, client, answer));
  equal(gone.active, false, "the revoked token");
}

const nobody = oauth.None();
const open = { client_id: PUBLIC_ID };
const tokens = await codeFlow(open, nobody);
await refreshed(open, nobody, tokens.refresh_token);

const started = await oauth.deviceAuthorizationRequest(as, open, nobody, { scope: "user:read" }, insecure)
  .then((answer) => oauth.processDeviceAuthorizationResponse(as, open, answer));
const poll = async () => oauth.processDeviceCodeResponse(as, open,
  await oauth.deviceCodeGrantRequest(as, open, nobody, started.device_code, insecure));
try {
  await poll();
  throw new Error("a device got a token before anybody said yes");
} catch (error) {
  equal(error.error, "authorization_pending", "the first answer to the device");
}
await connect(started.verification_uri, started.user_code);
equal(await whoami(issuer, (await poll()).access_token), "amira", "the user of the device");

try {
  await refreshed(client, oauth.ClientSecretBasic("wrong"), "coder_1_2");
  throw new Error("a wrong secret was taken");
} catch (error) {
  equal(error.cause?.[0]?.scheme ?? error.error, "basic", "the challenge of a wrong secret");
}
console.log("oauth4webapi: done");
