/** Messages that show somebody's words, without them. */
import type { ThreadKey } from "../adapter.ts";
import { withoutQuotes } from "../case/own-words.ts";
import type { Outbox } from "../store/store.ts";
import type { Outbound } from "../views/outbound.ts";
import { type OutboxMessage, parseOutboxMessage } from "./outbox-message.ts";

/** Every text of a value, changed. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === "string") return change(value);
  if (Array.isArray(value)) return value.map((each) => mapTexts(each, change));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, mapTexts(each, change)]));
}

/** A message without the words that it quotes. */
export const withoutQuotesIn = (message: OutboxMessage, words: readonly string[]): OutboxMessage => ({
  ...message,
  view: mapTexts(message.view, (text) => withoutQuotes(text, words)) as OutboxMessage["view"],
});

/** The messages of a thread that quote the words now, each to be replaced by itself without them. */
export async function shownWithoutWords(
  outbox: Pick<Outbox, "ofThread">,
  {
    thread,
    encounter,
    words,
    at,
  }: { thread: ThreadKey; encounter: string; words: readonly string[]; at: string },
): Promise<Outbound[]> {
  const latest = new Map<string, OutboxMessage>();
  for (const { encounterId, body } of await outbox.ofThread(thread, 0, at)) {
    if (encounterId !== encounter || body === null) continue;
    const message = parseOutboxMessage(body);
    if (message.audience.kind === "thread" || message.audience.kind === "channel")
      latest.set(message.slot, message);
  }
  return [...latest.values()].flatMap((message) => {
    const left = withoutQuotesIn(message, words);
    if (JSON.stringify(left) === JSON.stringify(message)) return [];
    const { slot, audience, view } = left;
    return [{ slot, audience, view, update: true, onlyUpdate: true }];
  });
}
