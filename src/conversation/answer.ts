/** Words that are not the literal answer to one question: what they say of which finding, for a person to confirm. */
import type { Protocol, Question } from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import type { ProposedItem } from "./event.ts";
import { plainWords, readLiteral } from "./literal.ts";

export interface Understanding {
  items: readonly ProposedItem[];
  /** Answers to one question that contradict each other: a person picks. */
  conflicts: readonly { question: string; items: readonly ProposedItem[] }[];
  /** Words that name a finding with a value that it cannot have. */
  faults: readonly { question: string; quote: string; fault: string }[];
  /** What was not read. */
  unread: readonly string[];
}

interface Moment {
  pending: Question | null;
  /** Milliseconds since the epoch. */
  now: number;
  utcOffsetMinutes: number;
}

/** Reads pieces such as "no fever; calf 41 vs 37": each names its finding. */
export function understand(
  protocol: Protocol,
  text: string,
  { now, utcOffsetMinutes }: Moment,
): Understanding {
  const found = new Map<string, ProposedItem[]>();
  const faults: Understanding["faults"][number][] = [];
  const unread: string[] = [];
  for (const quote of text.split(/[;,.\n]+(?=\s|$)/).flatMap((piece) => piece.trim() || [])) {
    const said = plainWords(quote).toLowerCase();
    const uncertain = /^\?|\?$|\bpossibl[ey]\b/.test(said);
    const words = said.replace(/^\? ?|\?$|\bpossibl[ey]\b ?/g, "");
    const denied = /^(no|denies|without) /.test(words);
    const named = nameIn(protocol, words.replace(/^(no|denies|without) /, ""));
    if (!named) {
      unread.push(quote);
      continue;
    }
    const { question, rest } = named;
    const reading = readLiteral(question, denied ? "no" : rest || "yes", now, utcOffsetMinutes);
    if (reading === null) unread.push(quote);
    else if ("fault" in reading) faults.push({ question: question.id, quote, fault: reading.fault });
    else {
      const items = found.get(question.id) ?? [];
      if (!items.some(({ answer }) => JSON.stringify(answer) === JSON.stringify(reading.answer)))
        items.push({ question: question.id, answer: reading.answer, quote, ...(uncertain && { uncertain }) });
      found.set(question.id, items);
    }
  }
  const all = [...found.values()];
  return {
    items: all.flatMap((items) => (items.length === 1 ? items : [])),
    conflicts: all.flatMap((items) =>
      items.length > 1 ? [{ question: items[0]?.question ?? "", items }] : [],
    ),
    faults,
    unread,
  };
}

function nameIn(protocol: Protocol, words: string): { question: Question; rest: string } | null {
  const { questions } = index(protocol);
  let best: { question: Question; rest: string; length: number } | null = null;
  for (const question of questions.values())
    for (const name of [question.id.replaceAll("_", " "), question.label.toLowerCase(), ...question.also])
      if ((words === name || words.startsWith(`${name} `)) && name.length > (best?.length ?? 0))
        best = { question, rest: words.slice(name.length).trim(), length: name.length };
  return best;
}
