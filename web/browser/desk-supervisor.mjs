// The supervisor sees where the time goes.

export async function steps({ stepAs, must, go, axe, shoot, looks }) {
  await stepAs("supervisor", "supervisor: sees the dwell against its target, narrows it, takes the table", {}, async (page) => {
    await go(page, "/supervisor");
    must((await page.locator("svg.bars").count()) >= 3, "there are no charts");
    const dwell = page.locator('section[aria-labelledby="dwell-title"]');
    must((await dwell.locator("tbody tr").count()) > 0, "no dwell is shown");
    must(/KZ/.test(await dwell.locator("tbody tr th").first().textContent()), "the dwell names no office");
    const hours = await dwell.locator("tbody tr td:nth-child(4)").allTextContents();
    must(hours.some((h) => parseFloat(h) > 0), `no office has a dwell: ${hours}`);
    await axe(page);
    await shoot(page, "desk-supervisor");
    const href = await dwell.locator(".files a").getAttribute("href");
    const csv = await page.request.get(new URL(href, page.url()).href);
    must(csv.ok() && (await csv.text()).split("\n").length > 1, "the table cannot be taken");
    await page.fill("#from", "2036-01-01");
    await page.click("main button.primary");
    await page.waitForURL((u) => u.search.includes("from="));
    must((await page.locator("svg.bars").count()) === 0, "a period without movements has charts");
    await axe(page);
  });
  await looks("supervisor", "supervisor", "/supervisor");
}
