// A trainee is marked by the rule.

export async function steps({ stepAs, must, go, axe, shoot, looks }) {
  await stepAs("trainee", "training: a trainee decides wrong, then right, and has a record", {}, async (page) => {
    await go(page, "/training?lang=en");
    must((await page.locator("tbody tr").count()) === 8, "there are not eight cases");
    await axe(page);
    await page.locator("tbody a").first().click();
    await page.waitForSelector("form.decision");
    must((await page.locator(".training-banner").count()) === 1, "nothing says that it is training");
    await shoot(page, "desk-case");
    await page.check('input[value="accept"]');
    await page.click("form.decision button");
    await page.waitForSelector(".marked-wrong");
    await axe(page);
    await page.check('input[value="reject"]');
    await page.keyboard.press("Enter");
    await page.waitForSelector(".marked-right");
    must((await page.textContent("#marked")).includes("check digit"), "the rule is not told");
    await axe(page);
    await shoot(page, "desk-marked");
    await go(page, "/training/record");
    must((await page.locator("tbody tr").count()) >= 2, "the record lacks a decision");
    await shoot(page, "desk-record");
  });
  for (const [name, path] of [["training", "/training"], ["case", "/training/2"], ["record", "/training/record"]]) await looks("trainee", name, path);
}
