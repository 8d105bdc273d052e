// What the scripts of this folder share: Chromium, steps, checks. A step prints one JSON line: {"name": …, "error": … or ""}.
// KAIRO_URL is the server, KAIRO_SCREENSHOTS a folder for pictures, KAIRO_STEP words with strokes between, one of which the steps to run
// have in their names.

import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const url = process.env.KAIRO_URL;
export const shots = process.env.KAIRO_SCREENSHOTS;
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const patience = 20_000;
const stepLimit = 180_000; // of a whole step: axe-core, for one, never ends on a page whose scripts are off
const only = process.env.KAIRO_STEP?.split("|"); // runs the steps whose name has one of them

if (shots) mkdirSync(shots, { recursive: true });

export const browser = await chromium.launch({
  executablePath: process.env.KAIRO_CHROMIUM,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

let failed = false;

/** Runs one step on a fresh page of a fresh profile; watches what the page asks for and complains of. */
export async function step(name, options, work) {
  if (only && !only.some((word) => name.includes(word))) return;
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
    await Promise.race([work(page), new Promise((_, no) => setTimeout(no, stepLimit, new Error(`not done after ${stepLimit / 1000} s`)).unref())]);
    if (complaints.length > 0) throw new Error(complaints.join("; "));
  } catch (e) {
    failed = true;
    error = String(e.message ?? e);
  }
  console.log(JSON.stringify({ name, error }));
  await context.close();
}

export function must(fact, what) {
  if (!fact) throw new Error(what);
}

export const go = (page, path) => page.goto(url + path, { waitUntil: "load" });
export const shoot = async (page, name) => shots && page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
export const mapDrawn = (page) => page.waitForSelector('[data-map][data-drawn="true"]');
export const settle = (page) => page.waitForTimeout(900); // the map's move to the journey

/** No finding of axe-core on a page, by the rules of WCAG 2.2 AA and its best practices. */
const everyRule = { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
/** The rules that another colour scheme, width or medium can break on a page that holds all of them elsewhere. */
export const lookRules = { runOnly: { type: "rule", values: ["color-contrast", "target-size", "link-in-text-block", "scrollable-region-focusable"] } };

export const axe = async (page, rules = everyRule) => {
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate((r) => axe.run(r), rules);
  must(violations.length === 0, violations.map((v) => `${v.id}: ${v.help}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(", ")}`).join("; "));
};

/** Ends Chromium and the script; its exit code tells whether every step held. */
export async function finish() {
  await browser.close();
  process.exit(failed ? 1 : 0);
}
