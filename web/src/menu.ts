// The little menu of what can be avoided, where the map was pressed. Its entries are links of the page, as those in the
// tables are; Escape closes it and gives the focus back.

import { say } from "./messages";

export interface Avoidable {
  token: string;
  name: string;
}

let open: HTMLElement | undefined;

/** Shows the menu over the map; ask is the address of the present answer. */
export function avoidMenu(figure: HTMLElement, x: number, y: number, what: Avoidable[], ask: string, back: HTMLElement): void {
  closeMenu();
  if (what.length === 0 || ask === "") return;
  const box = document.createElement("div");
  box.className = "map-menu";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", say("menu"));
  for (const w of what) {
    const a = document.createElement("a");
    const u = new URL(ask, location.href);
    for (const name of ["usdPerDay", "usdPerTonne", "usdPerRiskDay"]) {
      const v = (document.getElementById(name) as HTMLInputElement | null)?.value;
      if (Number(v) > 0) u.searchParams.set(name, v!);
    }
    u.searchParams.append("avoid", w.token);
    a.href = u.pathname + u.search;
    a.dataset["ask"] = "";
    a.textContent = say("avoid", { what: w.name });
    box.append(a);
  }
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = say("close");
  close.addEventListener("click", () => closeMenu(back));
  box.append(close);
  box.addEventListener("keydown", (e) => {
    if (e.key === "Escape") closeMenu(back);
    e.stopPropagation();
  });
  figure.append(box);
  const left = Math.max(4, Math.min(x, figure.clientWidth - box.offsetWidth - 4));
  const top = Math.max(4, Math.min(y, figure.clientHeight - box.offsetHeight - 4));
  // The content security policy forbids style attributes in the page, not what a script sets.
  box.style.setProperty("left", `${left}px`);
  box.style.setProperty("top", `${top}px`);
  open = box;
  box.querySelector("a")?.focus();
}

export function closeMenu(back?: HTMLElement): void {
  open?.remove();
  open = undefined;
  back?.focus();
}
