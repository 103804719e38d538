// A person logs in through a provider in headless Chromium: first they say no there, then yes. What they end up with is
// printed as JSON.
import { chromium } from "playwright-core";

const { BURGRAVE_URL: url, PROVIDER_URL, PROVIDER, PERSON, CHROMIUM } = process.env;

/** What somebody does on the pages of a provider. */
const providers = {
  mock: {
    // It leaves the state out, so that what it says could come from anybody.
    refusal: "State must be provided.",
    refuse: (page) => page.click("button[value=deny]"),
    async agree(page) {
      await page.fill("input[name=sub]", PERSON);
      await page.click("button:text-is('Authorize')");
    },
  },
  certified: {
    refusal: "access_denied",
    async refuse(page) {
      await page.fill("input[name=login]", PERSON);
      await page.fill("input[name=password]", "any password will do here");
      await page.click("button[type=submit]");
      await page.waitForSelector("input[name=prompt][value=consent]", { state: "attached" });
      await page.click("a:has-text('Cancel')");
    },
    // They are logged in there meanwhile.
    agree: (page) => page.click("button:has-text('Continue')"),
  },
};
const { refusal: heading, refuse, agree } = providers[PROVIDER];

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const context = await browser.newContext({ viewport: { width: 1100, height: 860 } });
const page = await context.newPage();
const problems = [];
page.on("console", (message) => {
  const own = page.url().startsWith(url);
  if (own && message.type() === "error" && !/status of 400/.test(message.text())) problems.push(message.text());
});
// The providers' pages have styles from elsewhere.
await context.route((address) => address.hostname !== "127.0.0.1", (route) => route.abort());

/** Waits for a page of the server with this heading, and holds it to what every page has. */
async function shown(heading) {
  await page.waitForURL((address) => address.href.startsWith(url));
  await page.waitForSelector("main h1");
  const found = await page.innerText("h1");
  if (!found.includes(heading)) throw new Error(`the heading is ${found} instead of ${heading}`);
  const styled = await page.locator("main").evaluate((main) => getComputedStyle(main).borderRadius);
  if (styled === "0px") throw new Error(`${heading}: the stylesheet is missing`);
  if (problems.length > 0) throw new Error(`${heading}: ${problems.join("; ")}`);
}

/** From the login page to the provider, by the button. */
async function leave() {
  await shown("Log in");
  await page.click("a:has-text('Log in with')");
  await page.waitForURL((address) => address.href.startsWith(PROVIDER_URL));
}

async function session() {
  return (await context.cookies(url)).find((cookie) => cookie.name === "coder_session_token");
}

await page.goto(`${url}/oauth2/device`);
await leave();
const refusal = page.waitForResponse((answer) => answer.url().startsWith(`${url}/api/v2/users/oidc/callback?error=`));
await refuse(page);
const refused = await refusal;
await shown(heading);
if (refused.status() !== 400) throw new Error(`the refusal is answered ${refused.status()}`);
if (await session()) throw new Error("whoever is refused has a session");
await page.click("a:has-text('Log in again')");
await leave();
await agree(page);
// Where they wanted to go in the first place.
await shown("Connect a device");
const cookie = await session();
if (!cookie?.httpOnly || cookie.sameSite !== "Lax") throw new Error(`the session's cookie is ${JSON.stringify(cookie)}`);
await page.goto(`${url}/login`);
await shown("You are signed in");
const page_says = await page.innerText("main");
const me = await (await context.request.get(`${url}/api/v2/users/me`)).json();
await browser.close();
console.log(JSON.stringify({ me, page: page_says }));
