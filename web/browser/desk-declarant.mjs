// A declarant files a journey over five territories by pages alone: a file, a way, what the carriers know, lodging, status.

import { fileURLToPath } from "node:url";

const example = fileURLToPath(new URL("../../examples/xian-constanta.json", import.meta.url));
const way = "China → Kazakhstan → Azerbaijan → Georgia → Romania";

export async function steps({ stepAs, as, must, go, axe, shoot, looks, state }) {
  const at = () => `/consignments/${state.consignment}`;

  await stepAs("declarant", "declarant: a file makes a consignment", {}, async (page) => {
    await go(page, "/consignments");
    await axe(page);
    await page.click('summary:has-text("Upload")');
    await page.setInputFiles("#file", { name: "garbage.csv", mimeType: "text/csv", buffer: Buffer.from("no table\n1\n") });
    await page.click('form:has(#file) button');
    await page.waitForSelector("#problem");
    await axe(page);
    await page.click('summary:has-text("Upload")');
    await page.setInputFiles("#file", example);
    await page.click('form:has(#file) button');
    await page.waitForURL(/\/consignments\/d\d+$/);
    state.consignment = new URL(page.url()).pathname.split("/").pop();
    state.reference = await page.inputValue('[name="f/reference"]');
  });

  await stepAs("declarant", "declarant: the form is changed, and a second window is told", {}, async (page) => {
    await go(page, at());
    const other = await page.context().newPage();
    await go(other, at());
    await page.fill('[name="f/avoid"]', "IR, TR, RU, JP, air");
    await page.click('.actions button[value="save"]');
    await page.waitForSelector(".done");
    await other.fill('[name="f/title"]', "Typed in the second window");
    await other.click('.actions button[value="save"]');
    await other.waitForSelector("#problem");
    must((await other.inputValue('[name="f/title"]')) === "Typed in the second window", "what was typed is lost");
    must(await other.locator('.wrong:has-text("IR, TR, RU, JP, air")').isVisible(), "what the first saved is not shown");
    await axe(other);
    await shoot(other, "desk-conflict");
    await other.close();
  });

  await stepAs("declarant", "declarant: codes are found by typing", {}, async (page) => {
    await go(page, at());
    const box = page.locator('[name="f/origin"]');
    await box.fill("");
    await box.pressSequentially("almat");
    await page.waitForSelector("ul.choices:not([hidden]) li");
    await axe(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    must((await box.inputValue()) === "KZALA", await box.inputValue());
    await go(page, "/consignments/codes?kind=package&q=carton");
    must(await page.locator('code:text-is("CT")').isVisible(), "CT is not found");
    await axe(page);
  });

  await stepAs("declarant", "declarant: a journey over five territories is chosen", {}, async (page) => {
    await go(page, at() + "/journey");
    await page.waitForSelector('[data-map][data-drawn="true"]');
    await page.locator(`tr:has-text("${way}") button`).first().click();
    await page.waitForURL(/\/filing$/);
    must((await page.locator(".layer").count()) === 4, "the plan has not four layers");
    await page.waitForSelector('[data-map][data-drawn="true"]');
    await page.locator('tr[data-journey="S2"]').hover();
    must(await page.locator('tr[data-journey="S2"].over').isVisible(), "pointing at a regime does not show its part of the way");
  });

  await stepAs("declarant", "declarant: what the carriers know is filled in on the page of missing data", { javaScriptEnabled: false }, async (page) => {
    await go(page, at() + "/missing");
    const groups = page.locator('#means fieldset');
    must((await groups.count()) > 2, "there is no input for the means of transport");
    for (let i = 0; i < (await groups.count()); i++) {
      for (const [field, value] of [["wagons", "94001005"], ["id", `DEMO MEANS ${i + 1}`], ["flag", "KZ"], ["voyage", `DEMO-${i + 1}`], ["document", `DEMO-DOC-${i + 1}`]]) {
        const box = groups.nth(i).locator(`input[name$="/${field}"]`);
        if ((await box.count()) > 0 && (await box.inputValue()) === "") await box.fill(value);
      }
    }
    await page.click("#means button.primary");
    await page.waitForURL(/saved=1/);
    must((await page.locator("main").textContent()).includes("0 required entries are missing"), "something required is still missing");
  });

  await stepAs("declarant", "declarant: the map shows each layer of the filing plan", {}, async (page) => {
    await go(page, at() + "/filing");
    for (const layer of ["customs", "carriage", "guarantee", "security"]) {
      await page.click(`.layers a[href*="layer=${layer}"]`);
      await page.waitForURL((u) => u.search.includes(layer));
      must((await page.locator(".layers a[aria-current]").getAttribute("href")).includes(layer), `${layer} is not the layer shown`);
      const lines = JSON.parse(await page.locator("#journeys-data").textContent()).journeys;
      const rows = await page.locator("tr[data-journey]").evaluateAll((all) => all.map((r) => r.dataset.journey));
      must(lines.length > 0 && lines.every((l, i) => l.id === rows[i] && l.legs.length > 0), `${layer}: lines ${lines.map((l) => l.id)} and rows ${rows}`);
    }
    await axe(page);
    await shoot(page, "desk-filing-security");
  });

  for (const [name, part] of [["consignments", ""], ["consignment", at()], ["missing", at() + "/missing"], ["journey", at() + "/journey"], ["filing", at() + "/filing"], ["documents", at() + "/documents"]]) {
    await looks("declarant", name, part || "/consignments");
  }

  await stepAs("declarant", "declarant: everything that can be lodged is lodged", {}, async (page) => {
    await go(page, at() + "/filing");
    for (const code of await page.locator('#lodge input[name^="code:"]').all()) await code.fill("A1b2"); // see accessCode of the test
    await page.click('form[action$="/lodge"] button');
    await page.waitForURL(/\/status\?/);
    must((await page.locator(".done").textContent()).includes("4 declarations were lodged"), await page.locator(".done").textContent());
    must((await page.locator(".territory").count()) === 5, "there are not five territories");
    const [file] = await Promise.all([page.waitForEvent("download"), go(page, at() + "/documents").then(() => page.locator('a:has-text("PDF")').first().click())]);
    must(file.suggestedFilename().endsWith(".pdf"), file.suggestedFilename());
  });
  await looks("declarant", "status", at() + "/status");

  // What waited for the goods to arrive is lodged once they have; says whether anything was.
  state.lodgeAgain = async () => {
    const page = await as("declarant", { javaScriptEnabled: false });
    try {
      await go(page, at() + "/filing");
      if ((await page.locator('form[action$="/lodge"] button').count()) === 0) return false;
      await page.click('form[action$="/lodge"] button');
      await page.waitForURL(/\/status/);
      return /\b1 declaration was lodged/.test((await page.locator(".done").allTextContents()).join(" "));
    } finally {
      await page.context().close();
    }
  };
}
