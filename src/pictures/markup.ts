/** Elements of SVG and HTML. Text is escaped because there is no other way to put it in. */

/** A finished piece of markup; anything that is a plain string is text and gets escaped. */
export interface Element {
  readonly markup: string;
}

export type Attributes = Readonly<Record<string, string | number | undefined>>;
export type Child = Element | string | readonly Child[] | null;

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What XML forbids even when it is escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replace(FORBIDDEN, "\ufffd")
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);

/** Elements of HTML that have no end tag; SVG has none of them. */
const VOID = new Set(["br", "col", "hr", "meta"]);

/** One element. Attributes that are undefined are left out; numbers keep two decimals. */
export function el(name: string, attributes: Attributes = {}, ...children: Child[]): Element {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escaped(typeof value === "number" ? decimals(value) : value)}"`],
  );
  const open = `<${name}${written.join("")}>`;
  return { markup: VOID.has(name) ? open : `${open}${children.map(inside).join("")}</${name}>` };
}

const decimals = (value: number): string => String(Math.round(value * 100) / 100);

function inside(child: Child): string {
  if (child === null) return "";
  if (typeof child === "string") return escaped(child);
  return "markup" in child ? child.markup : child.map(inside).join("");
}

/** A style sheet: its text is ours, never a person's, and is not escaped in HTML. */
export const style = (css: string): Element => ({ markup: `<style>${css}</style>` });
