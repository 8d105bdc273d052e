// Officers at their pages: the queue by keyboard and mouse, five officers who each do their part, two who decide at once.
// It takes the movements that the declarant's steps filed (state.movement tells one of KZ where they say so, else the first of the queue).

const parts = ["accept", "release", "passage", "arrival", "destination-control", "control-result", "discharge"];

export async function steps({ step, stepAs, as, must, go, axe, shoot, looks, state }) {
  const form = (page, act) => page.locator(`form.decision:has(input[name="act"][value="${act}"])`);

  /** Does the first thing that an officer finds to do; "" where there is nothing. */
  async function work(page) {
    await go(page, "/office?todo=1&ended=1");
    const first = page.locator("tr[data-row] th a").first();
    if ((await first.count()) === 0) return "";
    await first.click();
    await page.waitForSelector("#decide");
    for (const act of parts) {
      const f = form(page, act);
      if ((await f.count()) === 0) continue;
      const reason = f.locator('select[name="reason"]');
      if ((await reason.count()) > 0 && (await reason.getAttribute("required")) !== null) await reason.selectOption({ index: 1 });
      await f.locator("button").click();
      await page.waitForSelector(".said");
      return act;
    }
    throw new Error(`nothing to decide on ${page.url()}`);
  }

  await stepAs("officer-kz", "officer: the queue by keyboard, searched and filtered", {}, async (page) => {
    await go(page, "/office");
    await axe(page);
    await shoot(page, "desk-office");
    const rows = await page.locator("tr[data-row]").count();
    must(rows > 0, "the queue is empty");
    must((await page.locator("tr[data-row] .lane").count()) >= rows, "a row has no lane in words");
    const number = await page.locator("tr[data-row] th a").first().textContent();
    await page.locator("#q").focus();
    await page.keyboard.type(number);
    await page.keyboard.press("Enter");
    await page.waitForURL((u) => u.search.includes("q="));
    must((await page.locator("tr[data-row]").count()) >= 1, `${number} is not found`);
    await page.fill("#q", "nothing is called so");
    await page.keyboard.press("Enter");
    await page.waitForURL((u) => u.search.includes("nothing"));
    must((await page.locator("tr[data-row]").count()) === 0, "something is found");
    await axe(page);
    await go(page, "/office");
    await page.locator("tr[data-row] th a").first().focus();
    if (rows > 1) {
      await page.keyboard.press("j");
      must(await page.locator("tr[data-row] th a").nth(1).evaluate((e) => e === document.activeElement), "J does not go down");
      await page.keyboard.press("k");
    }
    await page.keyboard.press("Enter");
    await page.waitForSelector("#decide");
    state.movement = new URL(page.url()).pathname;
    if ((await page.locator("[data-map]").count()) > 0) await page.waitForSelector('[data-map][data-drawn="true"]');
    await axe(page);
    await shoot(page, "desk-movement");
  });

  await looks("officer-kz", "office", "/office");
  if (state.movement) await looks("officer-kz", "movement", state.movement);
  await looks("officer-kz", "presented", "/office/presented");

  await step("officer: two at once, the second is told who, what and when", {}, async () => {
    const one = await as("officer-kz"), two = await as("officer-kz2");
    try {
      await go(one, "/office?state=lodged&todo=1");
      const path = await one.locator("tr[data-row] th a").first().getAttribute("href");
      await go(one, path);
      await go(two, path);
      await form(two, "reject").locator('select[name="reason"]').selectOption("reject.data");
      await form(two, "reject").locator("textarea").fill("typed by the second");
      await form(one, "accept").locator("button").click();
      await one.waitForSelector(".said");
      await form(two, "reject").locator("button").click();
      await two.waitForSelector("#overtaken");
      const said = await two.textContent("#overtaken");
      must(said.includes("Officer KZ") && said.includes("accepted") && /\d{4} \d\d:\d\d UTC/.test(said), `the second is told: ${said}`);
      must((await two.textContent("#typed")).includes("typed by the second"), "what was typed is lost");
      must((await form(two, "release").count()) === 1, "the new state is not shown");
      await axe(two);
      await shoot(two, "desk-race");
    } finally {
      await one.context().close();
      await two.context().close();
    }
  });

  await stepAs("officer-kz", "officer: a reason that is missing is said beside its field", {}, async (page) => {
    await go(page, state.movement);
    const refuse = form(page, (await form(page, "refuse-release").count()) ? "refuse-release" : "reject");
    await refuse.locator("form, select[name=reason]").first().evaluate((e) => e.removeAttribute("required"));
    await refuse.locator("textarea").fill("kept");
    await refuse.locator("button").click();
    await page.waitForSelector('select[aria-invalid="true"]');
    must((await page.locator("textarea").evaluateAll((all) => all.map((a) => a.value))).includes("kept"), "what was typed is lost");
    await axe(page);
    await shoot(page, "desk-decision-wrong");
  });

  // Common transit in Georgia: an incident on the way, the arrival announced by the declarant, the unloading permitted and remarked on.
  const decide = async (page, act, fill) => {
    const f = form(page, act);
    await f.evaluate((e) => e.closest("details")?.setAttribute("open", ""));
    if (fill) await fill(f);
    await f.locator("button").click();
    await page.waitForSelector(".said");
  };
  await stepAs("officer-ge", "officer: common transit is released, and the page says what runs out when", {}, async (page) => {
    await go(page, "/office?state=lodged&todo=1");
    await page.locator('tr[data-row]:has-text("common transit") th a').first().click();
    await page.waitForSelector("#decide");
    state.common = new URL(page.url()).pathname;
    await decide(page, "accept");
    await decide(page, "release", (f) => f.locator('input[name="limitDays"]').fill("8"));
    must((await page.textContent("#timers-title + ul")).includes("then the movement is overdue"), "it is not said what follows");
  });
  await stepAs("officer-ge", "officer: an incident without words is told beside its field, and recorded with them", {}, async (page) => {
    await go(page, state.common);
    await page.click('details.rare:has(input[value="incident"]) summary');
    const f = form(page, "incident");
    await f.locator('select[name="reason"]').selectOption("incident.seal");
    await f.locator('input[name="newSeals"]').fill("S-77, S-78");
    await f.locator("textarea").evaluate((e) => e.removeAttribute("required"));
    await f.locator("button").click();
    await page.waitForSelector('textarea[aria-invalid="true"]');
    must((await form(page, "incident").locator('input[name="newSeals"]').inputValue()) === "S-77, S-78", "what was typed is lost");
    await axe(page);
    await shoot(page, "desk-incident-wrong");
    await form(page, "incident").locator("textarea").fill("the seal was cut at the terminal");
    await form(page, "incident").locator("button").click();
    await page.waitForSelector(".said");
    must((await page.textContent("#incidents-title + ul")).includes("S-77, S-78"), "the incident is not shown");
  });
  await looks("officer-ge", "movement-common", state.common);
  await stepAs("declarant", "declarant: the arrival is announced", { javaScriptEnabled: false }, async (page) => {
    await go(page, `/consignments/${state.consignment}/status`);
    await page.click('details.say:has(input[value="arrival-notification"]) summary');
    await page.locator('form:has(input[value="arrival-notification"]) button').click();
    await page.waitForURL(/said=arrival-notification/);
  });
  await stepAs("officer-ge", "officer: the unloading is permitted", {}, async (page) => {
    await go(page, state.common);
    await decide(page, "permit-unloading");
  });
  await looks("declarant", "status-unloading", `/consignments/${state.consignment}/status`);
  await stepAs("declarant", "declarant: unloading remarks say what differs, or are told to", {}, async (page) => {
    await go(page, `/consignments/${state.consignment}/status`);
    const remarks = page.locator('form:has(input[value="unloading-remarks"])');
    await remarks.locator("button").click();
    await page.waitForSelector("#problem");
    await axe(page);
    await shoot(page, "desk-remarks-wrong");
    await remarks.locator('input[name="completed"]').check();
    await remarks.locator("textarea").fill("one carton less");
    await remarks.locator("button").click();
    await page.waitForURL(/said=unloading-remarks/);
  });
  await stepAs("officer-ge", "officer: what was remarked is seen, and a discrepancy is settled", {}, async (page) => {
    await go(page, state.common);
    must((await page.textContent("#unloading-title + dl")).includes("one carton less"), "the remarks are not shown");
    await decide(page, "destination-control", (f) => f.locator('select[name="reason"]').selectOption("found.shortage"));
    await axe(page);
    await shoot(page, "desk-discrepancies");
    await decide(page, "settle-discrepancies", (f) => f.locator('select[name="reason"]').selectOption("settled.duties"));
  });

  await step("officer: five officers each do their part by forms", { javaScriptEnabled: false }, async () => {
    const pages = {};
    for (const c of ["cn", "kz", "az", "ge", "ro"]) pages[c] = await as(`officer-${c}`, { javaScriptEnabled: false });
    const done = { ge: ["release"] }; // of the common transit above
    try {
      for (let moved = true, round = 0; moved && round < 40; round++) {
        moved = false;
        for (const [c, page] of Object.entries(pages)) {
          const act = await work(page);
          if (act) done[c] = [...(done[c] ?? []), act];
          moved ||= act !== "";
        }
        if (!moved && state.lodgeAgain) moved = await state.lodgeAgain();
      }
    } finally {
      for (const page of Object.values(pages)) await page.context().close();
    }
    const idle = ["cn", "kz", "az", "ge", "ro"].filter((c) => !done[c]?.includes("release"));
    must(idle.length === 0, `no release in ${idle}: ${JSON.stringify(done)}`);
  });

  await stepAs("officer-ge", "officer: the history says who did what; documents open", {}, async (page) => {
    await go(page, "/office?ended=1");
    await page.locator("tr[data-row] th a").first().click();
    await page.waitForSelector("#history-title");
    must((await page.textContent("main")).includes("Officer GE"), "the history does not name the officer");
    await axe(page);
    await shoot(page, "desk-movement-ended");
    const doc = page.locator(".documents a").first();
    if ((await doc.count()) > 0) {
      await doc.click();
      await page.waitForSelector("main table");
      await axe(page);
      await shoot(page, "desk-document");
    }
  });
}
