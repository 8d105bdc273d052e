// On narrow screens a row of a table stands as a card: each cell below the other, with the head of its column before it.
// The style sheet lays them out; this gives each cell the text of its head, and the roles that another layout takes away.

export function bindCards(): void {
  for (const table of document.querySelectorAll<HTMLTableElement>("table.cards")) {
    const heads = [...table.querySelectorAll<HTMLTableCellElement>("thead th")];
    table.setAttribute("role", "table");
    for (const group of table.querySelectorAll("thead, tbody")) group.setAttribute("role", "rowgroup");
    for (const h of heads) h.setAttribute("role", "columnheader");
    for (const row of table.rows) {
      row.setAttribute("role", "row");
      if (row.parentElement?.tagName === "THEAD") continue;
      [...row.cells].forEach((cell, i) => {
        cell.setAttribute("role", cell.tagName === "TH" ? "rowheader" : "cell");
        cell.dataset["label"] = heads[i]?.textContent?.trim() ?? "";
      });
    }
    table.dataset["bound"] = "";
  }
}
