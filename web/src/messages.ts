// The texts that scripts say, in the language of the page: the server puts them into the page under "messages".

type Forms = Record<string, string>;

let texts: Record<string, Forms> | undefined;

function all(): Record<string, Forms> {
  texts ??= JSON.parse(document.getElementById("messages")?.textContent ?? "{}") as Record<string, Forms>;
  return texts;
}

export const lang = (): string => document.documentElement.lang || "en";

/** The text of a key; values stand in braces in it, and one called "n" chooses the plural form. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const forms = all()[key];
  if (!forms) return key;
  const n = values["n"];
  const form = typeof n === "number" ? new Intl.PluralRules(lang()).select(n) : "other";
  let text = forms[form] ?? forms["other"] ?? key;
  for (const [name, v] of Object.entries(values)) {
    text = text.split(`{${name}}`).join(typeof v === "number" ? whole(v) : v);
  }
  return text;
}

const format = new Map<string, Intl.NumberFormat>();

/** A whole number in the language's way. */
export function whole(v: number): string {
  const l = lang();
  let f = format.get(l);
  if (!f) format.set(l, (f = new Intl.NumberFormat(l === "en" ? "en-GB" : l, { maximumFractionDigits: 0, useGrouping: true })));
  return f.format(v);
}
