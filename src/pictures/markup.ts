/** Elements of SVG and HTML. Text is escaped because there is no other way to put it in. */

/** A finished piece of markup; anything that is a plain string is text and gets escaped. */
export interface SvgElement {
  readonly markup: string;
}

export type SvgAttributes = Readonly<Record<string, string | number | undefined>>;
export type SvgChild = SvgElement | string | readonly SvgChild[] | null;

const XML_ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** What XML forbids even when it is escaped. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to remove
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

export const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replace(FORBIDDEN, "\ufffd")
    .replace(/[&<>"']/g, (character) => XML_ENTITIES[character] ?? character);

/** Elements of HTML that have no end tag; SVG has none of them. */
const VOID = new Set(["br", "col", "hr", "meta"]);

/** One element. Attributes that are undefined are left out; numbers keep two decimals. */
export function svgElement(
  name: string,
  attributes: SvgAttributes = {},
  ...children: SvgChild[]
): SvgElement {
  const written = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined
      ? []
      : [` ${key}="${escapeXml(typeof value === "number" ? decimals(value) : value)}"`],
  );
  const open = `<${name}${written.join("")}>`;
  return { markup: VOID.has(name) ? open : `${open}${children.map(inside).join("")}</${name}>` };
}

const decimals = (value: number): string => String(Math.round(value * 100) / 100);

function inside(child: SvgChild): string {
  if (child === null) return "";
  if (typeof child === "string") return escapeXml(child);
  return "markup" in child ? child.markup : child.map(inside).join("");
}

/** A style sheet: its text is ours, never a person's, and is not escaped in HTML. */
export const styleElement = (css: string): SvgElement => ({ markup: `<style>${css}</style>` });
