// Finding codes while typing in the form of a consignment, from /consignments/codes. Without this script
// the link beside the field opens a page that finds the same.

import { offer } from "./combobox";

interface CodeFound {
  code: string;
  text: string;
  country?: string;
  note?: string;
}

/** Binds every field of the page whose codes can be found. */
export function bindCodes(): void {
  document.querySelectorAll<HTMLInputElement>("input[data-codes]").forEach((input) =>
    offer(input, {
      prefix: "codes",
      label: document.querySelector(`label[for="${input.id}"]`)?.textContent ?? "",
      least: 2,
      waitMillis: 150,
      reopens: false,
      ask: (text) =>
        fetch(`/consignments/codes?kind=${input.dataset["codes"]!}&q=${encodeURIComponent(text)}`, { headers: { Accept: "application/json" } }),
      choices: (answer) =>
        (answer as { hits: CodeFound[] }).hits.map((h) => ({
          name: h.text,
          note: [h.code, h.country, h.note].filter(Boolean).join(" · "),
          value: h.code,
        })),
    }),
  );
}
