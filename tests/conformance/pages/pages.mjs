// The pages in headless Chromium, without JavaScript and by keyboard alone: log in, say yes, answer a device. Each page is
// photographed, and a photograph of an empty or broken page is a failure.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { chromium } from "playwright-core";

const { BURGRAVE_URL: url, AUTHORIZATION, DEVICE, EMAIL, PASSWORD, CHROMIUM, PICTURES } = process.env;
mkdirSync(PICTURES, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });

/** The share of the picture's most frequent byte, and how many different ones there are: an empty page has one colour. */
function look(png) {
  const parts = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString("latin1", at + 4, at + 8) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const bytes = inflateSync(Buffer.concat(parts));
  const counts = new Array(256).fill(0);
  for (const byte of bytes) counts[byte] += 1;
  return { variety: counts.filter((count) => count > 8).length, size: png.length };
}

/** Holds a page to what every page has, and photographs it. */
async function photograph(page, name, heading) {
  const problems = page.problems.splice(0);
  if (problems.length > 0) throw new Error(`${name}: ${problems.join("; ")}`);
  const found = await page.locator("h1").innerText();
  if (!found.includes(heading)) throw new Error(`${name}: the heading is ${found}`);
  const card = await page.locator("main").boundingBox();
  if (!card || card.width < 250 || card.height < 150) throw new Error(`${name}: the card is ${JSON.stringify(card)}`);
  const overflows = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  if (overflows) throw new Error(`${name}: it is wider than the window`);
  const styled = await page.locator("main").evaluate((main) => getComputedStyle(main).borderRadius);
  if (styled === "0px") throw new Error(`${name}: the stylesheet is missing`);
  const logo = await page.locator("header img").evaluate((image) => image.complete && image.naturalWidth > 0);
  if (!logo) throw new Error(`${name}: the logo is missing`);
  const picture = await page.screenshot({ fullPage: true });
  writeFileSync(join(PICTURES, `${name}.png`), picture);
  const { variety, size } = look(picture);
  if (variety < 40 || size < 4000) throw new Error(`${name}: the picture is empty (${variety} values, ${size} bytes)`);
}

/** A page whose faults are kept: what it could not load, and what its policy blocked. */
async function open(look) {
  const context = await browser.newContext({ javaScriptEnabled: true, ...look });
  const page = await context.newPage();
  page.problems = [];
  page.on("console", (message) => { if (message.type() === "error" && !/status of (400|401)/.test(message.text())) page.problems.push(message.text()); });
  page.on("request", (request) => { if (!request.url().startsWith(url) && !request.url().startsWith("http://127.0.0.1:")) page.problems.push(`asked for ${request.url()}`); });
  return page;
}

/** The accessible name of what has the focus. */
const focused = (page) => page.evaluate(() => {
  const one = document.activeElement;
  return one.labels?.[0]?.innerText ?? one.innerText ?? one.tagName;
});

async function tab(page, expected) {
  for (let tries = 0; tries < 12; tries += 1) {
    if ((await focused(page)).trim() === expected) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${expected}`);
}

async function walk(name, look) {
  const page = await open(look);
  await page.goto(url + AUTHORIZATION);
  await photograph(page, `${name}-login`, "Log in");
  // By keyboard alone.
  await tab(page, "Email address");
  await page.keyboard.type(EMAIL);
  await tab(page, "Password");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=alert]");
  await photograph(page, `${name}-login-refused`, "Log in");
  await tab(page, "Password");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForSelector("#allow");
  await photograph(page, `${name}-consent`, "Allow ci to act for you?");
  await tab(page, "Cancel");
  await tab(page, "Allow");
  const [led] = await Promise.all([
    page.waitForRequest((request) => request.url().includes("/callback?")),
    page.keyboard.press("Enter"),
  ]);
  if (!new URL(led.url()).searchParams.get("code")) throw new Error(`${name}: no code in ${led.url()}`);
  await page.waitForTimeout(200);
  page.problems.length = 0;

  await page.goto(`${url}/oauth2/device`);
  await photograph(page, `${name}-device`, "Connect a device");
  await tab(page, "Code");
  await page.keyboard.type("bbbb bbbb");
  await page.keyboard.press("Enter");
  await page.waitForSelector("[role=alert]");
  await photograph(page, `${name}-device-unknown`, "Connect a device");
  const { user_code: userCode } = await begin();
  await page.locator("#user_code").fill(userCode.toLowerCase());
  await page.keyboard.press("Enter");
  await page.waitForSelector("#allow");
  await photograph(page, `${name}-device-answer`, "Allow the device");
  await tab(page, "Allow");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".badge.ok");
  await photograph(page, `${name}-device-done`, "The device is connected");
  await page.goto(url + AUTHORIZATION.replace(/client_id=[^&]*/, "client_id=unknown"));
  await photograph(page, `${name}-error`, "The client credentials are invalid");
  await page.goto(`${url}/login`);
  await photograph(page, `${name}-signed-in`, "You are signed in");
  await page.context().close();
}

async function begin() {
  const answer = await fetch(`${url}/oauth2/device_authorization`, { method: "POST", body: new URLSearchParams(DEVICE) });
  return answer.json();
}

await walk("light", { viewport: { width: 1100, height: 860 } });
await walk("dark", { viewport: { width: 1100, height: 860 }, colorScheme: "dark" });
await walk("phone", { viewport: { width: 360, height: 740 }, deviceScaleFactor: 2 });

// Nothing needs a script.
const plain = await open({ javaScriptEnabled: false });
await plain.goto(url + AUTHORIZATION);
await plain.fill("#email", EMAIL);
await plain.fill("#password", PASSWORD);
await plain.click("button[type=submit]");
await plain.waitForSelector("#allow");
const [led] = await Promise.all([
  plain.waitForRequest((request) => request.url().includes("/callback?")),
  plain.click("#allow"),
]);
if (!new URL(led.url()).searchParams.get("code")) throw new Error("no code without JavaScript");
await browser.close();
console.log("pages: done");
