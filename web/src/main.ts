// What scripts add to the planner page: completing places, answering the form without leaving the page, the map, and the
// link between table, chart, map and legs. The server renders everything else; without scripts nothing is lost but the map.

import { CorridorMap } from "./map";
import { completePlaces } from "./places";
import { Selection } from "./selection";
import type { Journeys } from "./types";

let map: CorridorMap | undefined;

/** Binds what the results region holds now. */
function bindResults(): void {
  map?.close();
  map = undefined;
  const results = document.getElementById("results");
  const data = document.getElementById("journeys-data");
  if (!results || !data) return;
  const { journeys } = JSON.parse(data.textContent ?? "") as Journeys;
  const selection = new Selection();
  selection.chosen = results.querySelector<HTMLElement>("[data-legs]:not([hidden])")?.dataset["legs"] ?? "";
  bindChoice(results, selection);
  const figure = results.querySelector<HTMLElement>("[data-map]");
  if (figure?.dataset["world"]) map = new CorridorMap(figure, journeys, selection);
}

/** Links everything that stands for a journey: choosing and pointing at one shows in all of them. */
function bindChoice(results: HTMLElement, selection: Selection): void {
  const marks = [...results.querySelectorAll<HTMLElement | SVGElement>("[data-journey]")];
  const links = [...results.querySelectorAll<HTMLAnchorElement | SVGAElement>("[data-choose]")];
  const legs = [...results.querySelectorAll<HTMLElement>("[data-legs]")];
  for (const m of marks) {
    m.addEventListener("pointerenter", () => selection.hover(m.dataset["journey"]!));
    m.addEventListener("pointerleave", () => selection.hover(""));
    m.addEventListener("focusin", () => selection.hover(m.dataset["journey"]!));
    m.addEventListener("focusout", () => selection.hover(""));
  }
  for (const a of links) {
    a.addEventListener("click", (e) => {
      if (e instanceof MouseEvent && (e.ctrlKey || e.metaKey || e.shiftKey)) return;
      e.preventDefault();
      selection.choose(a.dataset["choose"]!);
    });
  }
  arrows(results.querySelector<HTMLElement>("table.journeys"));
  let before = selection.chosen;
  selection.watch((chosen, over) => {
    for (const m of marks) {
      m.classList.toggle("chosen", m.dataset["journey"] === chosen);
      m.classList.toggle("over", m.dataset["journey"] === over);
    }
    raise(results.querySelector(".scatter .point.chosen"));
    if (over !== chosen) raise(results.querySelector(".scatter .point.over"));
    if (chosen === before) return;
    before = chosen;
    for (const a of links) {
      if (a.dataset["choose"] === chosen) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    }
    for (const s of legs) s.hidden = s.dataset["legs"] !== chosen;
    remember(links.find((a) => a.dataset["choose"] === chosen));
    const title = legs.find((s) => !s.hidden)?.querySelector("h3")?.textContent?.trim().replace(/\s+/g, " ");
    announce(`${title ?? "Journey"}, legs shown below`);
  });
}

/** Draws a mark above the others. The others move, for an element that moves loses the focus. */
function raise(point: Element | null): void {
  let next = point?.nextElementSibling;
  for (; point && next?.classList.contains("point"); next = point.nextElementSibling) point.before(next);
}

/** Up and down move between the journeys of the table. */
function arrows(table: HTMLElement | null): void {
  table?.addEventListener("keydown", (e) => {
    const all = [...table.querySelectorAll<HTMLElement>("[data-choose]")];
    const at = all.indexOf(document.activeElement as HTMLElement);
    const step = e.key === "ArrowDown" ? 1 : e.key === "ArrowUp" ? -1 : 0;
    if (step === 0 || at < 0) return;
    e.preventDefault();
    all[(at + step + all.length) % all.length]?.focus();
  });
}

/** Puts the chosen journey into the address, so that the page can be shared as it is. */
function remember(link: Element | undefined): void {
  const href = link?.getAttribute("href");
  if (!href) return;
  const address = href.replace(/#.*$/, "");
  history.replaceState(null, "", address);
  document.getElementById("share-link")?.setAttribute("href", address);
}

function announce(text: string): void {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
}

/** Answers the form in place. Only the results are replaced, so that what is being typed stays. */
function bindForm(): void {
  const form = document.getElementById("ask") as HTMLFormElement | null;
  if (!form) return;
  form.querySelectorAll<HTMLInputElement>("[data-places]").forEach(completePlaces);
  form.addEventListener("submit", (e) => {
    e.preventDefault();
    const query = new URLSearchParams();
    new FormData(form).forEach((v, k) => {
      if (typeof v === "string" && v.trim() !== "") query.append(k, v.trim());
    });
    void show(`/?${query}`, true);
  });
  window.addEventListener("popstate", () => location.reload());
}

let asking = 0;

/** Fetches a page and shows its results here; a browser that cannot goes there. */
async function show(address: string, push: boolean): Promise<void> {
  const mine = ++asking;
  const results = document.getElementById("results")!;
  const button = document.querySelector<HTMLButtonElement>("#ask button.primary")!;
  results.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  announce("Comparing journeys");
  try {
    const res = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await res.text(), "text/html");
    if (mine !== asking) return;
    const fresh = page.getElementById("results");
    if (!fresh) throw new Error("no results in the page");
    results.replaceChildren(...fresh.childNodes);
    markFields(page);
    document.title = page.title;
    if (push) history.pushState(null, "", address);
    bindResults();
    const focus = document.getElementById("problem") ?? document.getElementById("answer-title");
    focus?.focus({ preventScroll: true });
    focus?.scrollIntoView({ block: "nearest" });
    announce(page.getElementById("answer-title")?.nextElementSibling?.textContent ?? "");
  } catch {
    if (mine === asking) failed(results, address);
  } finally {
    if (mine === asking) {
      results.removeAttribute("aria-busy");
      button.removeAttribute("aria-disabled");
    }
  }
}

/** Carries over which fields the answer found wrong, and its heading. */
function markFields(page: Document): void {
  document.querySelectorAll<HTMLInputElement>("#ask input[id]").forEach((input) => {
    const wrong = page.getElementById(input.id)?.getAttribute("aria-invalid");
    if (wrong) {
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", "problem");
    } else {
      input.removeAttribute("aria-invalid");
      const hint = page.getElementById(input.id)?.getAttribute("aria-describedby");
      if (hint) input.setAttribute("aria-describedby", hint);
      else input.removeAttribute("aria-describedby");
    }
  });
}

/** Says that the server could not be reached, with a way to try again. */
function failed(results: HTMLElement, address: string): void {
  const box = document.createElement("section");
  box.className = "panel problem";
  box.id = "problem";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  const title = document.createElement("h2");
  title.textContent = "The server did not answer";
  const again = document.createElement("p");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = "Try again";
  again.append("Your request is kept. ", link, ".");
  box.append(title, again);
  document.getElementById("problem")?.remove();
  results.prepend(box);
  box.focus();
}

bindForm();
bindResults();
