/**
 * What the bot makes of a text that somebody types at a question, or to begin a case: the same turn as in a thread, with the
 * privacy guard. Pure.
 */
import { kindOf } from "../src/answers/registry.ts";
import type { Answer } from "../src/answers/value.ts";
import type { Actor, Encounter, EncounterEvent } from "../src/case/encounter.ts";
import type { Inbound } from "../src/case/inbound.ts";
import type { WordLists } from "../src/language/word-lists.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { NO_HOSPITAL_CONFIG } from "../src/site/hospital-config.ts";
import { index } from "../src/triage/index-of-protocol.ts";
import type { PostedSlot } from "../src/turn/asking-posts.ts";
import { type TurnContext, turn } from "../src/turn/turn.ts";
import type { Part, View, Words } from "../src/views/outbound.ts";

export interface TypedText {
  text: string;
  /** The question that was shown, by its id; several for a panel; null for words that begin a case. */
  asked: string | readonly string[] | null;
  /** Milliseconds since the epoch. */
  now: number;
}

export interface TypedReading {
  /** What counts at once, without being confirmed. A time is the hours since then. */
  recorded: Record<string, unknown>;
  /** What waits for a person; a conflict is several doubtful ones. */
  proposed: { finding: string; value: unknown; certain: boolean; quote: string }[];
  /** Words that were named as not read. */
  not_read: string[];
}

/** Somebody reads the question before they answer; milliseconds. */
const READING_MS = 60_000;
const WRITER: Actor = { id: "reader", name: "reader" };
const HANDLE = "amber-falcon-42";

export function readTyped(
  protocol: Protocol,
  lists: WordLists,
  { text, asked, now }: TypedText,
): TypedReading {
  const content = { protocol, hash: "0".repeat(64) };
  const posts: PostedSlot[] = [];
  let encounter: Encounter | null = null;
  const take = (inbound: Inbound, at: number): { events: readonly EncounterEvent[]; views: View[] } => {
    const context: TurnContext = {
      ...content,
      latest: content,
      site: NO_HOSPITAL_CONFIG,
      lists,
      now: at,
      utcOffsetAt: () => 0,
      newCase: { id: "reading", handle: HANDLE },
      posts,
    };
    const turned = turn(context, encounter, inbound);
    encounter = turned.encounter;
    for (const { slot, update, audience } of turned.said)
      if (!update && audience.kind === "thread")
        posts.push({ slot, position: posts.length + 1, state: "sent", deliveredAt: at });
    return {
      events: turned.events,
      views: [...turned.said.filter(({ update }) => !update).map(({ view }) => view), ...turned.reply],
    };
  };
  const question = typeof asked === "string" ? asked : null;
  const actor = { ...WRITER, role: "physician" as const };
  if (asked === null) return outcomeOf(protocol, text, take({ kind: "start", actor, words: text }, now));
  take({ kind: "start", actor, words: "" }, now - 2 * READING_MS);
  if (question !== null)
    take({ kind: "act", actor, handle: HANDLE, act: { do: "change", question } }, now - READING_MS);
  return outcomeOf(protocol, text, take({ kind: "say", actor, words: text, addressed: true }, now));
}

function outcomeOf(
  protocol: Protocol,
  text: string,
  { events, views }: { events: readonly EncounterEvent[]; views: readonly View[] },
): TypedReading {
  const { questions } = index(protocol);
  const recorded: TypedReading["recorded"] = {};
  const proposed: TypedReading["proposed"] = [];
  const plain = (id: string, answer: Answer, at: number): unknown => {
    if ("unknown" in answer) return { unknown: answer.unknown };
    const question = questions.get(id);
    const then = question ? kindOf(question.answer).timeOf(question.answer, answer.value, at) : null;
    return then === null ? answer.value : Math.round((at - then) / 36_000) / 100;
  };
  for (const event of events) {
    if (event.type === "answered") recorded[event.question] = plain(event.question, event.answer, event.at);
    if (event.type === "check-asked" && event.check.kind === "answer") {
      const { question, answer } = event.check;
      proposed.push({
        finding: question,
        value: plain(question, answer, event.at),
        certain: true,
        quote: text,
      });
    }
    if (event.type !== "proposed") continue;
    for (const { question, answer, quote, uncertain } of event.items) {
      const rivals = event.items.filter((item) => item.question === question).length;
      const certain = uncertain !== true && rivals === 1;
      proposed.push({ finding: question, value: plain(question, answer, event.at), certain, quote });
    }
  }
  const kept = events.flatMap((event) =>
    event.type === "left-unread" || event.type === "words-kept" ? [event.words] : [],
  );
  return { recorded, proposed, not_read: [...new Set([...kept, ...views.flatMap(namedAsNotRead)])] };
}

/** What a view names as not read, not taken or not recorded. */
function namedAsNotRead({ kind, parts }: View): string[] {
  if (kind !== "notice" && kind !== "proposal" && kind !== "question" && kind !== "panel") return [];
  return parts.flatMap((part): string[] => {
    if (part.kind === "list")
      return part.title === "Not taken" ? part.items.map(({ words }) => quoted(plainText(words))) : [];
    const said = textOf(part);
    const [, unread] = /Not read: (".*")/.exec(said) ?? [];
    if (unread !== undefined) return unread.slice(1, -1).split('"; "');
    return NAMED.test(said) ? [quoted(said)] : [];
  });
}

const NAMED = /^Not recorded|not understood|is not recorded|is kept, and recorded nowhere/;

const textOf = (part: Part): string => (part.kind === "text" ? plainText(part.words) : "");
const plainText = (words: Words): string =>
  words.map((word) => (typeof word === "string" ? word : "")).join("");
const quoted = (text: string): string => /"(.*)"/s.exec(text)?.[1] ?? text;
