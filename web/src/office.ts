// The queue of an officer by keyboard: while a link of the table has the focus, J and K, or the arrows, go to the next and the
// one before; Enter opens it as a link does. They act nowhere else (WCAG 2.2, 2.1.4).

export function bindQueue(): void {
  const table = document.querySelector<HTMLElement>("table.queue");
  table?.addEventListener("keydown", (e) => {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const all = [...table.querySelectorAll<HTMLAnchorElement>("[data-row] th a")];
    const at = all.indexOf(document.activeElement as HTMLAnchorElement);
    const to = e.key === "j" || e.key === "ArrowDown" ? at + 1 : e.key === "k" || e.key === "ArrowUp" ? at - 1 : at;
    if (at < 0 || to === at || !all[to]) return;
    e.preventDefault();
    all[to].focus();
  });
}
