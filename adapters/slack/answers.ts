/** Answers to one person that need no membership and no token: through the address that came with their tap. */
import type { RespondFn } from "@slack/bolt";
import type { ThreadKey } from "../../src/index.ts";
import { escaped, type Message } from "./render.ts";

/** How long Slack takes answers at such an address, and how many people may be waiting at once. */
const LIFE_MS = 29 * 60_000;
const CAPACITY = 500;

/** Says something to one person, and falls back to another way when the first is closed. */
export type Say = (message: Message) => Promise<void>;

/** Plain words as a message; `/invite` and the like stay readable as code. */
export const wordsMessage = (words: string): Message => ({
  text: markup(words),
  blocks: [{ type: "section", text: { type: "mrkdwn", text: markup(words), verbatim: true } }],
});

/** Our own words may hold code in backticks and one mention; the rest is literal. */
const markup = (words: string): string =>
  words
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? `\`${part.slice(1, -1).replace(/[&<>]/g, "")}\`` : escaped(part)))
    .join("");

/** Shown to the person alone, and never in the place of the message that they tapped. */
export const privately = (respond: RespondFn, { text, blocks }: Message): Promise<unknown> =>
  respond({ text, blocks, response_type: "ephemeral", replace_original: false });

/**
 * Who can still be told something about a thread. A post may be refused after the tap that caused it is long
 * answered: the person is told through the address of that tap, while it lives. Losing this costs a hint only.
 */
export class Waiting {
  readonly #waiting = new Map<string, { say: Say; until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Remembers how the last person to act in a thread can be told something. */
  add(thread: ThreadKey, say: Say): void {
    const key = nameOf(thread);
    this.#waiting.delete(key);
    this.#waiting.set(key, { say, until: this.#now() + LIFE_MS });
    for (const [old, { until }] of this.#waiting) {
      if (until > this.#now() && this.#waiting.size <= CAPACITY) break;
      this.#waiting.delete(old);
    }
  }

  /** Takes the way to that person: they are told once. */
  take(thread: ThreadKey): Say | null {
    const key = nameOf(thread);
    const found = this.#waiting.get(key);
    this.#waiting.delete(key);
    return found && found.until > this.#now() ? found.say : null;
  }
}

const nameOf = ({ tenant, channel, thread }: ThreadKey): string => `${tenant} ${channel} ${thread}`;
