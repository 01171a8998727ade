/** A view as lines of text. Colour only adds to words that already say it. */
import { echoParts, type Item, type Part, traitsOf, type View, type Words } from "../../src/index.ts";

export interface TerminalStyle {
  /** ANSI colour, where the terminal supports it. */
  colour: boolean;
  /** Columns to wrap at. */
  width: number;
  /** Milliseconds since the epoch in local words. */
  time(at: number): string;
}

const ANSI_CODES = {
  strong: "1",
  subtle: "2",
  EMERGENT: "1;31",
  URGENT: "1;33",
  SOON: "1;36",
  ROUTINE: "1",
} as const;

/** The lines of a view, wrapped; actions are left out, because here they are typed. */
export function renderView(view: View, look: TerminalStyle): string[] {
  const paint = (code: keyof typeof ANSI_CODES, text: string) =>
    look.colour ? `\u001b[${ANSI_CODES[code]}m${text}\u001b[0m` : text;
  const mark = traitsOf(view).alarm ? "!! " : "";
  const title = wrapLine(`${mark}${view.title}`, look.width, "").map((line) =>
    paint(view.urgency ?? "strong", line),
  );
  const { beforeTitle, afterTitle } = echoParts(view);
  return [
    ...beforeTitle.flatMap((part) => ["", ...renderPart(part, look, paint)]),
    "",
    ...title,
    ...afterTitle.flatMap((part) => renderPart(part, look, paint)),
    ...view.parts.flatMap((part) => renderPart(part, look, paint)),
    ...answerChoices(view, look.width),
  ];
}

function renderPart(
  part: Part,
  look: TerminalStyle,
  paint: (code: keyof typeof ANSI_CODES, text: string) => string,
): string[] {
  switch (part.kind) {
    case "text": {
      const lines = wrapLine(wordsText(part.words, look), look.width, "");
      return part.tone ? lines.map((line) => paint(part.tone ?? "strong", line)) : lines;
    }
    case "list":
      return [
        ...(part.title ? [paint("strong", `${part.title}:`)] : []),
        ...part.items.flatMap((item) => itemLines(item, look)),
      ];
    case "row": {
      const numbered = part.number === undefined ? "  - " : `${String(part.number).padStart(3)}. `;
      const choices = part.actions.map(({ label }) => label.toLowerCase()).join(" / ");
      return [
        ...wrapLine(`${numbered}${wordsText(part.words, look)}`, look.width, "     "),
        ...(part.notes ?? []).flatMap((note) =>
          wrapLine(`     ${wordsText(note, look)}`, look.width, "     "),
        ),
        ...(choices === "" || (part.number !== undefined && part.actions.length === 1)
          ? []
          : wrapLine(`     (${choices})`, look.width, "      ")),
      ];
    }
    case "citations":
      return part.items.flatMap((line) => [
        ...wrapLine(`[${line.number}] ${line.says}`, look.width, "      "),
        ...wrapLine(`      ${line.source}`, look.width, "      "),
        `      ${line.url}`,
      ]);
    case "fold":
      // sources by number are a command away; reasons are worth their lines
      if (part.parts.every((inner) => inner.kind === "citations"))
        return ["Sources: type cite and a number, such as cite 12."];
      return [
        paint("strong", `${part.title}:`),
        ...part.parts.flatMap((inner) => renderPart(inner, look, paint)),
      ];
  }
}

const itemLines = (item: Item, look: TerminalStyle): string[] => [
  ...wrapLine(`  - ${wordsText(item.words, look)}`, look.width, "    "),
  ...(item.notes ?? []).flatMap((note) => wrapLine(`    ${wordsText(note, look)}`, look.width, "    ")),
];

/** How to answer several questions: each by its number, or all by the sentence on the last button. */
function panelHint({ actions }: View): string {
  const denies = actions.some(({ act }) => act.do === "panel" && act.say === "none");
  return denies
    ? '(Type "yes" and a number, a finding, "none of these", "not assessed", or "one by one".)'
    : '(Type an answer, "not assessed", or "one by one".)';
}

/** What to type instead of the buttons of other adapters. */
function answerChoices(view: View, width: number): string[] {
  if (traitsOf(view).invites !== "answer") return [];
  if (view.kind === "panel") return wrapLine(panelHint(view), width, " ");
  const values = view.actions.flatMap(({ act, label }) => (act.do === "answer" ? [label.toLowerCase()] : []));
  return values.length > 0 ? wrapLine(`(${values.join(" / ")})`, width, " ") : [];
}

function wordsText(words: Words, look: TerminalStyle): string {
  return words
    .map((span) => {
      if (typeof span === "string") return span;
      if ("time" in span) return look.time(span.time);
      if ("person" in span) return span.person.name ?? span.person.id;
      return span.cite.map((number) => `[${number}]`).join("");
    })
    .join("")
    .trimEnd();
}

/** Breaks at spaces; text longer than a line stays whole, so that an address can be copied. */
function wrapLine(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  const lead = /^\s*/.exec(text)?.[0] ?? "";
  let line = lead;
  for (const word of text.trim().split(/\s+/)) {
    const next = line.trim() === "" ? `${line}${word}` : `${line} ${word}`;
    if (next.length > width && line.trim() !== "") {
      lines.push(line);
      line = `${indent}${word}`;
    } else line = next;
  }
  lines.push(line);
  return lines;
}
