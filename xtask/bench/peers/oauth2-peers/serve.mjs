// oidc-provider with everything in memory, on a port of its own: serve.mjs MODULES CLIENT SECRET REDIRECT CHALLENGE. Prints
// where it listens. POST /codes with a number makes that many authorization codes, as consent would.
import {createServer} from "node:http";
import {createRequire} from "node:module";
import {pathToFileURL} from "node:url";

const [modules, clientId, secret, redirectUri, challenge] = process.argv.slice(2);
const {Provider} = await import(pathToFileURL(createRequire(`${modules}/`).resolve("oidc-provider")));
const scope = "user:read";

// The one that it brings along forgets all but the last 1000.
class Memory {
    static grants = new Map();
    items = new Map();
    async upsert(id, payload) {
        this.items.set(id, payload);
        if (!payload.grantId) return;
        if (!Memory.grants.has(payload.grantId)) Memory.grants.set(payload.grantId, []);
        Memory.grants.get(payload.grantId).push([this.items, id]);
    }
    async find(id) { return this.items.get(id); }
    async findByUserCode() { return undefined; }
    async findByUid() { return undefined; }
    async consume(id) { this.items.get(id).consumed = Math.floor(Date.now() / 1000); }
    async destroy(id) { this.items.delete(id); }
    async revokeByGrantId(grant) {
        for (const [items, id] of Memory.grants.get(grant) ?? []) items.delete(id);
        Memory.grants.delete(grant);
    }
}

const provider = new Provider("http://127.0.0.1", {
    adapter: Memory,
    clients: [{
        client_id: clientId,
        client_secret: secret,
        redirect_uris: [redirectUri],
        grant_types: ["authorization_code", "refresh_token"],
        token_endpoint_auth_method: "client_secret_basic",
    }],
    scopes: [scope],
    features: {devInteractions: {enabled: false}, introspection: {enabled: true}},
    findAccount: (context, accountId) => ({accountId, claims: () => ({sub: accountId})}),
    issueRefreshToken: async () => true,
    rotateRefreshToken: true,
    cookies: {keys: ["bench"]},
    ttl: {AccessToken: 86400, AuthorizationCode: 600, Grant: 2592000, RefreshToken: 2592000},
});

const client = await provider.Client.find(clientId);
let users = 0;

async function code() {
    const accountId = `user${users++}`;
    const grant = new provider.Grant({accountId, clientId});
    grant.addOIDCScope(scope);
    const grantId = await grant.save();
    const made = new provider.AuthorizationCode({
        accountId, client, grantId, scope, redirectUri, codeChallenge: challenge, codeChallengeMethod: "S256",
        gty: "authorization_code",
    });
    return made.save();
}

const answer = provider.callback();
const server = createServer(async (request, response) => {
    if (request.url !== "/codes") return answer(request, response);
    let count = "";
    for await (const chunk of request) count += chunk;
    const codes = [];
    while (codes.length < Number(count)) codes.push(await code());
    const text = JSON.stringify(codes);
    response.writeHead(201, {"content-type": "application/json", "content-length": Buffer.byteLength(text)});
    response.end(text);
});
server.keepAliveTimeout = 60000;
server.listen(0, "127.0.0.1", () => console.log(`serving at http://127.0.0.1:${server.address().port}`));
