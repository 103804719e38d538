// What a program does with a client that openapi-typescript and openapi-fetch make. Its types are checked before it runs.
import createClient from "openapi-fetch";
import type { paths } from "./schema.js";

function fail(what: string, found: unknown): never {
  throw new Error(`${what}: ${JSON.stringify(found)}`);
}

const baseUrl = process.env.BURGRAVE_URL ?? fail("no address", null);
const email = process.env.BURGRAVE_EMAIL ?? fail("no email address", null);
const password = process.env.BURGRAVE_PASSWORD ?? fail("no password", null);

const nobody = createClient<paths>({ baseUrl });
const login = await nobody.POST("/api/v2/users/login", { body: { email, password } });
const token = login.data?.session_token ?? fail("login", login.error);

const client = createClient<paths>({ baseUrl, headers: { "Coder-Session-Token": token } });
const me = await client.GET("/api/v2/users/{user}", { params: { path: { user: "me" } } });
if (me.data?.email !== email) fail("users/me", me.error ?? me.data);

const path = { organization: "default" };
const refused = await client.POST("/api/v2/organizations/{organization}/groups", {
  params: { path },
  body: { name: "two--hyphens" },
});
// The error is typed as well.
const fields = refused.error?.validations?.map((one) => one.field);
if (refused.response.status !== 400 || fields?.[0] !== "name") fail("a bad name", refused.error);

const name = `typed-${process.env.BURGRAVE_RUN ?? "1"}`;
const made = await client.POST("/api/v2/organizations/{organization}/groups", { params: { path }, body: { name } });
const group = made.data ?? fail("create a group", made.error);
const changed = await client.PATCH("/api/v2/groups/{group}", {
  params: { path: { group: group.id } },
  body: { display_name: "Typed", quota_allowance: 3 },
});
if (changed.data?.quota_allowance !== 3) fail("update the group", changed.error ?? changed.data);
const log = await client.GET("/api/v2/audit", { params: { query: { q: "resource_type:group", limit: 10 } } });
if (!log.data?.audit_logs.some((entry) => entry.resource_target === name)) fail("audit", log.error ?? log.data);
const gone = await client.DELETE("/api/v2/groups/{group}", { params: { path: { group: group.id } } });
if (gone.error !== undefined) fail("delete the group", gone.error);
const missing = await client.GET("/api/v2/groups/{group}", { params: { path: { group: group.id } } });
if (missing.response.status !== 404 || !missing.error?.message) fail("a group that is gone", missing.error);
console.log("done");
