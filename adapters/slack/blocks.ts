/** The parts of a view as blocks, in pieces that belong together. */
import type { ActionsBlock, KnownBlock } from "@slack/types";
import {
  type CitationLine,
  echoParts,
  type Item,
  mentionParts,
  type Part,
  type RowPart,
  traitsOf,
  type View,
} from "../../src/index.ts";
import { type CollapsedPart, citationsIn, collapsedParts } from "./folds.ts";
import {
  type CitationLinks,
  clipText,
  escapeMrkdwn,
  linkAtoms,
  type MrkdwnAtom,
  packAtoms,
  wordsAtoms,
} from "./mrkdwn.ts";

/** Blocks that must be in one message: a recommendation with its notes, a title with its first part. */
export type BlockGroup = readonly KnownBlock[];

export const MESSAGE_LIMITS = {
  text: 3000,
  header: 150,
  blocks: 50,
  modalBlocks: 100,
  message: 11_500,
} as const;

/** A section fills up to here, which leaves room for its heading. */
const SECTION_FILL = 2_900;

/** A mark before the word: never the mark alone, which a screen reader or a colour-blind reader misses. */
const URGENCY_MARKS = { EMERGENT: "🔴", URGENT: "🟠", SOON: "🟡", ROUTINE: "⚪" } as const;

/** The buttons of a row of a message, which one names by its place: those of a single button stand beside its words. */
export type RowButtons = (row: RowPart, at: number) => readonly ActionsBlock[];

/** Everything a view says, in order, except what its button opens and what can be done. */
export function layout(view: View, rowButtons: RowButtons = () => []): BlockGroup[] {
  const links = citationLinks(view);
  const behind = new Set<Part>(collapsedParts(view));
  const shown = view.parts.filter((part) => !behind.has(part));
  const { beforeTitle, afterTitle } = echoParts(view);
  const parts = [...afterTitle, ...mentionParts(view), ...shown];
  return [
    ...beforeTitle.flatMap((part) => partPieces(part, links, true)),
    ...titleBlocks(view),
    ...parts.flatMap((part, at) =>
      part.kind === "row" ? rowPieces(part, links, rowButtons(part, at)) : partPieces(part, links, true),
    ),
    ...caseBlocks(view),
  ];
}

/** Two cases in one place differ by their names; an answered question stays where its question named it. */
const caseBlocks = ({ handle, kind, title }: View): BlockGroup[] =>
  handle === null || kind === "answered" || title.includes(handle) ? [] : [[smallPrint(`Case ${handle}`)]];

/** What the button of a view opens. */
export const foldPieces = (view: View, folds: readonly CollapsedPart[]): BlockGroup[] =>
  folds.flatMap((fold) => partPieces(fold, citationLinks(view), true));

const citationLinks = ({ parts }: View): CitationLinks =>
  new Map(citationsIn(parts).map(({ number, url }) => [number, url]));

function titleBlocks(view: View): BlockGroup[] {
  const title = titleWithUrgency(view);
  if (title === "") return [];
  // a header's text cannot be escaped, so text that might be read as markup is left out
  if (traitsOf(view).heading && title.length <= MESSAGE_LIMITS.header && !/[<>&]/.test(title))
    return [[{ type: "header", text: { type: "plain_text", text: title, emoji: true } }]];
  return packAtoms(bold(wordsAtoms([title])), SECTION_FILL).map((text) => [sectionBlock(text, true)]);
}

function titleWithUrgency({ title, urgency }: View): string {
  if (!urgency) return title;
  const said = title.toUpperCase().includes(urgency);
  return `${URGENCY_MARKS[urgency]} ${said || title === "" ? title || urgency : `${urgency}: ${title}`}`;
}

/** `open`: shown whole. Otherwise Slack may fold a long text behind "see more" by itself. */
function partPieces(part: Part, links: CitationLinks, open: boolean): BlockGroup[] {
  switch (part.kind) {
    case "text": {
      const pieces = wordsAtoms(part.words, links);
      if (part.tone === "subtle") return packAtoms(pieces, SECTION_FILL).map((text) => [contextBlock(text)]);
      return packAtoms(part.tone === "strong" ? bold(pieces) : pieces, SECTION_FILL).map((text) => [
        sectionBlock(text, open),
      ]);
    }
    case "list":
      return listPieces(
        part.title,
        part.items.map((item) => itemAtoms(item, links)),
        open,
      );
    case "row":
      return rowPieces(part, links, []);
    case "citations":
      return listPieces(undefined, part.items.map(citationAtoms), open);
    case "fold": {
      const inside = part.parts.flatMap((each) => partPieces(each, links, false));
      const title = packAtoms(bold(wordsAtoms([part.title])), SECTION_FILL).map((text) =>
        sectionBlock(text, false),
      );
      const [first, ...rest] = inside;
      return first ? [[...title, ...first], ...rest] : [title];
    }
  }
}

/** A sentence with its buttons: a single one beside it, several below it, always in the same message. */
function rowPieces(
  { words, notes = [] }: RowPart,
  links: CitationLinks,
  buttons: readonly ActionsBlock[],
): BlockGroup[] {
  const text = packAtoms(
    [...wordsAtoms(words, links), ...notes.flatMap((note) => ["\n      ◦ ", ...wordsAtoms(note, links)])],
    SECTION_FILL,
  );
  const [only, ...more] = buttons.flatMap(({ elements }) => elements);
  if (text.length === 1 && text[0] !== undefined && only?.type === "button" && more.length === 0)
    return [
      [
        {
          type: "section",
          text: mrkdwn(text[0]),
          expand: true,
          accessory: only,
          ...(buttons[0]?.block_id && { block_id: buttons[0].block_id }),
        },
      ],
    ];
  return [[...text.map((each) => sectionBlock(each, true)), ...buttons]];
}

/** Items share a section while they fit; one is split only when no section could hold it. */
function listPieces(
  title: string | undefined,
  items: readonly (readonly MrkdwnAtom[])[],
  open: boolean,
): BlockGroup[] {
  const texts: string[] = [];
  let text = title ? bold(wordsAtoms([title])).join("") : "";
  for (const item of items) {
    const line = item.join("");
    if (text && text.length + 1 + line.length <= SECTION_FILL) text = `${text}\n${line}`;
    else {
      if (text) texts.push(text);
      const parts = packAtoms(item, SECTION_FILL);
      texts.push(...parts.slice(0, -1));
      text = parts.at(-1) ?? "";
    }
  }
  if (text) texts.push(text);
  return texts.map((each) => [sectionBlock(each, open)]);
}

const itemAtoms = (item: Item, links: CitationLinks): MrkdwnAtom[] => [
  "• ",
  ...wordsAtoms(item.words, links),
  ...(item.notes ?? []).flatMap((note) => ["\n      ◦ ", ...wordsAtoms(note, links)]),
];

const citationAtoms = ({ number, says, source, url }: CitationLine): MrkdwnAtom[] => [
  `[${number}] `,
  ...wordsAtoms([says]),
  ...(says ? [" – "] : []),
  ...linkAtoms(url, source),
];

/** Bold, line by line: Slack's bold ends at a line's end, and fails with spaces at its edges. */
function bold(pieces: readonly MrkdwnAtom[]): MrkdwnAtom[] {
  const text = pieces.join("").trim();
  if (text === "" || text.length > 1_000) return [...pieces];
  return [
    text
      .split("\n")
      .map((line) => (line.trim() ? `*${line.trim()}*` : line))
      .join("\n"),
  ];
}

/** Text without any markup: Slack must not make links of what looks like a name or an address. */
export const mrkdwn = (text: string) => ({ type: "mrkdwn", text, verbatim: true }) as const;

const sectionBlock = (text: string, open: boolean): KnownBlock => ({
  type: "section",
  text: mrkdwn(text),
  ...(open && { expand: true }),
});

const contextBlock = (text: string): KnownBlock => ({ type: "context", elements: [mrkdwn(text)] });

/** A small remark of the adapter itself. */
export const smallPrint = (text: string): KnownBlock => contextBlock(escapeMrkdwn(text));

/** Plain text of a button, an option or a label: literal, and never longer than Slack accepts. */
export const plainTextObject = (text: string, max: number) =>
  ({ type: "plain_text", text: clipText(text, max), emoji: false }) as const;

/** Whether blocks can stand in one message. */
export const fitsMessage = (blocks: readonly KnownBlock[]): boolean =>
  blocks.length <= MESSAGE_LIMITS.blocks && JSON.stringify(blocks).length <= MESSAGE_LIMITS.message;

/** Pieces as the blocks of as many messages as they need. */
export function pack(pieces: readonly BlockGroup[]): KnownBlock[][] {
  const messages: KnownBlock[][] = [];
  let blocks: KnownBlock[] = [];
  let size = 0;
  for (const piece of pieces) {
    const more = JSON.stringify(piece).length;
    const full = blocks.length + piece.length > MESSAGE_LIMITS.blocks || size + more > MESSAGE_LIMITS.message;
    if (blocks.length > 0 && full) {
      messages.push(blocks);
      blocks = [];
      size = 0;
    }
    blocks.push(...piece);
    size += more;
  }
  if (blocks.length > 0) messages.push(blocks);
  return messages;
}
