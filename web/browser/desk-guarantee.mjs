// An officer of guarantee enters a guarantee, sees it, corrects a wrong field and varies its limit; a holder asks with the access code.
// browser_test.go has entered the carnet XC70423156 in Georgia, with uses.

export async function steps({ stepAs, must, go, axe, shoot, looks }) {
  const grn = "24GB0000010000HV5", code = "Zq7#unmistakable";

  await stepAs("guarantee-ge", "guarantee: is registered, seen and varied", {}, async (page) => {
    await go(page, "/guarantees");
    await page.click('a[href="/guarantees/new"]');
    await page.waitForSelector("#new-grn");
    await page.selectOption("#new-type", "1");
    await page.fill("#new-grn", "24GB0000010000HV6");
    await page.fill("#new-holder", "DEMO-HOLDER");
    await page.fill("#new-guarantor", "Demonstration bank");
    await page.fill("#new-limit", "10 500,00");
    await page.selectOption("#new-percent", "50");
    await page.fill("#new-from", "2026-01-01");
    await page.fill("#new-excluded", "AD SM");
    await page.fill("#code-0", code);
    await page.fill("#label-0", "Head office");
    await axe(page);
    await page.click("main button.primary");
    await page.waitForSelector("#problem");
    must((await page.getAttribute("#new-grn", "aria-invalid")) === "true", "a wrong check digit is taken");
    must((await page.inputValue("#new-holder")) === "DEMO-HOLDER" && (await page.inputValue("#code-0")) === "", "what was typed is lost, or the code kept");
    await axe(page);
    await shoot(page, "desk-guarantee-wrong");
    await page.fill("#new-grn", grn);
    await page.fill("#code-0", code);
    await page.keyboard.press("Enter");
    await page.waitForSelector(".said");
    must((await page.textContent("h1")) === grn, "another page is shown");
    must(/Available.*10,500\.00/s.test(await page.textContent(".balances")), "the balance is not shown");
    must(!(await page.content()).includes(code), "the page shows the access code");
    must((await page.inputValue("#vary-limit")) === "10500.00", "the limit to vary is not the one that holds");
    await page.click("#vary-title");
    await page.fill("#vary-limit", "12000");
    await page.click('form.decision:has(input[value="vary"]) button');
    await page.waitForSelector(".said");
    must((await page.textContent(".balances")).includes("12,000.00"), "the limit is not varied");
    await axe(page);
    await go(page, "/guarantees?q=" + grn);
    must((await page.locator("tbody tr").count()) === 1, "it is not found by its number");
  });

  await looks("guarantee-ge", "guarantees", "/guarantees");
  await looks("guarantee-ge", "guarantee", "/guarantees/GE/XC70423156");
  await looks("guarantee-ge", "guarantee-new", "/guarantees/new");

  await stepAs("declarant", "guarantee: a holder asks with the access code", {}, async (page) => {
    await go(page, "/guarantees");
    await page.click('a[href="/guarantees/query"]');
    await page.selectOption("#query-country", "GE");
    await page.selectOption("#query-type", "1");
    await page.fill("#query-grn", grn);
    await page.fill("#query-holder", "DEMO-HOLDER");
    await page.fill("#query-accessCode", code);
    await page.click("main button.primary");
    await page.waitForSelector("#answer-title");
    must((await page.textContent("[role=status]")).includes("12,000.00 EUR"), "the balance is not told");
    must((await page.inputValue("#query-accessCode")) === "", "the code is shown again");
    await axe(page);
    await shoot(page, "desk-guarantee-query");
  });
  await looks("declarant", "guarantee-query", "/guarantees/query");
}
