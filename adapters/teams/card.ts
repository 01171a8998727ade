/** The elements of an Adaptive Card 1.5: headings, words, lists, citations, folds and buttons. */
import {
  type Action,
  type ButtonLabel,
  buttonLabels,
  buttonRowsOf,
  type CitationLine,
  type Item,
  type Part,
  type RowPart,
  traitsOf,
  type Urgency,
  type View,
} from "../../src/index.ts";
import { type CitationUrls, cardMarkdown, escapeMarkdown, plainTextOf, safeUrl } from "./markdown.ts";
import { ACTION_VERB, tapData } from "./tap-data.ts";

/** A piece of card JSON. */
export type CardElement = Readonly<Record<string, unknown>>;

/** Buttons in one row, however short they are. */
const BUTTONS_PER_ROW = 4;

export const textBlock = (text: string, more: CardElement = {}): CardElement => ({
  type: "TextBlock",
  text,
  wrap: true,
  ...more,
});

/** Colour only repeats what the words say. Green is never used: no result is meant to reassure. */
const URGENCY_STYLES: Record<Urgency, string> = {
  EMERGENT: "attention",
  URGENT: "warning",
  SOON: "accent",
  ROUTINE: "emphasis",
};

/** Which of several messages this is, for a view that needs more than one. */
export interface MessagePosition {
  at: number;
  of: number;
}

/** The title as a heading, the urgency in words, and the case it belongs to. */
export function cardHeader(view: View, place: MessagePosition | null): CardElement {
  const { title, urgency, handle } = view;
  // A continuation of the message above must not look like another alarm.
  const first = place === null || place.at === 1;
  const big = first && traitsOf(view).decision;
  const items = [
    textBlock(escapeMarkdown(place === null ? title : `${title} (${place.at} of ${place.of})`), {
      style: "heading",
      weight: "Bolder",
      size: big ? "Large" : "Medium",
    }),
  ];
  if (urgency !== undefined && !title.toUpperCase().includes(urgency))
    items.push(textBlock(`Urgency: ${urgency}`, { weight: "Bolder", spacing: "None" }));
  if (handle !== null && !title.includes(handle))
    items.push(
      textBlock(`Case ${escapeMarkdown(handle)}`, { isSubtle: true, size: "Small", spacing: "None" }),
    );
  return {
    type: "Container",
    ...(first && urgency !== undefined && { style: URGENCY_STYLES[urgency], bleed: true }),
    items,
  };
}

/** The parts of a view in order. `folds` gives each fold of a card an id of its own. */
export function elementsOf(
  parts: readonly Part[],
  links: CitationUrls,
  folds: () => string,
  buttons: RowButtons = () => [],
): CardElement[] {
  const elements: CardElement[] = [];
  let row: FoldPart[] = [];
  // Adjacent folds open with buttons side by side.
  const end = () => {
    if (row.length > 0) elements.push(...toggledFolds(row, links, folds));
    row = [];
  };
  for (const part of parts) {
    if (part.kind === "fold") row.push(part);
    else {
      end();
      elements.push(
        ...(part.kind === "row" ? [rowElement(part, links, buttons)] : partElements(part, links)),
      );
    }
  }
  end();
  return elements;
}

/** The buttons of a row of a card. */
export type RowButtons = (actions: readonly Action[]) => readonly CardElement[];

/** A sentence with its buttons below it. */
const rowElement = (
  { words, notes = [], actions }: RowPart,
  links: CitationUrls,
  buttons: RowButtons,
): CardElement => ({
  type: "Container",
  spacing: "Medium",
  items: [
    textBlock(cardMarkdown(words, links)),
    ...notes.map((note) =>
      textBlock(cardMarkdown(note, links), { isSubtle: true, size: "Small", spacing: "None" }),
    ),
    ...buttons(actions),
  ],
});

type FoldPart = Extract<Part, { kind: "fold" }>;

function toggledFolds(row: readonly FoldPart[], links: CitationUrls, folds: () => string): CardElement[] {
  const ids = row.map(folds);
  const actions = row.map(({ title }, at) => ({
    type: "Action.ToggleVisibility",
    title,
    targetElements: [ids[at]],
  }));
  return [
    { type: "ActionSet", actions },
    ...row.map(({ parts }, at) => ({
      type: "Container",
      id: ids[at],
      isVisible: false,
      items: elementsOf(parts, links, folds),
    })),
  ];
}

function partElements(part: Exclude<Part, FoldPart | RowPart>, links: CitationUrls): CardElement[] {
  switch (part.kind) {
    case "text":
      return [
        textBlock(cardMarkdown(part.words, links), {
          ...(part.tone === "strong" && { weight: "Bolder" }),
          ...(part.tone === "subtle" && { isSubtle: true }),
        }),
      ];
    case "list":
      return [
        ...(part.title === undefined
          ? []
          : [textBlock(escapeMarkdown(part.title), { weight: "Bolder", spacing: "Medium" })]),
        ...part.items.map((item) => listItem(item, links)),
      ];
    case "citations":
      return part.items.map(citationBlock);
  }
}

/** A point of a list. Its notes are indented under its words: a Markdown list would leave them at the margin. */
function listItem(item: Item, links: CitationUrls): CardElement {
  const words = textBlock(cardMarkdown(item.words, links));
  const notes = (item.notes ?? []).map((note) =>
    textBlock(cardMarkdown(note, links), { isSubtle: true, size: "Small", spacing: "None" }),
  );
  return {
    type: "ColumnSet",
    spacing: "Small",
    columns: [
      { type: "Column", width: "auto", items: [textBlock("•")] },
      { type: "Column", width: "stretch", spacing: "Small", items: [words, ...notes] },
    ],
  };
}

function citationBlock(line: CitationLine): CardElement {
  const url = safeUrl(line.url);
  const source = escapeMarkdown(line.source).replace(/[[\]]/g, (bracket) => (bracket === "[" ? "(" : ")"));
  const link = url === null ? source : `[${source}](${url})`;
  return textBlock(`[${line.number}] ${escapeMarkdown(line.says)} ${link}`, {
    size: "Small",
    spacing: "Small",
  });
}

/** A button as it is shown: a label too long for one is written in full above. */
interface CardButton {
  action: Action;
  title: string;
}

/** A button: Action.Execute, and Action.Submit with the same data for clients without it. */
function executeButton({ action, title }: CardButton, view: View, slot: string | null): CardElement {
  const data = tapData({ handle: view.handle, act: action.act, slot });
  const style = action.style === "primary" ? "positive" : action.style === "danger" ? "destructive" : null;
  const common = {
    title,
    ...(title !== action.label && { tooltip: action.label }),
    ...(style !== null && { style }),
    data,
    // A button next to a form does not send a half-filled form.
    ...(view.form !== undefined && { associatedInputs: "none" }),
  };
  return {
    type: "Action.Execute",
    verb: ACTION_VERB,
    ...common,
    fallback: { type: "Action.Submit", ...common },
  };
}

/**
 * The buttons of a view in rows. What no button can show whole on a phone is said above it.
 * @param wraps the client breaks labels and rows by itself: then each label stands on its button
 */
export function buttonRows(
  view: View,
  slot: string | null,
  wraps: boolean,
  given: readonly Action[] = view.actions,
): CardElement[] {
  const beside = given.filter(({ alone }) => !alone);
  const labels = wraps ? beside.map(({ label }) => ({ title: label, above: null })) : buttonLabels(beside);
  const buttons = beside.map((action, at) => ({ action, ...(labels[at] as ButtonLabel) }));
  const elements: CardElement[] = [];
  for (const [above, group] of consecutive(buttons)) {
    if (above !== null) elements.push(textBlock(escapeMarkdown(above)));
    for (const row of wraps ? [group] : buttonRowsOf(group, BUTTONS_PER_ROW))
      elements.push({
        type: "ActionSet",
        ...(elements.length > 0 && { spacing: "Small" }),
        actions: row.map((each) => executeButton(each, view, slot)),
      });
  }
  for (const action of given.filter(({ alone }) => alone))
    elements.push({
      type: "ActionSet",
      spacing: "Small",
      actions: [executeButton({ action, title: action.label }, view, slot)],
    });
  return elements;
}

/** Buttons that stand next to each other under the same words. */
function consecutive<T extends { above: string | null }>(buttons: readonly T[]): [string | null, T[]][] {
  const groups: [string | null, T[]][] = [];
  for (const button of buttons) {
    const last = groups.at(-1);
    if (last && last[0] === button.above) last[1].push(button);
    else groups.push([button.above, [button]]);
  }
  return groups;
}

/** A part in plain words, including folded ones; folded sources are a command away, as on a terminal. */
export function plainPart(part: Part): string {
  switch (part.kind) {
    case "text":
      return plainTextOf(part.words);
    case "list":
      return [
        ...(part.title === undefined ? [] : [`${part.title}:`]),
        ...part.items.flatMap(({ words, notes }) => [
          `- ${plainTextOf(words)}`,
          ...(notes ?? []).map((note) => `  ${plainTextOf(note)}`),
        ]),
      ].join("\n");
    case "row":
      return [
        plainTextOf(part.words),
        ...(part.notes ?? []).map((note) => `  ${plainTextOf(note)}`),
        ...(part.actions.length > 0 ? [`(${part.actions.map(({ label }) => label).join(" | ")})`] : []),
      ].join("\n");
    case "citations":
      return part.items
        .map(({ number, says, source, url }) => `[${number}] ${says} ${source} ${url}`)
        .join("\n");
    case "fold":
      if (part.parts.every(({ kind }) => kind === "citations"))
        return "Sources: type cite and a number, such as cite 12.";
      return [`${part.title}:`, ...part.parts.map(plainPart)].join("\n");
  }
}
