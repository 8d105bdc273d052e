// The day of the people at the desk, in Chromium, by mouse, keyboard and forms as they do it. browser_test.go starts it over a
// fresh data directory; KAIRO_INVITE is the one-time link of the first administrator.
//
// Each area has its own file desk-AREA.mjs that exports `steps`, an async function of one argument:
//   step(name, options, work)  one step on a fresh page of nobody
//   as(login, options)         a page of somebody signed in; close it with page.context().close()
//   stepAs(login, name, options, work)  one step on such a page
//   must, go, axe, shoot, url, shots    of harness.mjs; shoot(page, "desk-NAME") takes a picture
//   looks(login, name, path)   the page under axe-core in light and dark, at 360, 390 and 1360 pixels, in all four languages, in print; pictures of it
//   state                      an object in which one area leaves things for the next

import { existsSync } from "node:fs";
import { axe, browser, finish, go, lookRules, must, shoot, shots, step, url } from "./harness.mjs";

const password = "five grey geese fly";
const sessions = {};
const state = {};

/** Sets a password by a one-time link, as the person who got it. */
async function accept(page, link, login) {
  await page.goto(link);
  must((await page.inputValue("#login")) === login, `the link is for ${await page.inputValue("#login")}`);
  await page.fill("#password", password);
  await page.fill("#again", password);
  await page.click("main button.primary");
  await page.waitForURL((u) => !u.pathname.startsWith("/invite"));
  sessions[login] = await page.context().storageState();
}

/** One step on a page of somebody who is signed in. */
const stepAs = (login, name, options, work) => step(name, { ...options, storageState: sessions[login] }, work);

async function as(login, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: "en-GB", storageState: sessions[login], ...options });
  context.setDefaultTimeout(20_000);
  return context.newPage();
}

/** A page of somebody as it looks everywhere. */
async function looks(login, name, path) {
  const options = { storageState: sessions[login], reducedMotion: "reduce" };
  for (const colorScheme of ["light", "dark"]) {
    await step(`accessible: ${name}, ${colorScheme}`, { ...options, colorScheme }, async (page) => {
      const res = await go(page, path);
      must(res.status() < 400, `${path}: ${res.status()}`);
      await axe(page, colorScheme === "light" ? undefined : lookRules);
      await shoot(page, `desk-${name}-${colorScheme}`);
      await page.emulateMedia({ media: "print" });
      await axe(page, lookRules);
    });
  }
  await step(`narrow: ${name}`, { ...options, viewport: { width: 360, height: 844 }, deviceScaleFactor: 2 }, async (page) => {
    await go(page, path);
    for (const width of [360, 390]) {
      await page.setViewportSize({ width, height: 844 });
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      must(wide <= width, `${path} is ${wide} pixels wide, not ${width}`);
    }
    await shoot(page, `desk-${name}-390`);
    await axe(page, lookRules);
  });
  await step(`languages: ${name}`, options, async (page) => {
    for (const lang of ["ja", "ru", "kk"]) {
      await go(page, path + (path.includes("?") ? "&" : "?") + "lang=" + lang);
      must((await page.getAttribute("html", "lang")) === lang, "the page is in another language");
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      must(wide <= 0, `${path} is ${wide} pixels too wide in ${lang}`);
      await shoot(page, `desk-${name}-${lang}`);
    }
  });
  await step(`without scripts: ${name}`, { ...options, javaScriptEnabled: false }, async (page) => {
    const res = await go(page, path);
    must(res.status() < 400, `${path}: ${res.status()}`);
    must(await page.locator("h1").first().isVisible(), "nothing is seen");
  });
}

const countries = { cn: "CN", kz: "KZ", az: "AZ", ge: "GE", ro: "RO" };
const officer = (country) => ["departure", "passage", "destination"].map((role) => [role, country]);
const people = [
  ["declarant", "Demonstration Declarant", [["declarant", ""]]],
  ["declarant2", "Another Declarant", [["declarant", ""]]],
  ...Object.entries(countries).map(([c, country]) => [`officer-${c}`, `Officer ${country}`, officer(country)]),
  ["officer-kz2", "Second Officer KZ", officer("KZ")],
  ["guarantee-ge", "Officer of guarantee GE", [["guarantee", "GE"]]],
  ["supervisor", "Demonstration Supervisor", [["supervisor", "KZ"]]],
  ["trainee", "Demonstration Trainee", [["trainee", ""]]],
];

await step("the first administrator sets a password by the link of the first run", {}, async (page) => {
  await page.goto(process.env.KAIRO_INVITE);
  await axe(page);
  await shoot(page, "desk-invite");
  await page.fill("#password", "short");
  await page.fill("#again", "short");
  await page.click("main button.primary");
  must((await page.getAttribute("#password", "aria-invalid")) === "true", "a short password is taken");
  await axe(page);
  await accept(page, process.env.KAIRO_INVITE, "admin");
  must(page.url() === url + "/accounts", page.url());
  const again = await page.goto(process.env.KAIRO_INVITE);
  must(again.status() === 404, `the link holds twice: ${again.status()}`);
});

// People may do several things: the form has two empty rows for roles each time.
for (const [login, name, roles] of people) {
  await stepAs("admin", `accounts: ${login} is invited and sets a password`, {}, async (page) => {
    await go(page, "/accounts");
    await page.fill("#name", name);
    await page.fill("#login", login);
    for (const [i, [role, country]] of roles.slice(0, 2).entries()) {
      await page.selectOption(`#role-${i}`, role);
      await page.selectOption(`#country-${i}`, country);
    }
    await page.click('form[action="/accounts"] button.primary');
    const link = await page.inputValue("#link");
    if (login === "declarant") {
      await axe(page);
      await shoot(page, "desk-link");
    }
    for (const [role, country] of roles.slice(2)) {
      await page.click("main a.button");
      await page.selectOption("#role-2", role);
      await page.selectOption("#country-2", country);
      await page.click("main button.primary");
      await page.waitForSelector(".done");
    }
    const theirs = await (await browser.newContext({ locale: "en-GB" })).newPage();
    await accept(theirs, link, login);
    await theirs.context().close();
  });
}

await step("signing in: with a wrong password, then the right one, back to where one wanted to go", {}, async (page) => {
  await go(page, "/account?from=link");
  must(page.url().includes("/sign-in?then="), page.url());
  await page.fill("#login", "declarant");
  await page.fill("#password", "not this one");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#problem");
  must((await page.inputValue("#login")) === "declarant" && (await page.inputValue("#password")) === "", "the name is lost, or the password kept");
  await axe(page);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForURL(url + "/account?from=link");
  await page.click(".who button");
  await page.waitForURL((u) => u.pathname === "/sign-in");
  await go(page, "/account");
  must(page.url().includes("/sign-in"), "the session goes on");
});

await stepAs("trainee", "one's own account: password and language", {}, async (page) => {
  await go(page, "/account");
  await page.fill("#old", "not this one");
  await page.fill("#password", password + " high");
  await page.fill("#again", password + " high");
  await page.click('form[action="/account/password"] button');
  must((await page.getAttribute("#old", "aria-invalid")) === "true", "a wrong old password is taken");
  await axe(page);
  await page.selectOption("#language", "kk");
  await page.click('form[action="/account/language"] button');
  await page.waitForSelector(".done");
  must((await page.getAttribute("html", "lang")) === "kk", "the language is not taken");
  await go(page, "/account?lang=en");
});

for (const [login, name, path] of [
  ["", "sign-in", "/sign-in"],
  ["declarant", "account", "/account"],
  ["admin", "accounts", "/accounts"],
]) {
  await looks(login, name, path);
}

await stepAs("admin", "accounts: one is disabled and cannot go on", {}, async (page) => {
  await go(page, "/accounts");
  await page.click('a:has-text("Another Declarant")');
  await axe(page);
  await shoot(page, "desk-account-form");
  await page.check('input[name="disabled"]');
  await page.click("main button.primary");
  await page.waitForSelector(".done");
  const theirs = await as("declarant2");
  await go(theirs, "/account");
  must(theirs.url().includes("/sign-in"), "a disabled account goes on");
  await theirs.context().close();
});

/** A page of the office says that something changed elsewhere, and moves nothing until it is asked to. */
const live = () =>
  step("live: a page of the office tells that another officer has decided", {}, async () => {
    const watching = await as("officer-cn");
    const acting = await as("officer-cn");
    try {
      await go(watching, "/office");
      await watching.waitForTimeout(1500); // it has heard the number that holds now
      must(!(await watching.locator(".live").isVisible()), "a change is told that nobody made");
      await go(acting, "/office?todo=1");
      await acting.locator("tr[data-row] th a").first().click();
      await acting.locator('form.decision:has(input[name="act"][value="accept"]) button').click();
      await acting.waitForSelector(".said");
      await watching.waitForSelector(".live:not([hidden])");
      await axe(watching);
      await shoot(watching, "desk-live");
      await watching.click(".live a");
      await watching.waitForSelector("tr[data-row]");
    } finally {
      await watching.context().close();
      await acting.context().close();
    }
  });

for (const area of ["declarant", "officer", "guarantee", "supervisor", "training"]) {
  if (area === "officer") await live();
  if (!existsSync(new URL(`./desk-${area}.mjs`, import.meta.url))) continue;
  const { steps } = await import(`./desk-${area}.mjs`);
  await steps({ step, stepAs, as, must, go, axe, shoot, shots, url, looks, state, password, sessions });
}

await finish();
