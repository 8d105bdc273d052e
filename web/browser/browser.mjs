// Does the planner's task in Chromium and prints one JSON line a step: {"name": …, "error": … or ""}.
// browser_test.go starts it; KAIRO_URL is the server, KAIRO_SCREENSHOTS a folder for pictures.

import { axe, finish, go, mapDrawn, must, settle, shoot, shots, step, url } from "./harness.mjs";

const asked = "/?from=Nagoya&to=Almaty&teu=2&mass=18t&ready=2026-12-01";

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
  await visibleLegs(page).locator("table.values").first().waitFor({ state: "attached" }); // fetched for the journey chosen
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
  await legs.nth(1).locator(".why:not(.avoid) summary").focus();
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
  must(await page.locator(".limits").first().getAttribute("open") !== null, "the limits are hidden");
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

const ids = (page) => page.locator("table.journeys tbody tr").evaluateAll((rows) => rows.map((r) => r.dataset.journey));
const journeysData = (page) => page.evaluate(() => JSON.parse(document.getElementById("journeys-data").textContent));
/** Cost and days, emissions and risk at their prices. */
const generalised = ([, , mean, p50, p90, usd, kg], [day, tonne, risk]) => usd + day * mean + (tonne * kg) / 1000 + risk * (p90 - p50);
const order = (data, w) => [...data.frontier].sort((a, b) => generalised(a, w) - generalised(b, w)).map((p) => p[0]);

await step("weights: the whole set is ranked again without asking the server", {}, async (page) => {
  await go(page, asked);
  await mapDrawn(page);
  const data = await journeysData(page);
  must(data.frontier.length >= data.journeys.length, "the page has no Pareto set");
  const before = await ids(page);

  await page.route("**/*", (r) => r.abort());
  for (const [name, value, w] of [["usdPerDay", "50", [50, 0, 0]], ["usdPerTonne", "400", [50, 400, 0]], ["usdPerRiskDay", "300", [50, 400, 300]]]) {
    await page.fill(`#${name}`, value);
    const want = order(data, w).filter((id) => before.includes(id));
    must((await ids(page)).join() === want.join(), `${name}: the table stands ${await ids(page)}, want ${want}`);
    must((await page.inputValue(`#${name}-range`)) !== "0", `${name}: the slider did not follow`);
    must(new URL(page.url()).searchParams.get(name) === value, `${name} is not in the address`);
  }
  must((await ids(page)).join() !== before.join(), "the weights change nothing");
  const best = order(data, [50, 400, 300])[0];
  must((await page.locator(".scatter .best").count()) === 1, "the chart marks no best");
  await page.waitForFunction(() => /generalised cost/.test(document.getElementById("best").textContent));
  must((await page.locator("table.journeys .gen b").first().textContent()) !== "", "no generalised cost in the table");

  await page.unroute("**/*");
  await go(page, page.url().slice(url.length));
  must((await ids(page))[0] === best, "the server ranks otherwise");
  await shoot(page, "weights");
});

await step("weights: sliders by keyboard", {}, async (page) => {
  await go(page, asked);
  await page.focus("#usdPerDay-range");
  for (let i = 0; i < 12; i++) await page.keyboard.press("ArrowRight");
  must((await page.inputValue("#usdPerDay")) === "120", `the number says ${await page.inputValue("#usdPerDay")}`);
  await page.keyboard.press("Home");
  must((await page.inputValue("#usdPerDay")) === "", "no weight is still a weight");
  must(!/usdPerDay/.test(page.url()), "the address keeps it");
  must(/No weight/.test(await page.textContent("#best")), "nothing says that none is set");
});

await step("weights: a best journey that was not described is fetched and shown", {}, async (page) => {
  await go(page, asked + "&keep=1");
  await mapDrawn(page);
  const data = await journeysData(page);
  const described = data.journeys.map((j) => j.id);
  const w = [1, 20, 100, 500, 2000, 20000].map((d) => [d, 0, 0]).concat([[0, 500, 0], [0, 5000, 0]]).find((x) => !described.includes(order(data, x)[0]));
  must(w, "every best journey is described already");
  const best = order(data, w)[0];
  const name = w[0] ? "usdPerDay" : "usdPerTonne";
  await page.focus(`#${name}`);
  await page.fill(`#${name}`, String(w[0] || w[1]));
  await page.waitForSelector(`table.journeys tr[data-journey="${best}"]`);
  await page.waitForSelector(`[data-legs="${best}"]:not([hidden])`);
  must((await ids(page))[0] === best, "it does not stand first");
  must(await page.evaluate((n) => document.activeElement.id === n, name), "the field lost the focus");
});

await step("weights: without scripts they are fields", { javaScriptEnabled: false }, async (page) => {
  await go(page, asked);
  const before = await ids(page);
  await page.fill("#usdPerDay", "20000");
  await page.click(".without-script-only");
  must(/usdPerDay=20000/.test(page.url()), page.url());
  must((await ids(page))[0] !== before.at(-1), "nothing is ranked");
  must(/first of/.test(await page.textContent("#best")), await page.textContent("#best"));
  must((await page.locator(".slide input[type=range]").first().isVisible()) === false, "a slider that does nothing is shown");
});

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "" : " without scripts";
  await step(`scenarios: switched on and off, with the difference${how}`, { javaScriptEnabled }, async (page) => {
    await go(page, "/?from=Almaty&to=Baku&teu=2&mass=18t&ready=2026-12-01");
    await page.click(".scenarios > summary");
    must((await page.locator('.scenarios input[value="red-sea-2026"]').isChecked()) && !(await page.locator('.scenarios input[value="digital-customs"]').isChecked()), "facts are not on, or scenarios are");
    await page.check('.scenarios input[value="digital-customs"]');
    await page.uncheck('.scenarios input[value="red-sea-2026"]');
    await page.click("#ask button.primary");
    await page.waitForSelector(".held li:has-text('Digital customs')");
    must((await page.locator(".held li", { hasText: "Left out" }).count()) >= 1, "what is left out is not said");
    must((await page.locator(".delta").count()) > 0, "no difference is shown");
    must(/[−+][0-9]/.test(await page.locator(".delta").first().textContent()), await page.locator(".delta").first().textContent());
    if (javaScriptEnabled) must(/scenario=digital-customs/.test(page.url()) && /without=red-sea-2026/.test(page.url()), page.url());
    await shoot(page, `scenarios${javaScriptEnabled ? "" : "-without-script"}`);
    await page.click(".held li:has-text('Digital customs') a");
    await page.waitForFunction(() => !/Digital customs/.test(document.querySelector(".held")?.textContent ?? ""));
  });

  await step(`avoid: by legs, legend and chips${how}`, { javaScriptEnabled }, async (page) => {
    await go(page, asked);
    const leg = visibleLegs(page).locator(".leg").nth(3);
    await leg.locator(".avoid summary").click();
    const link = leg.locator(".avoid-list a").first();
    await link.click();
    await page.waitForSelector(".chip");
    must(/avoid=/.test(page.url()), page.url());
    await page.click('.line-legend li:has-text("Air") a');
    await page.waitForFunction(() => document.querySelectorAll(".chip").length === 2);
    must((await page.locator('.cor-legend li:has-text("Air")').count()) === 0, "journeys by air are still shown");
    must(await page.locator('input[name="avoid"][value="air"]').isChecked(), "the form does not follow");
    await page.locator(".chip").first().click();
    await page.waitForFunction(() => document.querySelectorAll(".chip").length === 1);
    must(/avoid=air/.test(page.url()), page.url());
  });

  await step(`compare: two journeys side by side${how}`, { javaScriptEnabled }, async (page) => {
    await go(page, asked + "&goodsUSD=100000");
    const all = await ids(page);
    const box = (id) => page.locator(`input[name="compare"][value="${id}"]`);
    if (javaScriptEnabled) await box(all[2]).check(); // let go by the third
    await box(all[0]).check();
    await box(all[all.length - 1]).check();
    if (javaScriptEnabled) must(!(await box(all[2]).isChecked()), "three are chosen");
    await page.click("#compare-go");
    await page.waitForSelector("table.versus");
    if (javaScriptEnabled) must(page.url().includes(`compare=${all[0]},${all[all.length - 1]}`), page.url());
    const number = (t) => Number(t.replace(/,/g, "").replace("−", "-").replace("+", "").replace("±", ""));
    for (const row of await page.locator("table.versus tbody tr:not(.group)").all()) {
      const [a, b, d] = (await row.locator("td").allTextContents()).map(number);
      must(Math.abs(b - a - d) <= 1.01, `${await row.textContent()}: ${b} less ${a} is not ${d}`);
    }
    must((await page.locator("table.versus .group").count()) >= 3, "totals, costs or times are missing");
    must((await page.locator("table.aligned tbody tr").count()) >= 4, "the legs are missing");
    must((await page.locator(".compare .chart .course").count()) === 2, "the chart has not both");
    await shoot(page, `compare${javaScriptEnabled ? "" : "-without-script"}`);
    await page.locator(".compare a", { hasText: "Close" }).click();
    await page.waitForFunction(() => !document.querySelector("table.versus"));
  });
}

await step("avoid: on the map, by mouse and keyboard", {}, async (page) => {
  await go(page, asked);
  await mapDrawn(page);
  await settle(page);
  const canvas = page.locator("[data-map] canvas");
  await canvas.focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".map-menu a");
  must(await page.evaluate(() => document.activeElement.closest(".map-menu") !== null), "the menu has not the focus");
  await page.keyboard.press("Escape");
  must((await page.locator(".map-menu").count()) === 0 && (await page.evaluate(() => document.activeElement.tagName)) === "CANVAS", "Escape does not go back");
  const box = await canvas.boundingBox();
  for (let i = 0; i < 60 && (await page.locator(".map-menu a").count()) === 0; i++) {
    await page.mouse.click(box.x + box.width * (0.1 + 0.08 * (i % 10)), box.y + box.height * (0.2 + 0.1 * Math.floor(i / 10)));
  }
  const last = page.locator(".map-menu a").last();
  const name = (await last.textContent()).replace("Avoid: ", "");
  await last.click();
  await page.waitForSelector(`.chip:has-text("${name}")`);
});

await step("the time-distance chart and its table say the same", {}, async (page) => {
  await go(page, asked);
  const section = visibleLegs(page);
  must((await section.locator(".chart .band").getAttribute("d")).length > 40, "no band");
  must((await section.locator(".chart .waits").getAttribute("d")).includes("V"), "no vertical steps");
  const borders = Number((await section.locator(".totals div").nth(3).locator("dd").first().textContent()).trim());
  must((await section.locator(".chart .crossing").count()) <= borders && (borders === 0 || (await section.locator(".leg-border").count()) === (await section.locator(".chart .crossing").count())), "the borders are not marked");
  await section.locator(".chart-table summary").click();
  const end = await section.locator(".chart-table tbody tr").last().locator("td").allTextContents();
  const sub = await section.locator(".totals .sub").first().textContent();
  for (const v of end.slice(2)) must(sub.includes(v), `${v} is not in ${sub}`);
});

await step("share: the link is copied and opens the same page", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await go(page, asked + "&avoid=IR&scenario=digital-customs");
  await page.fill("#usdPerDay", "250");
  const all = await ids(page);
  await page.locator(`[data-choose="${all[1]}"]`).first().click();
  await page.click("#copy-link");
  await page.waitForFunction(() => document.getElementById("copied").textContent === "Copied");
  const link = await page.evaluate(() => navigator.clipboard.readText());
  for (const part of ["usdPerDay=250", "avoid=IR", "scenario=digital-customs", `journey=${all[1]}`, "lang=en"]) must(link.includes(part), `${part} is not in ${link}`);
  const order = await ids(page);
  await page.goto(link);
  must((await ids(page)).join() === order.join(), "the shared page stands otherwise");
  must((await visibleLegs(page).getAttribute("data-legs")) === all[1], "another journey is chosen");
  must((await page.inputValue("#usdPerDay")) === "250", "the weight is lost");
});

await step("export: CSV, PDF, JSON and the call", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  await go(page, asked + "&goodsUSD=50000");
  const links = await page.locator(".exports a").evaluateAll((all) => all.map((a) => a.href));
  const [csv, pdf, json, body] = await Promise.all(links.map((l) => page.request.get(l)));
  for (const r of [csv, pdf, json, body]) must(r.status() === 200, `${r.url()}: ${r.status()}`);
  const rows = (await csv.text()).trim().split(/\r?\n/);
  must(csv.headers()["content-type"].startsWith("text/csv") && rows.filter((r) => r.startsWith("journey,")).length === (await ids(page)).length, "the CSV has other journeys");
  must(rows.filter((r) => r.startsWith("leg,")).length > 10, "the CSV has no legs");
  must((await pdf.body()).subarray(0, 5).toString() === "%PDF-", "no PDF");
  const answer = await json.json();
  must(answer.journeys.length === (await ids(page)).length, "the API answers otherwise");
  const again = await page.request.post(url + "/api/plan", { data: await body.json() });
  must((await again.json()).journeys[0].id === answer.journeys[0].id, "the body asks otherwise");
  await page.click(".call summary");
  must((await page.textContent("#curl")).startsWith(`curl '${url}/api/plan?`), await page.textContent("#curl"));
  await page.click('[data-copy="body"]');
  await page.waitForFunction(() => document.getElementById("status").textContent === "Copied");
  must(JSON.parse(await page.evaluate(() => navigator.clipboard.readText())).goodsUSD === 50000, "the copied body is another");
});

await step("keyboard: shortcuts, which can be switched off", {}, async (page) => {
  await go(page, asked);
  await mapDrawn(page);
  const chosen = () => page.locator("table.journeys tr.chosen").getAttribute("data-journey");
  const first = await chosen();
  await page.keyboard.press("j");
  must((await chosen()) !== first, "j does nothing");
  await page.keyboard.press("x");
  await page.keyboard.press("k");
  must((await chosen()) === first, "k does not go back");
  await page.keyboard.press("x");
  await page.keyboard.press("c");
  await page.waitForSelector("table.versus");
  await page.keyboard.press("w");
  must(await page.evaluate(() => document.activeElement.id === "usdPerDay-range"), "w does not go to the weights");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("f");
  must(await page.evaluate(() => document.activeElement.id === "from"), "f does not go to the field");
  await page.keyboard.type("jk");
  must((await page.inputValue("#from")).includes("jk"), "letters are taken away from a field");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  must(await page.locator("#keyboard dl").isVisible(), "? does not show the list");
  await page.uncheck("#keys-on");
  await page.evaluate(() => document.activeElement.blur());
  const before = await chosen();
  await page.keyboard.press("j");
  must((await chosen()) === before, "they cannot be switched off");
});

await step("keyboard: everything is reached, with a visible focus", {}, async (page) => {
  await go(page, asked);
  await mapDrawn(page);
  const want = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, canvas, [tabindex='0']")].filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.tabIndex >= 0 && !e.disabled).length);
  for (let i = 0; i < want + 40; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      e.dataset.tabbed ??= String(document.querySelectorAll("[data-tabbed]").length);
      const look = getComputedStyle(e), mark = e.querySelector?.(".mark");
      const ring = look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2;
      return { ring: ring || (mark !== null && mark !== undefined), what: e.outerHTML.slice(0, 80) };
    });
    if (!at) break;
    must(at.ring, `no focus is seen on ${at.what}`);
  }
  const missed = await page.evaluate(() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, summary, canvas, [tabindex='0']")].filter((e) => e.checkVisibility({ visibilityProperty: true }) && e.tabIndex >= 0 && !e.dataset.tabbed).map((e) => e.outerHTML.slice(0, 70)));
  must(missed.length === 0, `not reached: ${missed.join("; ")}`);
});

for (const [lang, locale, words] of [
  ["ja", "ja-JP", { title: "貨物の輸送を計画する", from: "名古屋", go: "経路を比較", days: "所要日数", number: /^[0-9,]+$/ }],
  ["ru", "ru-RU", { title: "Спланировать перевозку", from: "Нагоя", go: "Сравнить маршруты", days: "Дни", number: /^[0-9\u00a0]+$/ }],
]) {
  await step(`language: ${lang} by the browser, the address and the cookie`, { locale }, async (page) => {
    await go(page, "/");
    must((await page.getAttribute("html", "lang")) === lang, "the browser's wish is not heard");
    must((await page.textContent("h1")) === words.title, await page.textContent("h1"));
    await page.fill("#from", words.from);
    await page.waitForSelector(".choices:not([hidden]) li");
    must((await page.locator(".choices li").first().textContent()).includes(words.from), "places are offered in another language");
    await page.keyboard.press("Escape");
    await page.fill("#to", "KZALA");
    await page.click("#ask button.primary");
    await page.waitForSelector("table.journeys tbody tr");
    must((await page.textContent("table.journeys thead")).includes(words.days), "the table is in another language");
    must(words.number.test((await page.locator("table.journeys td.num").nth(3).textContent()).trim()), "numbers are written in another way");
    must((await page.title()).includes(words.from), await page.title());
    await page.fill("#usdPerDay", "100");
    await page.waitForFunction((l) => (l === "ja" ? /重み付け/ : /вес/).test(document.getElementById("best").textContent), lang);
    // English words that stand outside of what is marked as English.
    const left = await page.evaluate(() => {
      const out = [];
      const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let n = walk.nextNode(); n; n = walk.nextNode()) {
        if (n.parentElement.closest("[lang]").lang === "en" || n.parentElement.closest("script, code, pre, option, kbd, .langs")) continue;
        const words = (n.textContent.match(/[A-Za-z]{4,}/g) ?? []).filter((w) => /[a-z]/.test(w) && !["Kairo", "Apache", "License", "OpenAPI", "LOCODE", "INSTC", "JSON", "curl", "test"].includes(w));
        if (words.length > 0) out.push(n.textContent.trim().slice(0, 60));
      }
      return [...new Set(out)];
    });
    must(left.length === 0, `left in English: ${left.slice(0, 8).join(" | ")}`);
    await page.click('.langs a[lang="en"]');
    await page.waitForFunction(() => document.documentElement.lang === "en");
    must(/lang=en/.test(page.url()) && /usdPerDay=100/.test(page.url()), page.url());
    await go(page, "/about/data");
    must((await page.getAttribute("html", "lang")) === "en", "the choice is not kept");
  });
}

await step("loading and empty states are told", {}, async (page) => {
  await go(page, "/");
  await page.fill("#from", "Nagoya");
  await page.fill("#to", "Almaty");
  await page.keyboard.press("Escape");
  let release;
  const held = new Promise((r) => (release = r));
  await page.route("**/?from=*", async (r) => { await held; await r.continue(); });
  await page.click("#ask button.primary");
  must((await page.getAttribute("#results", "aria-busy")) === "true", "nothing says that it loads");
  must(/Comparing/.test(await page.textContent("#status")), "nothing is announced");
  release();
  await page.waitForSelector("table.journeys tbody tr");
  await go(page, asked + "&avoid=KZ");
  must(await page.locator("#problem .chip").isVisible(), "what excludes everything cannot be taken back");
});

const compared = await (async () => {
  const res = await fetch(`${url}/api/plan?${asked.slice(2)}`);
  const { journeys } = await res.json();
  return `${asked}&compare=${journeys[0].id},${journeys.at(-1).id}&usdPerDay=100&scenario=digital-customs&avoid=IR&goodsUSD=100000`;
})();

const pages = { start: "/", answer: asked, compare: compared, problem: "/?from=Nagoya&to=Almatty", programme: "/programme", data: "/about/data", "data-search": "/about/data?q=khorgos", problems: "/about/problems", "not-found": "/nothing", "answer-ja": asked + "&lang=ja", "compare-ru": compared + "&lang=ru" };

for (const colorScheme of ["light", "dark"]) {
  for (const [name, path] of Object.entries(pages)) {
    await step(`accessible: ${name}, ${colorScheme}`, { colorScheme, reducedMotion: "reduce" }, async (page) => {
      await go(page, path);
      if (await page.locator("[data-map]").count()) await mapDrawn(page);
      if (name === "start" || name === "answer") await page.evaluate(() => document.querySelectorAll("details").forEach((d) => (d.open = true)));
      await axe(page);
    });
  }
}

await step("accessible: print", { reducedMotion: "reduce" }, async (page) => {
  await go(page, compared);
  await mapDrawn(page);
  await page.emulateMedia({ media: "print" });
  await axe(page);
});

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
  must(!(await page.locator(".top nav").first().isVisible()), "the navigation is printed");
  must(await page.locator("table.journeys").isVisible(), "the table is not printed");
  await shoot(page, "print");
});

// The pictures of the documents: what is seen first, not the whole page.
for (const [name, path, options] of shots
  ? [
      ["compare", compared + "#compare", { viewport: { width: 1280, height: 1250 } }],
      ["planner-ja", asked + "&lang=ja&usdPerDay=100", { viewport: { width: 1280, height: 1400 } }],
      ["planner-ru-narrow", asked + "&lang=ru&usdPerDay=100", { viewport: { width: 390, height: 1180 } }],
      ["journey", asked + "#legs", { viewport: { width: 1280, height: 1250 } }],
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

await finish();
