/** Turns for the store tests to write, and the clock they are written by. */
import type { CaseWrite, Commit, CommitResult, Store, StoredThreadKey } from "../../src/store/store.ts";

/** The instant so many seconds after the tests' midnight. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 10, 25) + seconds * 1000).toISOString();
}

export function thread(name: string, tenant = "T1"): StoredThreadKey {
  return { platform: "slack", tenant, channel: "C1", thread: name };
}

export const PIN = { id: "leg-pain", version: "1.0.0", hash: "ab12" };

/** A commit that opens a case with one event in a thread of its own name. */
export function opening(id: string, change: Partial<CaseWrite> = {}, rest: Partial<Commit> = {}): Commit {
  return {
    at: at(0),
    case: {
      id,
      expectedSeq: 0,
      open: { handle: `handle-${id}`, protocol: PIN, owner: "U-owner" },
      events: [{ type: "opened", actor: "U-owner", body: '{"words":"68F ESI yesterday"}' }],
      thread: thread(id),
      ...change,
    },
    ...rest,
  };
}

/** A commit of one event upon a seq. */
export function adding(
  id: string,
  expectedSeq: number,
  change: Partial<CaseWrite> = {},
  rest: Partial<Commit> = {},
) {
  return {
    at: at(expectedSeq),
    case: {
      id,
      expectedSeq,
      events: [{ type: "answered", actor: "U-nurse", body: `{"n":${expectedSeq + 1}}` }],
      ...change,
    },
    ...rest,
  } satisfies Commit;
}

/** The turn `n` (from 1) of a crash test: three events, a delivery, two posts, a reminder. The first opens the case. */
export function wholeTurn(id: string, n: number): Commit {
  const events = [1, 2, 3].map((part) => ({
    type: "said",
    actor: "U-nurse",
    body: JSON.stringify({ n, part }),
  }));
  return {
    at: at(n),
    deliveryKeys: [`${id}-turn-${n}`],
    case: {
      id,
      expectedSeq: (n - 1) * 3,
      events,
      thread: thread(id),
      reminders: [
        {
          kind: "set",
          key: "imaging",
          id: `${id}-reminder`,
          what: "imaging",
          dueAt: at(n + 60),
          stage: "due",
        },
      ],
      ...(n === 1 ? { open: { handle: `handle-${id}`, protocol: PIN } } : {}),
    },
    posts: [1, 2].map((part) => ({ id: `${id}-post-${n}-${part}`, thread: thread(id), body: `{"n":${n}}` })),
  };
}

/** Commits, and fails the test when the outcome is another than committed. */
export async function committed(
  store: Store,
  turn: Commit,
): Promise<Extract<CommitResult, { kind: "committed" }>> {
  const result = await store.commit(turn);
  if (result.kind !== "committed") throw new Error(`expected committed, got ${JSON.stringify(result)}`);
  return result;
}
