// Completing places while typing, from /api/places. Without this script the field keeps its datalist.

import { offer } from "./combobox";
import { lang, say } from "./messages";
import type { PlaceFound } from "./types";

export function completePlaces(input: HTMLInputElement): void {
  input.removeAttribute("list");
  offer(input, {
    prefix: "choices",
    label: say("places"),
    least: 1,
    waitMillis: 120,
    reopens: true,
    ask: (text) => fetch(`/api/places?q=${encodeURIComponent(text)}&lang=${lang()}`),
    choices: (answer) =>
      (answer as { places: PlaceFound[] }).places.map((p) => ({
        name: p.localName || p.name,
        note: `${p.countryName} · ${say(`kind.${p.kind}`)} · ${p.code}`,
        value: p.value,
      })),
  });
}
