import { describe, expect, test } from "vitest";
import { ProgrammerError } from "../../src/errors.ts";
import type { ClaimedPost } from "../../src/store/store.ts";
import type { Bench } from "./contract.ts";
import { adding, at, committed, opening, thread } from "./sample-commits.ts";

function post(id: string, where: string, notBefore?: string) {
  return { id, thread: thread(where), body: `{"post":"${id}"}`, ...(notBefore ? { notBefore } : {}) };
}

function lease(by: string, from: number, limit?: number) {
  return { by, at: at(from), until: at(from + 30), ...(limit ? { limit } : {}) };
}

function ids(posts: readonly { readonly id: string }[]): string[] {
  return posts.map((item) => item.id).sort();
}

export function outboxContract(bench: Bench): void {
  describe("the outbox", () => {
    test("sends the posts of a thread in order, and threads in parallel", async () => {
      const { store } = bench;
      await committed(
        store,
        opening("e1", {}, { posts: [post("a1", "a"), post("b1", "b"), post("a2", "a")] }),
      );
      await committed(store, adding("e1", 1, {}, { posts: [post("a3", "a")] }));
      const sent: string[] = [];
      for (let n = 2; ; n++) {
        const claimed = await store.outbox.claim(lease("me", n));
        if (claimed.length === 0) break;
        for (const item of claimed) {
          sent.push(item.id);
          expect(item).toMatchObject({
            encounterId: "e1",
            attempt: 1,
            repeat: false,
            body: `{"post":"${item.id}"}`,
          });
          expect(await store.outbox.settle(item.id, 1, { kind: "sent", externalId: `ts-${item.id}` })).toBe(
            true,
          );
        }
      }
      expect(sent.filter((id) => id.startsWith("a"))).toEqual(["a1", "a2", "a3"]);
      expect(sent).toHaveLength(4);
      expect(await store.outbox.find("a2")).toEqual({
        id: "a2",
        encounterId: "e1",
        thread: thread("a"),
        state: "sent",
        attempts: 1,
        externalId: "ts-a2",
        lastErrorCode: null,
      });
    });

    test("tells of each post of a slot since when it can be read, and of none whose slot was not asked for", async () => {
      const { store } = bench;
      const inSlot = (id: string, slot: string) => ({ ...post(id, "a"), slot });
      await committed(
        store,
        opening(
          "e1",
          {},
          { posts: [inSlot("q1", "question:a:0"), inSlot("q2", "question:b:0"), post("n", "a")] },
        ),
      );
      await committed(store, adding("e1", 1, {}, { posts: [inSlot("q3", "question:a:0")] }));
      const slots = ["question:a:0", "question:c:0"];
      expect(await store.outbox.inSlots("e1", slots)).toEqual([
        { slot: "question:a:0", position: 1, state: "pending", deliveredAt: null, maybeDelivered: false },
        { slot: "question:a:0", position: 4, state: "pending", deliveredAt: null, maybeDelivered: false },
      ]);
      await store.outbox.claim(lease("me", 2));
      await store.outbox.settle("q1", 1, { kind: "sent", externalId: "1", deliveredAt: at(3) });
      await store.outbox.claim(lease("me", 4));
      await store.outbox.settle("q2", 1, { kind: "sent", externalId: "2" });
      await store.outbox.claim(lease("me", 5));
      await store.outbox.settle("n", 1, { kind: "sent", externalId: null });
      await store.outbox.claim(lease("me", 6));
      await store.outbox.settle("q3", 1, { kind: "dead", errorCode: "refused" });
      expect(await store.outbox.inSlots("e1", [...slots, "question:b:0"])).toMatchObject([
        { slot: "question:a:0", state: "sent", deliveredAt: at(3) },
        { slot: "question:b:0", state: "sent", deliveredAt: null },
        { slot: "question:a:0", state: "dead", deliveredAt: null },
      ]);
      expect(await store.outbox.inSlots("e1", [])).toEqual([]);
      expect(await store.outbox.inSlots("nobody", slots)).toEqual([]);
    });

    test("gives a post to one sender only, until the lease ends; then again, as a repeat", async () => {
      const { store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a")] }));
      expect(ids(await store.outbox.claim(lease("one", 0)))).toEqual(["a1"]);
      expect(await store.outbox.claim(lease("two", 29))).toEqual([]);
      expect(await store.outbox.claim(lease("two", 30))).toMatchObject([
        { id: "a1", attempt: 2, repeat: true },
      ]);
    });

    test("keeps what a live process is still sending, and does not take up again a claim that was over", async () => {
      const { store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a"), post("b1", "b")] }));
      await store.outbox.claim({ ...lease("one", 0), limit: 1 });
      await store.outbox.claim({ ...lease("other", 0), limit: 1 });
      expect(await store.outbox.prolong(["one", "unknown"], at(20), at(50))).toEqual(["one"]);
      expect(ids(await store.outbox.claim(lease("two", 30)))).toEqual(["b1"]);
      expect(await store.outbox.claim(lease("two", 49))).toEqual([]);
      expect(await store.outbox.prolong(["one"], at(50), at(80))).toEqual([]);
      expect(await store.outbox.claim(lease("two", 50))).toMatchObject([{ id: "a1", repeat: true }]);
    });

    test("knows which case a message that was sent is about, until that case is forgotten", async () => {
      const { store } = bench;
      const { thread: _thread, ...place } = thread("a");
      await committed(store, opening("e1", {}, { posts: [post("a1", "a")] }));
      const [claimed] = await store.outbox.claim(lease("me", 0));
      const messages = ["m1", "m2"].map((message) => ({ ...place, message }));
      await store.outbox.settle("a1", claimed?.attempt ?? 0, { kind: "sent", externalId: "m1,m2", messages });
      for (const message of messages) expect(await store.cases.ofMessage(message)).toBe("e1");
      expect(await store.cases.ofMessage({ ...place, tenant: "T2", message: "m1" })).toBeUndefined();
      await store.cases.forget("e1", at(9));
      expect(await store.cases.ofMessage({ ...place, message: "m1" })).toBeUndefined();
    });

    test("frees what was claimed for the one process that sends, as repeats, and for none that is not alone", async () => {
      const { tempDb, store } = bench;
      expect(await store.joinSenders()).toBe(true);
      await committed(store, opening("e1", {}, { posts: [post("a1", "a"), post("a2", "a")] }));
      await store.outbox.claim(lease("dies", 0));
      const second = await tempDb.open();
      expect(await second.joinSenders()).toBe(false);
      expect(await second.outbox.claim(lease("second", 1))).toEqual([]);
      await second.leaveSenders();
      expect(await store.joinSenders(), "asked again, nothing is freed").toBe(true);
      expect(await store.outbox.claim(lease("again", 1))).toEqual([]);
      await store.leaveSenders();
      const next = await tempDb.open();
      expect(await next.joinSenders()).toBe(true);
      expect(await next.outbox.claim(lease("next", 1))).toMatchObject([
        { id: "a1", attempt: 2, repeat: true },
      ]);
    });

    test("frees a reminder that a dead process had claimed", async () => {
      const { tempDb, store } = bench;
      const reminder = {
        kind: "set",
        key: "mri",
        id: "r1",
        what: "mri",
        dueAt: at(0),
        stage: "due",
      } as const;
      await committed(store, opening("e1", { reminders: [reminder] }));
      await store.joinSenders();
      expect(await store.reminders.claimDue(lease("dies", 1))).toHaveLength(1);
      await store.leaveSenders();
      const next = await tempDb.open();
      expect(await next.reminders.claimDue(lease("next", 2))).toEqual([]);
      await next.joinSenders();
      expect(await next.reminders.claimDue(lease("next", 2))).toMatchObject([{ id: "r1" }]);
    });

    test("never gives one post to two of many senders that ask at the same time", async () => {
      const { tempDb, store } = bench;
      const other = await tempDb.open();
      const posts = Array.from({ length: 40 }, (_, n) => post(`p${n}`, `t${n % 20}`));
      await committed(store, opening("e1", {}, { posts }));
      const rounds = await Promise.all(
        Array.from({ length: 10 }, (_, n) => (n % 2 ? store : other).outbox.claim(lease(`s${n}`, 0, 3))),
      );
      const all = rounds.flat();
      expect(new Set(ids(all)).size).toBe(all.length);
      // The first post of every thread at most.
      expect(all.every((item) => Number(item.id.slice(1)) < 20)).toBe(true);
    });

    test("holds back what is not due, and with it what follows in the thread", async () => {
      const { store } = bench;
      await committed(
        store,
        opening("e1", {}, { posts: [post("a1", "a", at(50)), post("a2", "a"), post("b1", "b")] }),
      );
      expect(ids(await store.outbox.claim(lease("me", 1)))).toEqual(["b1"]);
      expect(ids(await store.outbox.claim(lease("me", 50)))).toContain("a1");
    });

    test("shows a thread again: in order, after a position, sent or not, up to what is not due yet", async () => {
      const { tempDb, store } = bench;
      await committed(
        store,
        opening("e1", {}, { posts: [post("a1", "a"), post("b1", "b"), post("a2", "a")] }),
      );
      await committed(store, {
        at: at(1),
        posts: [post("a3", "a"), post("a4", "a", at(50)), post("a5", "a")],
      });
      await store.outbox.claim(lease("me", 2));
      await store.outbox.settle("a1", 1, { kind: "sent", externalId: null });
      const other = await tempDb.open();
      const shown = await other.outbox.ofThread(thread("a"), 0, at(3));
      expect(shown).toEqual([
        { id: "a1", position: 1, encounterId: "e1", at: at(0), body: '{"post":"a1"}' },
        { id: "a2", position: 2, encounterId: "e1", at: at(0), body: '{"post":"a2"}' },
        { id: "a3", position: 3, encounterId: null, at: at(1), body: '{"post":"a3"}' },
      ]);
      expect(ids(await store.outbox.ofThread(thread("a"), 2, at(50)))).toEqual(["a3", "a4", "a5"]);
      await store.cases.forget("e1", at(60));
      expect(ids(await store.outbox.ofThread(thread("a"), 0, at(60)))).toEqual(["a3", "a4", "a5"]);
      expect(await store.outbox.ofThread(thread("nowhere"), 0, at(60))).toEqual([]);
    });

    test("settles and takes what is due then at once: the next of the thread, and of others", async () => {
      const { store } = bench;
      await committed(
        store,
        opening("e1", {}, { posts: [post("a1", "a"), post("a2", "a"), post("b1", "b", at(50))] }),
      );
      await store.outbox.claim(lease("me", 0));
      const sent = { kind: "sent", externalId: "ts1" } as const;
      const next = await store.outbox.settleAndClaim("a1", 1, sent, lease("me", 1));
      expect(next).toMatchObject([{ id: "a2", attempt: 1, repeat: false }]);
      expect(await store.outbox.find("a1")).toMatchObject({ state: "sent", externalId: "ts1" });
      const later = { kind: "retry", notBefore: at(60), errorCode: "ratelimited" } as const;
      const other = await store.outbox.settleAndClaim("a2", 1, later, lease("me", 55));
      expect(ids(other)).toEqual(["b1"]);
      expect(await store.outbox.find("a2")).toMatchObject({ state: "pending", lastErrorCode: "ratelimited" });
    });

    test("takes, where one thread is named, the next of that alone, and not before it is due", async () => {
      const { store } = bench;
      const posts = [post("a1", "a"), post("a2", "a", at(50)), post("b1", "b")];
      await committed(store, opening("e1", {}, { posts }));
      await store.outbox.settle("a1", 0, { kind: "sent", externalId: null });
      const ofA = (n: number) => ({ ...lease("me", n), thread: thread("a") });
      const sent = { kind: "sent", externalId: "ts1" } as const;
      expect(await store.outbox.settleAndClaim("a1", 1, sent, ofA(1))).toEqual([]);
      expect(ids(await store.outbox.settleAndClaim("a1", 1, sent, ofA(50)))).toEqual(["a2"]);
      expect(await store.outbox.find("b1")).toMatchObject({ state: "pending" });
    });

    test("goes to the thread that its first post opened, and the case is held there", async () => {
      const { store } = bench;
      const posts = [post("a1", "new"), post("a2", "new"), post("a3", "new", at(50)), post("b1", "b")];
      await committed(store, opening("e1", { thread: thread("new") }, { posts }));
      await committed(store, { at: at(1), posts: [post("x1", "new"), post("c1", "c")] });
      await store.outbox.claim(lease("me", 2));
      const sent = { kind: "sent", externalId: "ts1", opened: thread("c") } as const;
      const inC = { ...lease("me", 3), thread: thread("c") };
      // what was said there before comes first
      expect(await store.outbox.settleAndClaim("a1", 1, sent, inC)).toEqual([]);
      await store.outbox.settle("c1", 1, { kind: "sent", externalId: null });
      expect(await store.outbox.claim(lease("me", 4))).toMatchObject([
        { id: "a2", thread: thread("c") },
        { id: "x1", thread: thread("new") },
      ]);
      expect(await store.outbox.find("a3")).toMatchObject({ thread: thread("c"), state: "pending" });
      expect(await store.outbox.find("b1")).toMatchObject({ thread: thread("b") });
      expect((await store.cases.describe("e1"))?.threads).toEqual([thread("c")]);
      expect(await store.cases.openIn(thread("c"))).toEqual(["e1"]);
      expect(await store.outbox.anySent("e1", thread("c"))).toBe(true);
      expect(await store.outbox.anySent("e1", thread("new"))).toBe(false);
    });

    test("goes to another thread where its own takes nothing, the refused post first", async () => {
      const { store } = bench;
      await committed(
        store,
        opening("e1", { thread: thread("a") }, { posts: [post("a1", "a"), post("a2", "a")] }),
      );
      await store.outbox.claim(lease("me", 0));
      const moved = { kind: "moved", to: thread("d"), errorCode: "not_in_channel" } as const;
      expect(await store.outbox.settle("a1", 9, moved)).toBe(false);
      expect(await store.outbox.settle("a1", 1, moved)).toBe(true);
      expect(await store.outbox.claim(lease("me", 1))).toMatchObject([
        { id: "a1", thread: thread("d"), attempt: 2, repeat: false },
      ]);
      expect((await store.cases.describe("e1"))?.threads).toEqual([thread("d")]);
    });

    test("is claimed by the turn that says it, in each of its threads the next one", async () => {
      const { store } = bench;
      const first = [post("a1", "a"), post("a2", "a"), post("b1", "b"), post("c1", "c", at(50))];
      const turn = opening("e1", {}, { posts: first });
      const result = await store.commit({ ...turn, claim: lease("me", 0) });
      expect(result).toMatchObject({
        kind: "committed",
        claimed: [
          {
            id: "a1",
            encounterId: "e1",
            thread: thread("a"),
            body: '{"post":"a1"}',
            attempt: 1,
            repeat: false,
          },
          { id: "b1", attempt: 1, repeat: false },
        ],
      });
      expect(await store.outbox.claim(lease("other", 1)), "nobody else gets them").toEqual([]);
      const more = { at: at(2), posts: [post("a3", "a"), post("d1", "d")], claim: lease("me", 2) };
      expect(await store.commit(more), "an earlier one of the thread is on its way").toMatchObject({
        claimed: [{ id: "d1" }],
      });
      const elsewhere = { ...lease("me", 3), platforms: ["teams"] };
      expect(
        await store.commit({ at: at(3), posts: [post("f1", "f")], claim: elsewhere }),
        "no adapter of this process",
      ).toMatchObject({ claimed: [] });
    });

    test("is claimed by the process that settles the one before it or by the one that commits it, and never by neither", async () => {
      const { store } = bench;
      const claim = (name: string) => ({ ...lease(name, 1), thread: thread("a") });
      const sent = { kind: "sent", externalId: null } as const;
      for (let n = 0; n < 40; n += 1) {
        const first = await store.commit({ at: at(0), posts: [post(`p${n}`, "a")], claim: lease("one", 1) });
        expect(first).toMatchObject({ claimed: [{ id: `p${n}` }] });
        const [settled, committed] = await Promise.all([
          store.outbox.settleAndClaim(`p${n}`, 1, sent, claim("settles")),
          store.commit({ at: at(0), posts: [post(`q${n}`, "a")], claim: lease("commits", 1) }),
        ]);
        const claimed = [...settled, ...(committed.kind === "committed" ? committed.claimed : [])];
        expect(ids(claimed)).toEqual([`q${n}`]);
        await store.outbox.settle(`q${n}`, 1, sent);
      }
    });

    test("of a case whose key is damaged comes without a body, and keeps no other case's turn from being recorded", async () => {
      const { tempDb, store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a")] }));
      await tempDb.run("update case_keys set wrapped = 'changed' where encounter_id = 'e1' returning 1");
      const turn = opening("e2", {}, { posts: [post("b1", "a")] });
      const result = await store.commit({ ...turn, claim: lease("me", 1) });
      expect(result).toMatchObject({ kind: "committed", claimed: [{ id: "a1", body: null }] });
    });

    test("gives back what was claimed by a name, and no other's, as it was", async () => {
      const { store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a"), post("b1", "b")] }));
      await store.outbox.claim({ ...lease("me#1", 0), limit: 1 });
      await store.outbox.claim({ ...lease("me#2", 0), limit: 1 });
      await store.outbox.release("me#1");
      expect(await store.outbox.claim(lease("other", 1))).toMatchObject([{ attempt: 2, repeat: false }]);
    });

    test("tries again later after a failure, keeping the order, and says when it may have been posted", async () => {
      const { store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a"), post("a2", "a")] }));
      const claim = async (n: number): Promise<readonly ClaimedPost[]> => store.outbox.claim(lease("me", n));
      await claim(0);
      await store.outbox.settle("a1", 1, { kind: "retry", notBefore: at(10), errorCode: "ratelimited" });
      expect(await claim(9)).toEqual([]);
      expect(await claim(10)).toMatchObject([{ id: "a1", attempt: 2, repeat: false }]);
      await store.outbox.settle("a1", 2, {
        kind: "retry",
        notBefore: at(20),
        errorCode: "timeout",
        maybePosted: true,
      });
      expect(await store.outbox.find("a1")).toMatchObject({ state: "pending", lastErrorCode: "timeout" });
      expect(await claim(20)).toMatchObject([{ id: "a1", attempt: 3, repeat: true }]);
    });

    test("lets a thread go on past a post that was given up", async () => {
      const { store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a"), post("a2", "a")] }));
      await store.outbox.claim(lease("me", 0));
      await store.outbox.settle("a1", 1, { kind: "dead", errorCode: "channel_not_found" });
      expect(await store.outbox.find("a1")).toMatchObject({
        state: "dead",
        lastErrorCode: "channel_not_found",
      });
      expect(ids(await store.outbox.claim(lease("me", 1)))).toEqual(["a2"]);
    });

    test("accepts only the latest attempt's failure, but any attempt's success", async () => {
      const { store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a")] }));
      await store.outbox.claim(lease("slow", 0));
      await store.outbox.claim(lease("quick", 40));
      const late = { kind: "retry", notBefore: at(90), errorCode: "late" } as const;
      expect(await store.outbox.settle("a1", 1, late)).toBe(false);
      expect(await store.outbox.settle("a1", 1, { kind: "dead", errorCode: "late" })).toBe(false);
      expect(await store.outbox.settle("a1", 1, { kind: "sent", externalId: "ts1" })).toBe(true);
      expect(await store.outbox.settle("a1", 2, { kind: "sent", externalId: "ts2" })).toBe(false);
      expect(await store.outbox.find("a1")).toMatchObject({ state: "sent", externalId: "ts1" });
    });

    test("carries posts that belong to no case", async () => {
      const { store } = bench;
      await committed(store, { at: at(0), posts: [post("n1", "a")] });
      expect(await store.outbox.claim(lease("me", 0))).toMatchObject([
        { id: "n1", encounterId: null, thread: thread("a"), body: '{"post":"n1"}' },
      ]);
    });

    test("gives every post its own place when two cases write to one thread at the same time", async () => {
      const { tempDb, store } = bench;
      const other = await tempDb.open();
      for (let n = 0; n < 8; n++) await committed(store, opening(`e${n}`));
      await Promise.all(
        Array.from({ length: 8 }, (_, n) => {
          // Named in turns one way and the other: taken in that order, their locks would cross.
          const posts = [post(`p${n}`, n % 2 ? "x" : "y"), post(`q${n}`, n % 2 ? "y" : "x")];
          return committed(n % 2 ? store : other, adding(`e${n}`, 1, {}, { posts }));
        }),
      );
      const places = await tempDb.run("select lane, position from outbox order by lane, position");
      expect(places.map((row) => row.position)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 6, 7, 8]);
    });

    test("refuses a post id that was used before, and the whole turn with it", async () => {
      const { store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a")] }));
      await expect(store.commit(adding("e1", 1, {}, { posts: [post("a1", "b")] }))).rejects.toThrow(
        ProgrammerError,
      );
      expect((await store.cases.load("e1"))?.seq).toBe(1);
    });

    test("gives a post that was changed on disk without its body, and the rest as ever", async () => {
      const { tempDb, store } = bench;
      await committed(store, opening("e1", {}, { posts: [post("a1", "a"), post("b1", "b")] }));
      await tempDb.run("update outbox set body = (select body from outbox where id = 'b1') where id = 'a1'");
      const claimed = await store.outbox.claim(lease("me", 0));
      expect(Object.fromEntries(claimed.map(({ id, body }) => [id, body]))).toEqual({
        a1: null,
        b1: '{"post":"b1"}',
      });
    });
  });

  describe("reminders", () => {
    const set = (key: string, due: number, stage = "before") =>
      ({ kind: "set", key, id: `r-${key}`, what: "imaging", dueAt: at(due), stage }) as const;
    const due = async (n: number, by = "me") => ids(await bench.store.reminders.claimDue(lease(by, n)));

    test("fall due in their time, to one claimer, and again when the lease ends without a change", async () => {
      await committed(bench.store, opening("e1", { reminders: [set("mri", 10), set("call", 100)] }));
      expect(await due(9)).toEqual([]);
      expect(await bench.store.reminders.claimDue(lease("one", 10))).toEqual([
        {
          id: "r-mri",
          encounterId: "e1",
          key: "mri",
          what: "imaging",
          dueAt: at(10),
          stage: "before",
          doneAt: null,
          snoozedUntil: null,
        },
      ]);
      expect(await due(39, "two")).toEqual([]);
      expect(await due(40, "two")).toEqual(["r-mri"]);
    });

    test("are claimed by one of many that ask at the same time", async () => {
      const { tempDb, store } = bench;
      const other = await tempDb.open();
      await committed(
        store,
        opening("e1", { reminders: Array.from({ length: 9 }, (_, n) => set(`k${n}`, 1)) }),
      );
      const rounds = await Promise.all(
        Array.from({ length: 6 }, (_, n) => (n % 2 ? store : other).reminders.claimDue(lease(`s${n}`, 2, 2))),
      );
      expect(new Set(ids(rounds.flat())).size).toBe(rounds.flat().length);
    });

    test("move to the next stage, are snoozed, done and dropped by the turn that says so", async () => {
      const { store } = bench;
      await committed(store, opening("e1", { reminders: [set("mri", 10), set("call", 10)] }));
      expect(await due(10)).toEqual(["r-call", "r-mri"]);
      await committed(
        store,
        adding("e1", 1, {
          reminders: [set("mri", 20, "escalate"), { kind: "snooze", key: "call", until: at(25) }],
        }),
      );
      expect(await due(20)).toEqual(["r-mri"]);
      expect(await due(25)).toEqual(["r-call"]);
      expect((await store.reminders.listOpen("e1")).map((item) => [item.key, item.stage])).toEqual([
        ["mri", "escalate"],
        ["call", "before"],
      ]);
      await committed(
        store,
        adding("e1", 2, {
          reminders: [
            { kind: "done", key: "mri" },
            { kind: "drop", key: "call" },
          ],
        }),
      );
      expect(await due(1_000)).toEqual([]);
      expect(await store.reminders.listOpen("e1")).toEqual([]);
    });

    test("stay snoozed and done when a turn sets again what already stands; a new time makes them due", async () => {
      const { store } = bench;
      await committed(store, opening("e1", { reminders: [set("mri", 10), set("call", 10)] }));
      await committed(
        store,
        adding("e1", 1, {
          reminders: [
            { kind: "done", key: "mri" },
            { kind: "snooze", key: "call", until: at(50) },
          ],
        }),
      );
      await committed(store, adding("e1", 2, { reminders: [set("mri", 10), set("call", 10)] }));
      expect(await due(49)).toEqual([]);
      await committed(store, adding("e1", 3, { reminders: [set("mri", 30)] }));
      expect(await due(49)).toEqual(["r-mri"]);
    });

    test("are not changed by a turn that loses", async () => {
      const { store } = bench;
      await committed(store, opening("e1", { reminders: [set("mri", 10)] }));
      expect((await store.commit(adding("e1", 0, { reminders: [{ kind: "done", key: "mri" }] }))).kind).toBe(
        "conflict",
      );
      expect(await due(10)).toEqual(["r-mri"]);
    });
  });
}
