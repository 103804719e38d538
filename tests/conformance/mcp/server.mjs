// A server of the Model Context Protocol that asks Burgrave about every token it is shown (RFC 7662, RFC 8707).
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";

const { BURGRAVE_URL, BURGRAVE_OWNER } = process.env;

/** Starts it on a port of its own; gives its address. */
export async function serve() {
  const http = createServer((request, answer) => handle(request, answer).catch((error) => answer.destroy(error)));
  await new Promise((listening) => http.listen(0, "127.0.0.1", listening));
  http.unref();
  const origin = `http://127.0.0.1:${http.address().port}`;
  const url = `${origin}/mcp`;
  const app = await owner("POST", "/api/v2/oauth2-provider/apps",
    { name: "tools", callback_url: origin, resources: [url] });
  const secret = await owner("POST", `/api/v2/oauth2-provider/apps/${app.id}/secrets`);
  const basic = Buffer.from(`${app.id}:${secret.client_secret_full}`).toString("base64");

  async function handle(request, answer) {
    const send = (status, body, headers = {}) => {
      answer.writeHead(status, { "content-type": "application/json", ...headers });
      answer.end(JSON.stringify(body));
    };
    if (request.url.startsWith("/.well-known/oauth-protected-resource")) {
      return send(200, { resource: url, authorization_servers: [BURGRAVE_URL], scopes_supported: ["user:read"] });
    }
    if (!request.url.startsWith("/mcp")) return send(404, {});
    const token = request.headers.authorization?.replace(/^Bearer /, "");
    const known = token ? await introspect(token) : { active: false };
    if (!known.active || known.aud !== url) {
      const challenge = `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp"`;
      return send(401, {}, { "www-authenticate": challenge });
    }
    const mcp = new McpServer({ name: "tools", version: "1.0.0" });
    mcp.registerTool("whoami", { description: "Who calls." }, () =>
      ({ content: [{ type: "text", text: known.username }] }));
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined, enableJsonResponse: true });
    answer.on("close", () => { transport.close(); mcp.close(); });
    await mcp.connect(transport);
    await transport.handleRequest(request, answer);
  }

  async function introspect(token) {
    const answer = await fetch(`${BURGRAVE_URL}/oauth2/introspect`,
      { method: "POST", body: new URLSearchParams({ token }), headers: { Authorization: `Basic ${basic}` } });
    return answer.json();
  }
  return { url, http };
}

async function owner(method, path, body) {
  const headers = { "Coder-Session-Token": BURGRAVE_OWNER, "content-type": "application/json" };
  const answer = await fetch(BURGRAVE_URL + path, { method, headers, body: body && JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { url, http } = await serve();
  http.ref();
  console.log(url);
}
