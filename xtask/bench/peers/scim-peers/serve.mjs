// scimmy with users in memory, on a port of its own: serve.mjs MODULES KEY. Prints where it listens.
import {randomUUID} from "node:crypto";
import {createServer} from "node:http";
import {createRequire} from "node:module";

const [modules, key] = process.argv.slice(2);
const SCIMMY = createRequire(`${modules}/`)("scimmy").default ?? createRequire(`${modules}/`)("scimmy");
const users = new Map();
const names = new Map();

SCIMMY.Resources.declare(SCIMMY.Resources.User)
    .ingress((resource, data) => {
        const id = resource.id ?? randomUUID();
        const name = data.userName.toLowerCase();
        if (names.has(name) && names.get(name) !== id) throw new SCIMMY.Types.Error(409, "uniqueness", "userName is taken");
        const now = new Date().toISOString();
        const created = users.get(id)?.meta.created ?? now;
        const user = {...data, id, meta: {created, lastModified: now}};
        users.set(id, user);
        names.set(name, id);
        return user;
    })
    .egress((resource) => {
        if (resource.id) {
            if (users.has(resource.id)) return users.get(resource.id);
            throw new SCIMMY.Types.Error(404, null, "no such user");
        }
        const all = [...users.values()];
        return resource.filter ? resource.filter.match(all) : all;
    })
    .degress((resource) => { users.delete(resource.id); });

const User = SCIMMY.Resources.User;

async function answer(request, body) {
    const url = new URL(request.url, "http://localhost");
    const id = url.pathname.split("/")[2];
    switch (request.method) {
        case "GET": return [200, await new User(...(id ? [id] : []), Object.fromEntries(url.searchParams)).read()];
        case "POST": return [201, await new User().write(JSON.parse(body))];
        case "PATCH": return [200, await new User(id).patch(JSON.parse(body))];
        default: throw new SCIMMY.Types.Error(405, null, "not here");
    }
}

const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    let status, value;
    try {
        if (request.headers.authorization !== `Bearer ${key}`) throw new SCIMMY.Types.Error(401, null, "no key");
        [status, value] = await answer(request, Buffer.concat(chunks).toString());
    } catch (error) {
        status = error.status ?? 500;
        value = {schemas: ["urn:ietf:params:scim:api:messages:2.0:Error"], status: String(status), detail: String(error.message)};
    }
    const text = JSON.stringify(value);
    response.writeHead(status, {"content-type": "application/scim+json", "content-length": Buffer.byteLength(text)});
    response.end(text);
});
server.keepAliveTimeout = 60000;
server.listen(0, "127.0.0.1", () => console.log(`serving at http://127.0.0.1:${server.address().port}`));
