// What scripts add to the planner page: completing places, answering the form without leaving the page, the map, ranking
// again by weights, shortcuts, and the link between table, chart, map and legs. The server renders everything else; without
// scripts nothing is lost but the map and the ranking while a slider moves.

import { bindCards } from "./cards";
import { bindCodes } from "./codes";
import { bindKeys } from "./keys";
import { bindLive } from "./live";
import { CorridorMap } from "./map";
import { say } from "./messages";
import { bindQueue } from "./office";
import { completePlaces } from "./places";
import { Ranking } from "./rank";
import { Selection } from "./selection";
import { bindShare } from "./share";
import type { Journeys } from "./types";

let map: CorridorMap | undefined;
let ranking: Ranking | undefined;
let selection: Selection | undefined;

const dataOf = (root: ParentNode): Journeys => JSON.parse(root.querySelector("#journeys-data")?.textContent ?? "") as Journeys;

/** Binds what the results region holds now. */
function bindResults(): void {
  map?.close();
  ranking?.close();
  map = ranking = undefined;
  const results = document.getElementById("results");
  if (!results?.querySelector("#journeys-data")) return;
  const data = dataOf(results);
  bindAll(results, data);
  const figure = results.querySelector<HTMLElement>("[data-map]");
  if (figure?.dataset["world"] && selection) map = new CorridorMap(figure, data, selection);
  if (data.frontier) ranking = new Ranking(data, (id) => void include(id));
}

/** Binds all but the map and the weights, which stay when a journey is fetched. */
function bindAll(results: HTMLElement, data: Journeys): void {
  selection = new Selection();
  selection.chosen = results.querySelector<HTMLElement>("[data-legs]:not([hidden])")?.dataset["legs"] ?? "";
  bindChoice(results, selection, data);
  bindCompare(results);
  bindShare(results);
}

/** Links everything that stands for a journey: choosing and pointing at one shows in all of them. */
function bindChoice(results: HTMLElement, chosen: Selection, data: Journeys): void {
  const marks = [...results.querySelectorAll<HTMLElement | SVGElement>("[data-journey]")];
  const links = [...results.querySelectorAll<HTMLAnchorElement | SVGAElement>("[data-choose]")];
  const legs = [...results.querySelectorAll<HTMLElement>("[data-legs]")];
  for (const m of marks) {
    m.addEventListener("pointerenter", () => chosen.hover(m.dataset["journey"]!));
    m.addEventListener("pointerleave", () => chosen.hover(""));
    m.addEventListener("focusin", () => chosen.hover(m.dataset["journey"]!));
    m.addEventListener("focusout", () => chosen.hover(""));
  }
  for (const a of links) {
    a.addEventListener("click", (e) => {
      if (e instanceof MouseEvent && (e.ctrlKey || e.metaKey || e.shiftKey)) return;
      e.preventDefault();
      chosen.choose(a.dataset["choose"]!);
    });
  }
  arrows(results.querySelector<HTMLElement>("table.journeys"));
  let before = chosen.chosen;
  chosen.watch((id, over) => {
    for (const m of marks) {
      m.classList.toggle("chosen", m.dataset["journey"] === id);
      m.classList.toggle("over", m.dataset["journey"] === over);
    }
    raise(results.querySelector(".scatter .point.chosen"));
    if (over !== id) raise(results.querySelector(".scatter .point.over"));
    if (id === before) return;
    before = id;
    for (const a of links) {
      if (a.dataset["choose"] === id) a.setAttribute("aria-current", "true");
      else a.removeAttribute("aria-current");
    }
    for (const s of legs) s.hidden = s.dataset["legs"] !== id;
    void complete(legs.find((s) => !s.hidden));
    remember(id);
    const j = data.journeys.find((x) => x.id === id);
    announce(say("legsBelow", { title: j ? `${j.n}, ${j.name}` : "" }));
  });
}

/** Fetches what the legs of a journey rest on: a page holds that of its chosen journey only. */
async function complete(section: HTMLElement | undefined): Promise<void> {
  const from = section?.dataset["brief"];
  if (!section || !from) return;
  delete section.dataset["brief"];
  try {
    const fresh = (await load(from)).querySelector(`[data-legs="${section.dataset["legs"]}"]`);
    if (!fresh) throw new Error("no such journey in the page");
    section.replaceChildren(...fresh.childNodes);
  } catch {
    section.dataset["brief"] = from; // tried again when next chosen
  }
}

/** Draws a mark above the others, but not while one of them has the focus: the order in which Tab reaches them would change. */
function raise(point: Element | null): void {
  if (point?.parentElement?.contains(document.activeElement)) return;
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

/** Two journeys can be compared: choosing a third lets the first go. */
function bindCompare(results: HTMLElement): void {
  const boxes = [...results.querySelectorAll<HTMLInputElement>('input[name="compare"]')];
  const order = boxes.filter((b) => b.checked);
  for (const box of boxes) {
    box.addEventListener("change", () => {
      const at = order.indexOf(box);
      if (at >= 0) order.splice(at, 1);
      if (box.checked) order.push(box);
      while (order.length > 2) order.shift()!.checked = false;
      announce(say("picked", { n: order.length }));
    });
  }
}

/** Puts the chosen journey into the address, so that the page can be shared as it is. */
function remember(id: string): void {
  const set = (href: string): string => {
    const u = new URL(href, location.href);
    u.searchParams.set("journey", id);
    return u.pathname + u.search.replace(/%2C/g, ",");
  };
  history.replaceState(null, "", set(location.href));
  document.querySelectorAll<HTMLAnchorElement>("#share-link, [data-pdf], .langs a").forEach((a) => a.setAttribute("href", set(a.getAttribute("href")!)));
}

function announce(text: string): void {
  const status = document.getElementById("status");
  if (status) status.textContent = text;
}

/** Answers the form and the links that ask again in place. */
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
    const focus = (e as SubmitEvent).submitter?.id === "compare-go" ? "compare-title" : "";
    void show(`/?${query}`, false, focus);
  });
}

function bindOnce(): void {
  window.addEventListener("popstate", () => location.reload());
  document.addEventListener("click", (e) => {
    const a = (e.target as Element).closest?.("a[data-ask]");
    if (!a || e.ctrlKey || e.metaKey || e.shiftKey) return;
    e.preventDefault();
    void show(a.getAttribute("href")!, true, "");
  });
  bindKeys(() => selection);
}

let asking = 0;

async function load(address: string): Promise<Document> {
  const res = await fetch(address, { headers: { Accept: "text/html" } });
  return new DOMParser().parseFromString(await res.text(), "text/html");
}

/** Fetches a page and shows its results here, its form too where a link changed it; a browser that cannot goes there. */
async function show(address: string, formToo: boolean, focusOn: string): Promise<void> {
  const mine = ++asking;
  const results = document.getElementById("results")!;
  const button = document.querySelector<HTMLButtonElement>("#ask button.primary")!;
  results.setAttribute("aria-busy", "true");
  button.setAttribute("aria-disabled", "true");
  announce(say("comparing"));
  try {
    const page = await load(address);
    if (mine !== asking) return;
    const fresh = page.getElementById("results");
    if (!fresh) throw new Error("no results in the page");
    if (formToo) {
      document.getElementById("ask")!.replaceWith(page.getElementById("ask")!);
      bindForm();
    } else {
      markFields(page);
    }
    results.replaceChildren(...fresh.childNodes);
    document.querySelector(".langs")?.replaceWith(page.querySelector(".langs")!);
    document.title = page.title;
    history.pushState(null, "", dataOf(results).page);
    bindResults();
    const focus = document.getElementById(focusOn) ?? document.getElementById("problem") ?? document.getElementById("answer-title");
    focus?.focus({ preventScroll: true });
    focus?.scrollIntoView({ block: "nearest" });
    announce(document.getElementById("answer-title")?.nextElementSibling?.textContent ?? "");
  } catch {
    if (mine === asking) failed(results, address);
  } finally {
    if (mine === asking) {
      results.removeAttribute("aria-busy");
      document.querySelector("#ask button.primary")?.removeAttribute("aria-disabled");
    }
  }
}

/** Fetches the journey that is best by the weights and was not described; the weights and the map stay as they are. */
async function include(id: string): Promise<void> {
  const mine = ++asking;
  const u = new URL(location.href);
  u.searchParams.set("journey", id);
  try {
    const page = await load(u.pathname + u.search);
    if (mine !== asking || !page.querySelector(`[data-legs="${id}"]`)) return;
    const results = document.getElementById("results")!;
    for (const part of ["scatter-panel", "table-panel", "compare", "legs", "share", "journeys-data"]) {
      const fresh = page.getElementById(part), old = document.getElementById(part);
      if (fresh && old) old.replaceWith(fresh);
    }
    history.replaceState(null, "", u.pathname + u.search.replace(/%2C/g, ","));
    const data = dataOf(results);
    bindAll(results, data);
    if (selection) map?.take(data, selection);
    ranking?.take(data);
  } catch {
    // the list and the announcement stand; the journey can still be chosen once the server answers
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
  for (const summary of document.querySelectorAll("#ask .limits summary")) {
    const at = [...document.querySelectorAll("#ask .limits summary")].indexOf(summary);
    const fresh = page.querySelectorAll("#ask .limits summary")[at];
    if (fresh) summary.replaceChildren(...fresh.childNodes);
  }
  // What the answer has fields for is no longer hidden in the form.
  document.querySelectorAll<HTMLInputElement>('#ask > input[type="hidden"]').forEach((i) => {
    if (page.querySelector(`#results [name="${i.name}"]`)) i.remove();
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
  title.textContent = say("failed");
  const again = document.createElement("p");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = say("again");
  again.append(say("kept"), " ", link);
  box.append(title, again);
  document.getElementById("problem")?.remove();
  results.prepend(box);
  box.focus();
}

bindOnce();
bindForm();
bindResults();
bindLive();
bindQueue();
bindCodes();
bindCards();
