// @modelcontextprotocol/sdk, unmodified: discovery, registration, login, a call, a refresh, and a call again.
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { auth, UnauthorizedError } from "@modelcontextprotocol/sdk/client/auth.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { serve } from "./server.mjs";

const { BURGRAVE_SESSION } = process.env;
const { url } = await serve();

/** What an editor keeps of one server, with a browser in which somebody says yes. */
class Keeper {
  kept = {};
  redirectUrl = "http://127.0.0.1:3999/callback";
  clientMetadata = {
    client_name: "Editor", redirect_uris: [this.redirectUrl], grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"], token_endpoint_auth_method: "none",
  };
  clientInformation() { return this.kept.client; }
  saveClientInformation(client) { this.kept.client = client; }
  tokens() { return this.kept.tokens; }
  saveTokens(tokens) { this.kept.tokens = tokens; }
  saveCodeVerifier(verifier) { this.kept.verifier = verifier; }
  codeVerifier() { return this.kept.verifier; }
  async redirectToAuthorization(address) {
    const headers = { "Coder-Session-Token": BURGRAVE_SESSION };
    const page = await fetch(address, { headers, redirect: "manual" });
    if (page.status !== 200) throw new Error(`the page was answered ${page.status}: ${await page.text()}`);
    const answer = await fetch(address, { method: "POST", headers, redirect: "manual" });
    if (answer.status !== 302) throw new Error(`the yes was answered ${answer.status}: ${await answer.text()}`);
    this.kept.back = new URL(answer.headers.get("location")).searchParams;
  }
}

const keeper = new Keeper();
const transport = () => new StreamableHTTPClientTransport(new URL(url), { authProvider: keeper });
const first = transport();
try {
  await new Client({ name: "editor", version: "1" }).connect(first);
  throw new Error("a call without a token was answered");
} catch (error) {
  if (!(error instanceof UnauthorizedError)) throw error;
}
await first.finishAuth(keeper.kept.back.get("code"), keeper.kept.back.get("iss"));

async function whoami() {
  const client = new Client({ name: "editor", version: "1" });
  await client.connect(transport());
  const answer = await client.callTool({ name: "whoami", arguments: {} });
  await client.close();
  if (answer.content[0].text !== "amira") throw new Error(`whoami: ${JSON.stringify(answer)}`);
}

await whoami();
const before = keeper.kept.tokens;
if (!before.refresh_token) throw new Error("there is no refresh token");
const done = await auth(keeper, { serverUrl: url });
if (done !== "AUTHORIZED") throw new Error(`the refresh: ${done}`);
if (keeper.kept.tokens.access_token === before.access_token) throw new Error("the token was not renewed");
await whoami();
console.log("sdk: done");
process.exit(0);
