// Does the planner's task in Chromium and prints one JSON line a step: {"name": …, "error": … or ""}.
// browser_test.go starts it; KAIRO_URL is the server, KAIRO_SCREENSHOTS a folder for pictures.

import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const url = process.env.KAIRO_URL;
const shots = process.env.KAIRO_SCREENSHOTS;
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const asked = "/?from=Nagoya&to=Almaty&teu=2&mass=18t&ready=2026-12-01";
const patience = 20_000;

if (shots) mkdirSync(shots, { recursive: true });

const browser = await chromium.launch({
  executablePath: process.env.KAIRO_CHROMIUM,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

let failed = false;

/** Runs one step on a fresh page of a fresh profile; watches what the page asks for and complains of. */
async function step(name, options, work) {
  const context = await browser.newContext({ viewport: { width: 1360, height: 900 }, locale: "en-GB", ...options });
  context.setDefaultTimeout(patience);
  const page = await context.newPage();
  const complaints = [];
  page.on("request", (r) => {
    if (!r.url().startsWith(url) && !r.url().startsWith("data:")) complaints.push(`asked another host: ${r.url()}`);
  });
  page.on("pageerror", (e) => complaints.push(`script failed: ${e.message}`));
  page.on("console", (m) => {
    // A page under an error status is logged by the browser; that is no defect.
    if (m.type() === "error" && !m.text().includes("Failed to load resource")) complaints.push(m.text());
  });
  let error = "";
  try {
    await work(page);
    if (complaints.length > 0) throw new Error(complaints.join("; "));
  } catch (e) {
    failed = true;
    error = String(e.message ?? e);
  }
  console.log(JSON.stringify({ name, error }));
  await context.close();
}

function must(fact, what) {
  if (!fact) throw new Error(what);
}

const go = (page, path) => page.goto(url + path, { waitUntil: "load" });
const shoot = async (page, name) => shots && page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
const mapDrawn = (page) => page.waitForSelector('[data-map][data-drawn="true"]');
const settle = (page) => page.waitForTimeout(900); // the map's move to the journey

/** How many pixels of the map have nearly the colour that a CSS class gives a corridor. */
function pixelsOf(page, className) {
  return page.evaluate((c) => {
    const probe = document.createElement("i");
    probe.className = c;
    document.body.append(probe);
    const hex = getComputedStyle(probe).getPropertyValue("--cor").trim();
    probe.remove();
    const want = [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));
    const canvas = document.querySelector("[data-map] canvas");
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    let n = 0;
    for (let i = 0; i < data.length; i += 4) {
      if (want.every((v, k) => Math.abs(data[i + k] - v) < 12)) n++;
    }
    return n;
  }, className);
}

const visibleLegs = (page) => page.locator("[data-legs]:not([hidden])");
const legTitles = async (page) => (await visibleLegs(page).locator(".leg strong").allTextContents()).join(" | ");

await step("the planner's task with scripts", {}, async (page) => {
  await go(page, "/");
  await mapDrawn(page);
  // Origin by completing, with the keyboard only.
  await page.locator("#from").focus();
  await page.keyboard.type("nagoy");
  await page.waitForSelector(".choices:not([hidden]) li");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  must((await page.inputValue("#from")).startsWith("Nagoya"), `completing gave ${await page.inputValue("#from")}`);
  await page.fill("#to", "Almaty");
  await page.fill("#teu", "2");
  await page.fill("#mass", "18t");
  await page.fill("#ready", "2026-12-01");
  await page.click("#ask button.primary");
  await page.waitForSelector("table.journeys tbody tr");
  const rows = await page.locator("table.journeys tbody tr").count();
  must(rows >= 3, `${rows} journeys in the table`);
  must((await page.locator(".scatter .point").count()) === rows, "the chart has another number of journeys than the table");
  must(/from=Nagoya/.test(page.url()) && /mass=18t/.test(page.url()), `the address does not carry the request: ${page.url()}`);
  await mapDrawn(page);
  await settle(page);
  const chosen = await page.evaluate(() => [...document.querySelector(".scatter .point.chosen").classList].find((c) => c.startsWith("cor-")));
  const drawn = await pixelsOf(page, chosen);
  must(drawn > 150, `only ${drawn} pixels of the map have the colour of the chosen journey`);
});

await step("choosing a journey by keyboard changes legs, chart, table and address", {}, async (page) => {
  await go(page, asked);
  await mapDrawn(page);
  const before = await legTitles(page);
  const rows = page.locator("table.journeys [data-choose]");
  const current = await rows.evaluateAll((all) => all.findIndex((a) => a.getAttribute("aria-current") === "true"));
  await rows.nth(current).focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  const after = await legTitles(page);
  must(before !== after, "the legs are the same");
  must((await visibleLegs(page).count()) === 1, "several journeys show their legs");
  const id = await visibleLegs(page).getAttribute("data-legs");
  must(page.url().includes(`journey=${id}`), "the address does not carry the journey");
  must((await page.locator(`.scatter .point.chosen`).getAttribute("data-journey")) === id, "the chart shows another journey");
  must((await page.locator(`table.journeys tr.chosen`).getAttribute("data-journey")) === id, "the table shows another journey");
  must((await page.textContent("#status")).includes("legs shown below"), "nothing is announced");
  // The shared address opens on the same journey.
  await go(page, page.url().slice(url.length));
  must((await visibleLegs(page).getAttribute("data-legs")) === id, "the shared address shows another journey");
});

await step("the chart and the map choose too", {}, async (page) => {
  await go(page, asked);
  await mapDrawn(page);
  const point = page.locator(".scatter .point:not(.chosen)").first();
  const id = await point.getAttribute("data-journey");
  await point.focus();
  await page.keyboard.press("Enter");
  must((await visibleLegs(page).getAttribute("data-legs")) === id, "the chart did not choose");
  await page.locator("[data-map] canvas").focus();
  const whole = await page.evaluate(() => document.querySelector("canvas").toDataURL().length);
  await page.keyboard.press("+");
  await page.keyboard.press("ArrowLeft");
  await settle(page);
  must(whole !== (await page.evaluate(() => document.querySelector("canvas").toDataURL().length)), "the keyboard does not move the map");
  await page.click('[data-zoom="out"]');
  await page.click('[data-zoom="fit"]');
});

await step("every number leads to what it rests on", {}, async (page) => {
  await go(page, asked);
  const legs = visibleLegs(page).locator(".leg");
  const n = await legs.count();
  must(n >= 4, `${n} legs`);
  for (const leg of await legs.all()) must((await leg.locator(".leg-numbers .basis").count()) >= 2, "a leg without the basis of its numbers");
  await legs.nth(1).locator("summary").focus();
  await page.keyboard.press("Enter");
  must(await legs.nth(1).locator("table.values").isVisible(), "the sources do not open");
  must((await legs.nth(1).locator("table.values tbody tr").count()) >= 3, "too few figures");
  await shoot(page, "sources");
});

await step("an unknown place offers the nearest, and they work", {}, async (page) => {
  await go(page, "/");
  await page.fill("#from", "Nagoya");
  await page.fill("#to", "Almatty");
  await page.keyboard.press("Escape");
  await page.click("#ask button.primary");
  await page.waitForSelector("#problem");
  must((await page.getAttribute("#to", "aria-invalid")) === "true", "the field is not marked");
  await page.click("#problem .perhaps a");
  await page.waitForSelector("table.journeys tbody tr");
});

await step("limits that leave nothing say which", {}, async (page) => {
  await go(page, asked + "&maxDays=1");
  must(/maxDays/.test(await page.textContent("#problem")), await page.textContent("#problem"));
  must(await page.locator(".limits").getAttribute("open") !== null, "the limits are hidden");
});

await step("a server that does not answer is told, with a way to try again", {}, async (page) => {
  await go(page, "/");
  await page.fill("#from", "Nagoya");
  await page.fill("#to", "Almaty");
  await page.keyboard.press("Escape");
  await page.route("**/?from=*", (r) => r.abort());
  await page.click("#ask button.primary");
  await page.waitForSelector("#problem a");
  must((await page.getAttribute("#results", "aria-busy")) === null, "still busy");
});

await step("the planner's task without scripts", { javaScriptEnabled: false }, async (page) => {
  await go(page, "/");
  await page.fill("#from", "Nagoya");
  await page.fill("#to", "Almaty");
  await page.click("#ask button.primary");
  await page.waitForSelector("table.journeys tbody tr");
  must((await page.locator("table.journeys tbody tr").count()) >= 3, "no journeys");
  must((await page.locator(".scatter .point").count()) >= 3, "no chart");
  must(await page.locator(".without-script").first().isVisible(), "nothing is said about the map");
  const before = await legTitles(page);
  const other = await page.locator("table.journeys tbody tr:not(.chosen) a.choose").first().getAttribute("data-choose");
  await page.click(`a.choose[data-choose="${other}"]`);
  await page.waitForSelector(`[data-legs="${other}"]:not([hidden])`);
  must(before !== (await legTitles(page)), "the legs are the same");
  must(!(await page.locator("[data-map]").isVisible()), "an empty map is shown");
  await shoot(page, "without-script");
});

const pages = { start: "/", answer: asked, problem: "/?from=Nagoya&to=Almatty", programme: "/programme", data: "/about/data", "data-search": "/about/data?q=khorgos", problems: "/about/problems", "not-found": "/nothing" };

for (const colorScheme of ["light", "dark"]) {
  for (const [name, path] of Object.entries(pages)) {
    await step(`accessible: ${name}, ${colorScheme}`, { colorScheme, reducedMotion: "reduce" }, async (page) => {
      await go(page, path);
      if (await page.locator("[data-map]").count()) await mapDrawn(page);
      if (name === "start" || name === "answer") await page.click(".limits summary, .leg summary");
      await page.evaluate(axeSource);
      const { violations } = await page.evaluate(() =>
        axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }),
      );
      must(violations.length === 0, violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")}`).join("; "));
    });
  }
}

// Without pictures to take, three widths in one appearance tell all there is.
for (const width of shots ? [360, 390, 768, 1360] : [360, 768, 1360]) {
  for (const colorScheme of shots ? ["light", "dark"] : ["light"]) {
    await step(`fits ${width} pixels, ${colorScheme}`, { viewport: { width, height: 844 }, colorScheme, deviceScaleFactor: width < 500 ? 2 : 1 }, async (page) => {
      for (const [name, path] of Object.entries(pages)) {
        await go(page, path);
        if (await page.locator("[data-map]").count()) await mapDrawn(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        must(wide <= width, `${name} is ${wide} pixels wide`);
        await page.waitForTimeout(100);
        await shoot(page, `${name}-${width}-${colorScheme}`);
      }
    });
  }
}

await step("prints", {}, async (page) => {
  await go(page, asked);
  await mapDrawn(page);
  await page.emulateMedia({ media: "print" });
  must(!(await page.locator(".top nav").isVisible()), "the navigation is printed");
  must(await page.locator("table.journeys").isVisible(), "the table is not printed");
  await shoot(page, "print");
});

// The pictures of the documents: what is seen first, not the whole page.
for (const [name, path, options] of shots
  ? [
      ["planner", asked, { viewport: { width: 1280, height: 1130 } }],
      ["planner-dark", asked, { viewport: { width: 1280, height: 1130 }, colorScheme: "dark" }],
      ["planner-narrow", asked, { viewport: { width: 390, height: 1180 } }],
      ["corridors", "/", { viewport: { width: 1280, height: 950 } }],
      ["programme", "/programme", { viewport: { width: 1280, height: 950 } }],
      ["data", "/about/data?q=khorgos", { viewport: { width: 1280, height: 950 } }],
    ]
  : []) {
  await step(`picture: ${name}`, options, async (page) => {
    await go(page, path);
    if (await page.locator("[data-map]").count()) await mapDrawn(page);
    await settle(page);
    await page.screenshot({ path: `${shots}/${name}.png` });
  });
}

await browser.close();
process.exit(failed ? 1 : 0);
