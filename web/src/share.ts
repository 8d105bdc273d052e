// Copying the link and the call of the API, with a word that it was done.

import { say } from "./messages";

/** The address that opens this very page: weights, scenarios, exclusions, comparison and language. */
export function pageLink(): string {
  const a = document.getElementById("share-link");
  return new URL(a?.getAttribute("href") ?? location.href, location.href).href;
}

export async function copy(text: string, said: HTMLElement | null): Promise<void> {
  let ok = false;
  try {
    await navigator.clipboard.writeText(text);
    ok = true;
  } catch {
    ok = oldCopy(text); // no secure context, or the browser refuses
  }
  if (said) {
    said.textContent = "";
    said.textContent = say(ok ? "copied" : "copyfail");
  }
}

function oldCopy(text: string): boolean {
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const ok = document.execCommand("copy");
  area.remove();
  return ok;
}

export function bindShare(results: HTMLElement): void {
  const said = results.querySelector<HTMLElement>("#copied");
  results.querySelector("#copy-link")?.addEventListener("click", () => void copy(pageLink(), said));
  results.querySelectorAll<HTMLButtonElement>("[data-copy]").forEach((b) =>
    b.addEventListener("click", () => {
      const text = document.getElementById(b.dataset["copy"]!)?.textContent ?? "";
      void copy(text, document.getElementById("status"));
    }),
  );
}
