// The certified OpenID Connect provider on a free port: it says where it is, and ends with its standard input. Its one client
// registers itself (RFC 7591) once it knows where people are to be sent back to, and PUT /users/<name> sets somebody's claims,
// as oidc-provider-mock has it.
import { createServer } from "node:http";
import Provider from "oidc-provider";

const people = new Map();
const claims = ["email", "email_verified", "name", "preferred_username", "groups"];
const server = createServer();
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, {
  claims: { openid: ["sub"], profile: claims, email: claims },
  cookies: { keys: ["signs-the-cookies-of-one-run"] },
  features: {
    registration: { enabled: true, idFactory: () => "burgrave", secretFactory: () => process.env.CLIENT_SECRET },
  },
  findAccount: (_, name) => people.has(name) && { accountId: name, claims: () => ({ sub: name, ...people.get(name) }) },
  pkce: { required: () => true },
  ttl: { AccessToken: 3600, AuthorizationCode: 60, Grant: 3600, IdToken: 3600, Interaction: 3600, Session: 3600 },
});
const ask = provider.callback();

server.on("request", async (request, response) => {
  const name = request.method === "PUT" && request.url.match(/^\/users\/(\w+)$/)?.[1];
  if (!name) return ask(request, response);
  const parts = await request.toArray();
  people.set(name, JSON.parse(Buffer.concat(parts).toString()));
  return response.writeHead(204).end();
});
console.log(issuer);
process.stdin.resume().on("end", () => process.exit());
