// Single-letter shortcuts, listed on the page and switched off there (WCAG 2.2, 2.1.4). They act only where no field is
// being typed in and no other key is held.

import { copy, pageLink } from "./share";
import type { Selection } from "./selection";

const stored = "kairo-keys";

export function bindKeys(selection: () => Selection | undefined): void {
  const box = document.getElementById("keys-on") as HTMLInputElement | null;
  const list = document.getElementById("keyboard") as HTMLDetailsElement | null;
  if (!box || !list) return;
  try {
    box.checked = localStorage.getItem(stored) !== "off";
  } catch {
    // without storage they are on until the page is left
  }
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(stored, box.checked ? "on" : "off");
    } catch {
      // as above
    }
  });
  document.addEventListener("keydown", (e) => {
    if (!box.checked || e.ctrlKey || e.metaKey || e.altKey || e.defaultPrevented || typing(e.target)) return;
    if (act(e.key, selection(), list)) e.preventDefault();
  });
}

function typing(at: EventTarget | null): boolean {
  if (!(at instanceof HTMLElement)) return false;
  return at.isContentEditable || at instanceof HTMLSelectElement || at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && at.type !== "checkbox");
}

function act(key: string, selection: Selection | undefined, list: HTMLDetailsElement): boolean {
  const focus = (query: string): boolean => {
    const e = document.querySelector<HTMLElement>(query);
    e?.focus();
    e?.scrollIntoView({ block: "nearest" });
    return e !== null;
  };
  switch (key) {
    case "f":
      return focus("#from");
    case "j":
    case "k":
      return step(selection, key === "j" ? 1 : -1);
    case "x": {
      const box = document.querySelector<HTMLInputElement>(`input[name="compare"][value="${selection?.chosen ?? ""}"]`);
      box?.click();
      return box !== null;
    }
    case "c": {
      const button = document.querySelector<HTMLButtonElement>("#compare-go");
      button?.click();
      return button !== null;
    }
    case "w":
      return focus("#usdPerDay-range");
    case "m":
      return focus("[data-map] canvas");
    case "l":
      return focus("[data-legs]:not([hidden]) h3");
    case "s":
      void copy(pageLink(), document.getElementById("copied"));
      return document.getElementById("copied") !== null;
    case "?":
      list.open = true;
      return focus("#keyboard summary");
  }
  return false;
}

/** Chooses the next or the previous journey of the table. */
function step(selection: Selection | undefined, by: number): boolean {
  const all = [...document.querySelectorAll<HTMLElement>("table.journeys [data-choose]")];
  const at = all.findIndex((a) => a.dataset["choose"] === selection?.chosen);
  const next = all[(at + by + all.length) % all.length];
  if (!next || !selection) return false;
  selection.choose(next.dataset["choose"]!);
  next.focus();
  return true;
}
