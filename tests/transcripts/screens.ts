/** What stands on the screens while a transcript is read, line by line. */
import type { FindingNames, Line, LineOf } from "./transcript.ts";

/** What a message asks of whoever reads it. */
export type Asking =
  | { kind: "question"; finding: string }
  /** Several questions, each of which can still be answered there. */
  | { kind: "panel"; findings: readonly string[] }
  /** Whether a bare no denies several. */
  | { kind: "no to all"; findings: readonly string[] }
  /** A list of findings, to be confirmed. */
  | { kind: "list" }
  /** An answer, asked for once more. */
  | { kind: "again"; finding: string }
  /** Whether a list is to be put away. */
  | { kind: "discard" };

export interface ScreenMessage {
  readonly id: string;
  readonly place: string;
  /** The one person who sees it. */
  readonly to: string | undefined;
  readonly at: number;
  /** The act that it came of. */
  readonly after: string | undefined;
  /** What it asked when it came. */
  readonly asked: Asking | null;
  /** It said, when it came, that an earlier copy may be there. */
  readonly again: boolean;
  words: string;
  buttons: readonly string[];
  notification: string;
  /** What it asks now. */
  asks: Asking | null;
  /** What it asked last, and until when. */
  was: { asks: Asking; buttons: readonly string[]; words: string; until: number } | null;
  gone: boolean;
}

/** Words as a person reads them: without the marks that a platform's formatting and escaping put between. */
export const plain = (words: string): string =>
  words
    .replaceAll("&amp;", "&")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replace(/[\\*_~`\u200b\u2060\u00ad]/g, "")
    .replace(/[\u00a0\s]+/g, " ")
    .trim();

/** Whether words can be read in a message. */
export const says = (message: Pick<ScreenMessage, "words">, words: string): boolean =>
  plain(message.words).toLowerCase().includes(plain(words).toLowerCase());

/** The case that a message is about. */
export const caseOn = ({
  notification,
  words,
}: Pick<ScreenMessage, "notification" | "words">): string | null =>
  /\bcase ([a-z]+-[a-z]+-\d+)/i.exec(`${notification}\n${words}`)?.[1] ?? null;

/** The names of a finding, with its questions as they are read. */
export type PlainNames = FindingNames & { readonly plainAsks: readonly string[] };

export const plainNames = (findings: readonly FindingNames[]): PlainNames[] =>
  findings.map((finding) => ({
    ...finding,
    plainAsks: finding.asks.map((ask) => plain(ask).toLowerCase()),
  }));

export class Screens {
  readonly messages: ScreenMessage[] = [];
  readonly #findings: readonly PlainNames[];

  constructor(findings: readonly FindingNames[]) {
    this.#findings = plainNames(findings);
  }

  see(line: Line): void {
    if (line.what === "shown") this.messages.push(this.#newMessage(line));
    else if (line.what === "changed") this.#change(line);
    else if (line.what === "removed") {
      const found = this.find(line.message, line.place);
      if (found) found.gone = true;
    }
  }

  find(id: string, place: string): ScreenMessage | undefined {
    return this.messages.findLast((each) => each.id === id && each.place === place);
  }

  /** What a person sees in a place, the oldest first. */
  seenBy(person: string, place: string): ScreenMessage[] {
    return this.messages.filter(
      (each) => each.place === place && !each.gone && (each.to === undefined || each.to === person),
    );
  }

  #newMessage(line: LineOf<"shown">): ScreenMessage {
    const { message: id, place, to, at, after, words, buttons, notification } = line;
    const asks = this.#asking(line);
    return {
      id,
      place,
      to,
      at,
      after,
      words,
      buttons,
      notification,
      asks,
      asked: asks,
      again: words.includes("Sent again"),
      was: null,
      gone: false,
    };
  }

  #change(line: LineOf<"changed">): void {
    const found = this.find(line.message, line.place);
    const { words, buttons, notification } = line;
    if (!found) return;
    const { asks, buttons: before, words: read } = found;
    if (asks) found.was = { asks, buttons: before, words: read, until: line.at };
    Object.assign(found, { words, buttons, notification, asks: this.#asking(line) });
  }

  #asking(message: Pick<ScreenMessage, "words" | "buttons">): Asking | null {
    return askingOn(message, this.#findings);
  }
}

/** What a message asks of whoever reads it; null when it asks nothing. */
export function askingOn(
  { words, buttons }: Pick<ScreenMessage, "words" | "buttons">,
  findings: readonly PlainNames[],
): Asking | null {
  const labels = buttons.map((label) => label.trim().toLowerCase());
  const text = plain(words).toLowerCase();
  if (text.includes("discard the list?")) return { kind: "discard" };
  if (text.includes("not recorded yet:")) {
    const [, after = ""] = text.split("not recorded yet:");
    const named = findings
      .filter(({ label }) => after.trim().startsWith(plain(label).toLowerCase()))
      .sort((a, b) => b.label.length - a.label.length)[0];
    return named ? { kind: "again", finding: named.id } : null;
  }
  if (labels.includes("discard") && labels.includes("edit")) return { kind: "list" };
  if (labels.includes("no to all")) {
    const named = findings.filter(({ label }) => text.includes(plain(label).toLowerCase()));
    return { kind: "no to all", findings: named.map(({ id }) => id) };
  }
  if (!labels.includes("not assessed")) return null;
  if (labels.includes("one by one")) {
    const open = findings.filter(({ plainAsks }) => plainAsks.some((ask) => text.includes(ask)));
    return open.length > 0 ? { kind: "panel", findings: open.map(({ id }) => id) } : null;
  }
  const found = findings.find(({ plainAsks }) => plainAsks.some((ask) => text.includes(ask)));
  return found ? { kind: "question", finding: found.id } : null;
}
