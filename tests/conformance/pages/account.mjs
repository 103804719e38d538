// A person sets an empty server up, keeps their account, and signs out: in headless Chromium, without scripts and by
// keyboard where it types, in one look. Each page is held to what every page has, and photographed.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";

const { BURGRAVE_URL: url, CHROMIUM, PICTURES, WIDTH, SCHEME, PASSWORD, NEW_PASSWORD } = process.env;
mkdirSync(PICTURES, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
const viewport = { width: Number(WIDTH), height: 800 };
const context = await browser.newContext({ viewport, colorScheme: SCHEME, javaScriptEnabled: false });
const page = await context.newPage();
const problems = [];
page.on("console", (message) => {
  if (message.type() === "error" && !/status of (400|401)/.test(message.text())) problems.push(message.text());
});
page.on("pageerror", (error) => problems.push(String(error)));
page.on("request", (request) => {
  if (!request.url().startsWith(url)) problems.push(`asked for ${request.url()}`);
});

/** Holds the page to what every page has: one heading, landmarks, labels, no overflow, nothing from elsewhere. Of a long one, only
 * the beginning is photographed. */
async function hold(name, heading, fullPage = true) {
  if (problems.length > 0) throw new Error(`${name}: ${problems.splice(0).join("; ")}`);
  const headings = await page.locator("h1").allInnerTexts();
  if (headings.length !== 1 || headings[0] !== heading) throw new Error(`${name}: the headings are ${headings}`);
  const faults = await page.evaluate(() => {
    const found = [];
    if (document.documentElement.lang !== "en") found.push("no language");
    if (document.querySelectorAll("main").length !== 1) found.push("no main part");
    if (document.scripts.length > 0) found.push("a script");
    if (document.documentElement.scrollWidth > window.innerWidth) found.push(`it is ${document.documentElement.scrollWidth} wide`);
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    if (new Set(ids).size !== ids.length) found.push("an id twice");
    for (const nav of document.querySelectorAll("nav")) if (!nav.getAttribute("aria-label")) found.push("navigation without a name");
    for (const field of document.querySelectorAll("input:not([type=hidden]), textarea, select")) {
      if (field.labels.length === 0) found.push(`no label: ${field.name}`);
      for (const id of (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean)) {
        if (!document.getElementById(id)) found.push(`${field.name} is described by ${id}, which is not there`);
      }
    }
    for (const button of document.querySelectorAll("button, a")) {
      if (!(button.getAttribute("aria-label") ?? button.innerText).trim()) found.push("a button without a name");
    }
    const level = (one) => Number(one.tagName[1]);
    const all = [...document.querySelectorAll("h1, h2, h3, h4")];
    all.forEach((one, at) => { if (at > 0 && level(one) > level(all[at - 1]) + 1) found.push(`a level is left out before ${one.innerText}`); });
    if (getComputedStyle(document.querySelector("main")).borderRadius === "0px") found.push("no stylesheet");
    return found;
  });
  if (faults.length > 0) throw new Error(`${name}: ${faults.join("; ")}`);
  writeFileSync(join(PICTURES, `${SCHEME}-${WIDTH}-${name}.png`), await page.screenshot({ fullPage }));
}

/** The accessible name of what has the focus. */
const focused = () => page.evaluate(() => {
  const one = document.activeElement;
  return (one.labels?.[0]?.innerText ?? one.getAttribute("aria-label") ?? one.innerText ?? one.tagName).trim();
});

/** Moves the focus by keyboard. */
async function reach(expected) {
  for (let tries = 0; tries < 90; tries += 1) {
    if ((await focused()).startsWith(expected)) {
      const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
      if (outline === "none") throw new Error(`the focus on ${expected} can't be seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${expected}`);
}

async function type(label, text) {
  await reach(label);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

async function enter(text) {
  await reach(text);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
}

// Setup: the login page leads to it, a fault stands beside its field, then somebody is signed in.
await page.goto(`${url}/login`);
await hold("empty-login", "Log in");
await enter("Set up this server");
await hold("setup", "Set up this server");
await type("Email address", "amira@example.com");
await type("Username", "new");
await type("Password", PASSWORD);
await enter("Create the first account");
await hold("setup-refused", "Set up this server");
if (!(await page.locator("#username-fault").innerText()).includes("reserved")) throw new Error("no fault beside the username");
if (await page.locator("#username").getAttribute("aria-invalid") !== "true") throw new Error("the username is not marked");
await type("Username", "amira");
await type("Password", PASSWORD);
await enter("Create the first account");
if (new URL(page.url()).pathname !== "/") throw new Error(`the setup leads to ${page.url()}`);
await page.locator("nav.session").waitFor();
const name = (await page.locator("h1").innerText());
await hold("home", name);

// The account.
await enter("Account of amira");
await hold("profile", "Profile");
await type("Name", "Amira <b>Haddad</b>");
await enter("Save the profile");
await hold("profile-saved", "Profile");
if (!(await page.locator("[role=status]").innerText()).includes("Saved")) throw new Error("it does not say that it was saved");
if (await page.locator("#name").inputValue() !== "Amira <b>Haddad</b>") throw new Error("the name is not as it was typed");
await enter("Sessions and tokens");
await hold("sessions", "Sessions and tokens");
await type("Name", "nightly");
await reach("Start, stop and change workspaces");
await page.keyboard.press("Space");
await enter("Make the token");
await hold("token", "Sessions and tokens");
if (!/^\w{10}-\w{22}$/.test(await page.locator("#token").inputValue())) throw new Error("no token is shown");
await enter("Back to sessions and tokens");
await hold("sessions-with-token", "Sessions and tokens");
await enter("End: Token nightly");
if (await page.getByText("Token nightly").count() !== 0) throw new Error("the token is still there");
await enter("Apps");
await hold("apps", "Apps");
await enter("SSH key");
await hold("ssh-key", "SSH key");
const key = await page.locator("#public_key").inputValue();
await enter("Make a new key");
if (await page.locator("#public_key").inputValue() === key) throw new Error("the key is still the same");
await enter("Notifications");
await hold("notifications", "Notifications");
await type("Time zone", "Nowhere/Never");
await enter("Save the quiet hours");
await hold("quiet-hours-refused", "Notifications");
await type("Time zone", "Europe/Berlin");
await enter("Save the quiet hours");
await hold("quiet-hours-saved", "Notifications");

// A new password, with which one logs in again; then the end.
await enter("Profile");
await type("Password until now", PASSWORD);
await type("New password", NEW_PASSWORD);
await enter("Change the password");
await hold("login", "Log in");
await type("Email address", "amira@example.com");
await type("Password", NEW_PASSWORD);
await enter("Log in");
await hold("signed-in", "You are signed in");
await enter("Sign out");
await hold("signed-out", "You are signed out");
await page.goto(`${url}/account`);
if (!page.url().includes("/login?redirect=%2Faccount")) throw new Error(`a page of the account is still there: ${page.url()}`);

// The reference.
await page.goto(`${url}/docs`);
await hold("reference", "API reference", false);
await page.goto(`${url}/docs/quiethours`);
await hold("reference-tag", "QuietHours", false);
await browser.close();
console.log("done");
