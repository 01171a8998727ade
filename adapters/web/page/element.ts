/** One way to make elements: text is always text, never markup. */

type ElementChild = Node | string | null | false;
type ElementAttributes = Readonly<Record<string, string | number | boolean | null>>;

/** An element with attributes (false and null are left out, true is empty) and children. */
export function htmlElement<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: ElementAttributes = {},
  ...children: readonly ElementChild[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes))
    if (value !== null && value !== false) element.setAttribute(key, value === true ? "" : String(value));
  for (const child of children) if (child !== null && child !== false) element.append(child);
  return element;
}

/** A drawn icon of one path; its meaning is in the words next to it. */
export function svgIcon(path: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("sign");
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  shape.setAttribute("fill-rule", "evenodd");
  svg.append(shape);
  return svg;
}

/** The element with an id from the page's own HTML. */
export function elementById<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** Announces words to screen-reader users: `assertive` interrupts. */
export function announce(words: string, assertive = false): void {
  elementById(assertive ? "assertive" : "polite").textContent = words;
}
