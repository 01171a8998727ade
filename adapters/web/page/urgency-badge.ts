/** An urgency as a word, a shape and a colour: never colour alone, and no colour that reassures. */
import type { CaseSummary } from "../api-types.ts";
import { htmlElement, svgIcon } from "./element.ts";

const URGENCY_ICONS: Readonly<Record<string, string>> = {
  // an octagon with an exclamation mark
  EMERGENT:
    "M6.300 1h7.400L19 6.300v7.400L13.700 19H6.300L1 13.700V6.300L6.300 1ZM8.900 5v7h2.200V5H8.900Zm0 8.600v2.200h2.200v-2.200H8.900Z",
  // a triangle with an exclamation mark
  URGENT: "M10 1.500 19.500 18H.500L10 1.500ZM8.900 7v5.500h2.200V7H8.900Zm0 7v2.200h2.200V14H8.900Z",
  // a clock
  SOON: "M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM9 5v6l4.500 2.700 1-1.700L11 9.900V5H9Z",
  // a filled circle with a bar
  ROUTINE: "M10 1a9 9 0 1 1 0 18 9 9 0 0 1 0-18ZM5.500 9v2h9V9h-9Z",
};

const KNOWN_URGENCIES = new Set(Object.keys(URGENCY_ICONS));

export const urgencyClass = (urgency: string | null): string =>
  urgency !== null && KNOWN_URGENCIES.has(urgency) ? `urgency-${urgency.toLowerCase()}` : "urgency-none";

/** The badge of an urgency, or of a case that has none yet. */
export function urgencyBadge(urgency: string | null, provisional = false): HTMLElement {
  const path = urgency === null ? undefined : URGENCY_ICONS[urgency];
  return htmlElement(
    "span",
    { class: `badge ${urgencyClass(urgency)}` },
    path === undefined ? null : svgIcon(path),
    urgency ?? "Not assessed yet",
    provisional && urgency !== null ? htmlElement("span", { class: "provisional" }, "provisional") : null,
  );
}

/** The badge of a case, which may be unreadable. */
export const caseBadge = ({ fault, urgency, provisional }: CaseSummary): HTMLElement =>
  fault === null
    ? urgencyBadge(urgency, provisional)
    : htmlElement("span", { class: "badge urgency-none" }, "Cannot be read");
