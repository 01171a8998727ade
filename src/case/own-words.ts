/** The words that a person typed, as a case keeps them: what was read from them stays, and the words can be removed. */
import type { EncounterEvent } from "./event.ts";

/** What stands where words were. */
export const REMOVED_WORDS = "[removed by the author]";

const kept = (words: string | undefined): string[] =>
  words === undefined || words === "" || words === REMOVED_WORDS ? [] : [words];

/** Every piece of a person's words that an event holds. */
function wordsIn(event: EncounterEvent, author: string): string[] {
  if (event.type === "proposed")
    return event.items.flatMap((item) => ((item.by ?? event.actor.id) === author ? kept(item.quote) : []));
  if (event.actor.id !== author) return [];
  switch (event.type) {
    case "answered":
      return kept(event.quote);
    case "words-kept":
    case "left-unread":
    case "edit-read":
      return kept(event.words);
    case "refused":
      return Object.values(event.values).flatMap(kept);
    case "described":
      return event.labels.flatMap(kept);
    default:
      return [];
  }
}

/** Every piece of a person's words that a case keeps, the longest first. */
export const wordsOf = (events: readonly EncounterEvent[], author: string): string[] =>
  [...new Set(events.flatMap((event) => wordsIn(event, author)))].sort((a, b) => b.length - a.length);

/** The same event without a person's words. What they recorded stays. */
export function withoutWordsOf(event: EncounterEvent, author: string): EncounterEvent {
  if (wordsIn(event, author).length === 0) return event;
  switch (event.type) {
    case "proposed":
      return {
        ...event,
        items: event.items.map((item) =>
          (item.by ?? event.actor.id) === author ? { ...item, quote: REMOVED_WORDS } : item,
        ),
      };
    case "answered":
      return { ...event, quote: REMOVED_WORDS };
    case "words-kept":
    case "left-unread":
    case "edit-read":
      return { ...event, words: REMOVED_WORDS };
    case "refused":
      return {
        ...event,
        values: Object.fromEntries(Object.keys(event.values).map((field) => [field, REMOVED_WORDS])),
      };
    case "described":
      return { ...event, labels: [] };
    default:
      return event;
  }
}

/** A text that shows words in quotation marks, without them. */
export const withoutQuotes = (text: string, words: readonly string[]): string =>
  words.reduce((left, each) => left.replaceAll(`"${each}"`, `"${REMOVED_WORDS}"`), text);
