/** Replies to one person that need no membership and no token: through the response address of their tap. */
import type { RespondFn } from "@slack/bolt";
import type { ThreadKey } from "../../src/index.ts";
import { escapeMrkdwn, type SlackMessage } from "./render.ts";

/** How long Slack accepts replies at such an address, and how many people may be waiting at once. */
const REPLY_TARGET_LIFE_MS = 29 * 60_000;
const MAX_REPLY_TARGETS = 500;

/** Says something to one person, and falls back to another route when the first is closed. */
export type ReplyFn = (message: SlackMessage) => Promise<void>;

/** Plain words as a message; `/invite` and the like stay readable as code. */
export const wordsMessage = (words: string): SlackMessage => ({
  text: codeAndEscapedText(words),
  blocks: [{ type: "section", text: { type: "mrkdwn", text: codeAndEscapedText(words), verbatim: true } }],
});

/** Our own words may hold code in backticks and one mention; the rest is literal. */
const codeAndEscapedText = (words: string): string =>
  words
    .split(/(`[^`]*`)/)
    .map((part, at) => (at % 2 === 1 ? `\`${part.slice(1, -1).replace(/[&<>]/g, "")}\`` : escapeMrkdwn(part)))
    .join("");

/** Shown to the person only, and never replacing the message that they tapped. */
export const replyEphemeral = (respond: RespondFn, { text, blocks }: SlackMessage): Promise<unknown> =>
  respond({ text, blocks, response_type: "ephemeral", replace_original: false });

/**
 * Who can still be reached about a thread. A post may be refused long after the tap that caused it was
 * answered: the person is told through the response address of that tap, while it is valid. Losing this costs only a hint.
 */
export class ReplyTargets {
  readonly #targets = new Map<string, { say: ReplyFn; until: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Remembers how to reach the last person to act in a thread. */
  add(thread: ThreadKey, say: ReplyFn): void {
    const key = replyKey(thread);
    this.#targets.delete(key);
    this.#targets.set(key, { say, until: this.#now() + REPLY_TARGET_LIFE_MS });
    for (const [old, { until }] of this.#targets) {
      if (until > this.#now() && this.#targets.size <= MAX_REPLY_TARGETS) break;
      this.#targets.delete(old);
    }
  }

  /** Removes and returns that person's address: they are told once. */
  take(thread: ThreadKey): ReplyFn | null {
    const key = replyKey(thread);
    const found = this.#targets.get(key);
    this.#targets.delete(key);
    return found && found.until > this.#now() ? found.say : null;
  }
}

const replyKey = ({ tenant, channel, thread }: ThreadKey): string => `${tenant} ${channel} ${thread}`;
