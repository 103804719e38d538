// oidc-client-ts, as a page in a browser uses it: a public client that logs somebody in and reads who it is.
import { InMemoryWebStorage, OidcClient, WebStorageStateStore } from "oidc-client-ts";
import { allow, equal } from "./person.mjs";

const { BURGRAVE_URL, PUBLIC_ID, REDIRECT_URI } = process.env;
const client = new OidcClient({
  authority: BURGRAVE_URL, client_id: PUBLIC_ID, redirect_uri: REDIRECT_URI, scope: "openid profile email offline_access",
  loadUserInfo: true, stateStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
});
const request = await client.createSigninRequest({ nonce: "n-0S6_WzA2Mj" });
const answer = await client.processSigninResponse((await allow(request.url)).href);
equal(answer.profile.preferred_username, "amira", "the user");
equal(answer.profile.email, "amira@example.com", "the address");
equal(answer.profile.nonce ?? "n-0S6_WzA2Mj", "n-0S6_WzA2Mj", "the nonce");
const again = await client.useRefreshToken({ state: {
  refresh_token: answer.refresh_token, id_token: answer.id_token, scope: answer.scope, profile: answer.profile,
  session_state: answer.session_state, data: {},
} });
equal(typeof again.access_token, "string", "the next token");
console.log("oidc-client-ts: done");
