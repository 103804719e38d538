// What a person does in between: says yes on the consent page or to a device, with a session of their own.
const { BURGRAVE_SESSION: session } = process.env;

/** Says yes at this address; gives the address that the browser is led to. */
export async function allow(address) {
  const answer = await fetch(address, { method: "POST", redirect: "manual", headers: { "Coder-Session-Token": session } });
  if (answer.status !== 302) throw new Error(`the yes was answered ${answer.status}: ${await answer.text()}`);
  return new URL(answer.headers.get("location"));
}

/** Says yes to the device that shows this code. */
export async function connect(page, userCode) {
  const body = new URLSearchParams({ user_code: userCode, decision: "approve" });
  const answer = await fetch(page, { method: "POST", body, headers: { "Coder-Session-Token": session } });
  if (answer.status !== 200) throw new Error(`the device was answered ${answer.status}: ${await answer.text()}`);
}

/** The user behind an access token, as the API knows them. */
export async function whoami(issuer, token) {
  const answer = await fetch(new URL("/api/v2/users/me", issuer), { headers: { Authorization: `Bearer ${token}` } });
  return answer.status === 200 ? (await answer.json()).username : answer.status;
}

export function equal(found, expected, what) {
  if (found !== expected) throw new Error(`${what}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}
