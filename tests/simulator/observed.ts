/** What really happened at the store and at the bot's front, noted below and above the code under test. */

import type { Bot, Receipt, Request } from "../../src/adapter.ts";
import { type OutboxMessage, parseOutboxMessage } from "../../src/bot/outbox-message.ts";
import type { Commit, CommitResult, NewPost, Store, StoredThreadKey } from "../../src/store/store.ts";
import type { TranscriptRecorder } from "../transcripts/recorder.ts";

export interface CommitRecord {
  turn: Commit;
  /** The case that it wrote to; null when it belongs to none. */
  encounter: string | null;
  /** The events that it added: from the one after `from`, up to `to`. */
  from: number;
  to: number;
  posts: readonly PostRecord[];
}

export interface PostRecord {
  id: string;
  encounter: string | null;
  thread: StoredThreadKey;
  message: OutboxMessage;
}

export class Observed {
  readonly commits: CommitRecord[] = [];
  readonly posts = new Map<string, PostRecord>();
  /** What the bot answered to each request, by its first delivery key; null while it is under way. */
  readonly heard: { request: Request; outcome: Receipt["outcome"] | "threw" | null }[] = [];
  /** Cases that a person had destroyed: nothing of them can be asked for any more. */
  readonly forgotten = new Set<string>();
  readonly #recorder: TranscriptRecorder;

  constructor(recorder: TranscriptRecorder) {
    this.#recorder = recorder;
  }

  /** The store, with every turn that it took noted. */
  watch(store: Store): Store {
    return {
      ...store,
      commit: async (turn) => {
        let posts: readonly NewPost[] = [];
        const given = turn.posts;
        const noted: Commit = {
          ...turn,
          posts: (end) => {
            posts = typeof given === "function" ? given(end) : (given ?? []);
            return posts;
          },
        };
        const result = await store.commit(noted);
        this.#note(turn, posts, result);
        return result;
      },
    };
  }

  #note(turn: Commit, posts: readonly NewPost[], result: CommitResult): void {
    if (result.kind !== "committed") return;
    const encounter = turn.case?.id ?? null;
    if (turn.case?.forget) this.forgotten.add(turn.case.id);
    const added = turn.case?.events.length ?? 0;
    const noted = posts.map(
      ({ id, thread, body }): PostRecord => ({
        id,
        encounter: turn.case?.forget ? null : encounter,
        thread,
        message: parseOutboxMessage(body),
      }),
    );
    this.commits.push({ turn, encounter, from: result.seq - added, to: result.seq, posts: noted });
    for (const post of noted) this.posts.set(post.id, post);
    this.#recorder.committed(turn, posts);
  }

  /** The bot, with every request and its outcome noted. */
  listen(bot: Bot): Bot {
    return {
      receive: async (request) => {
        const note: Observed["heard"][number] = { request, outcome: null };
        this.heard.push(note);
        try {
          const receipt = await bot.receive(request);
          note.outcome = receipt.outcome;
          return receipt;
        } catch (error) {
          note.outcome = "threw";
          throw error;
        }
      },
      readOpening: (words) => bot.readOpening(words),
      form: (...given) => bot.form(...given),
      cases: (actor) => bot.cases(actor),
    };
  }
}
