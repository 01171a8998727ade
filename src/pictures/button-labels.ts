/** Button labels on a phone: a client cuts what does not fit, and often the word that matters. */
import type { Action } from "../views/outbound.ts";
import { widthOf } from "./text-metrics.ts";

/** What a card's or a message's content measures on the narrowest phone of today, 288 px wide, in px. */
export const PHONE_CONTENT_WIDTH = 264;

/** The space to the left and right of a label, in px. */
const BUTTON_EDGES = 28;

/** How wide a button with this label is at most, in px. */
export const buttonWidth = (label: string): number => widthOf(label, { size: 14, bold: true }) + BUTTON_EDGES;

/** The same for an option of a menu, which is not bold. */
const optionWidth = (label: string): number => widthOf(label, { size: 14 }) + BUTTON_EDGES;

/** A label as it is shown: on the button, and the whole of it above where the button cannot show it. */
export interface ButtonLabel {
  title: string;
  above: string | null;
}

/**
 * The labels of a view's buttons, as a phone shows them whole. What is too long stands above its buttons: of "Done: MRI of
 * the whole spine" that is what is to be done, and the button says the verb. Where several are too long, a number joins
 * each to its buttons, which show the beginning. No two of the titles are alike.
 * @param inMenu whether an action is an option of a menu
 */
export function buttonLabels(
  actions: readonly Action[],
  inMenu: (action: Action) => boolean = () => false,
): ButtonLabel[] {
  const fits = (action: Action, label = action.label) =>
    (inMenu(action) ? optionWidth(label) : buttonWidth(label)) <= PHONE_CONTENT_WIDTH;
  const parts = actions.map((action) => (fits(action) ? null : longParts(action)));
  const subjects = [...new Set(parts.flatMap((part) => part?.subject ?? []))];
  const alone = subjects.length === 1 && parts.every((part) => part === null || part.verb !== null);
  return actions.map((action, at) => {
    const part = parts[at];
    if (!part) return { title: action.label, above: null };
    const { verb, subject } = part;
    if (alone && verb !== null) return { title: verb, above: `${subject}:` };
    const numbered = `(${subjects.indexOf(subject) + 1}) ${subject}`;
    const title = verb === null ? numbered : `${verb} ${numbered}`;
    return { title: clipped(title, (each) => fits(action, each)), above: numbered };
  });
}

/** "Done: MRI of the whole spine" in two; a button that is an answer is not divided: its verb tells nothing apart. */
function longParts({ label, act }: Action): { verb: string | null; subject: string } {
  const [, verb = null, subject = label] =
    act.do === "done" || act.do === "snooze" ? (/^([^:]+): (.+)$/s.exec(label) ?? []) : [];
  return { verb, subject };
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** As much of a label as fits. */
function clipped(label: string, fits: (label: string) => boolean): string {
  if (fits(label)) return label;
  let kept = "";
  for (const { segment } of graphemes.segment(label)) {
    if (!fits(`${kept}${segment}…`)) break;
    kept += segment;
  }
  return `${kept.replace(/[\s,;:]+$/u, "")}…`;
}

/** Buttons in rows that a phone shows whole, in their order. `most`: no more than so many in a row. */
export function buttonRowsOf<T extends { title: string }>(buttons: readonly T[], most: number): T[][] {
  const rows: T[][] = [];
  let room = 0;
  for (const button of buttons) {
    const width = buttonWidth(button.title);
    const row = rows.at(-1);
    if (row && row.length < most && width <= room) {
      row.push(button);
      room -= width + BUTTON_GAP;
    } else {
      rows.push([button]);
      room = PHONE_CONTENT_WIDTH - width - BUTTON_GAP;
    }
  }
  return rows;
}

const BUTTON_GAP = 8;
