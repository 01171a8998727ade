import { describe, expect, test } from "vitest";
import { ProgrammerError } from "../../src/errors.ts";
import type { Bench } from "./contract.ts";
import { adding, at, committed, opening, PIN, thread } from "./sample-commits.ts";

export function caseContract(bench: Bench): void {
  describe("a turn", () => {
    test("gives back what was said, by whom and when, in order", async () => {
      const { store } = bench;
      await committed(store, opening("e1"));
      const { head } = await committed(store, adding("e1", 1));
      expect(await store.cases.load("e1")).toEqual({
        encounter: {
          id: "e1",
          handle: "handle-e1",
          protocol: PIN,
          openedAt: at(0),
          closedAt: null,
          lastActivityAt: at(1),
          forgottenAt: null,
          owner: "U-owner",
          threads: [thread("e1")],
        },
        events: [
          {
            seq: 1,
            at: at(0),
            type: "opened",
            actor: "U-owner",
            body: '{"words":"68F ESI yesterday"}',
            hash: expect.any(String),
          },
          { seq: 2, at: at(1), type: "answered", actor: "U-nurse", body: '{"n":2}', hash: head },
        ],
        seq: 2,
        head,
      });
    });

    test("keeps text of any script and any length as it was", async () => {
      const { store } = bench;
      const body = JSON.stringify({ words: "”left foot” 3/5 \u0000 ½ 脚が 🦵".repeat(5_000) });
      await committed(store, opening("e1", { events: [{ type: "said", actor: "Ü", body }] }));
      expect((await store.cases.load("e1"))?.events[0]).toMatchObject({ actor: "Ü", body });
    });

    test("may record a thousand events at once", async () => {
      const { store } = bench;
      const events = Array.from({ length: 1_000 }, (_, n) => ({ type: "said", actor: "U", body: `${n}` }));
      await committed(store, opening("e1", { events }));
      const loaded = await store.cases.load("e1");
      expect(loaded?.events.map((event) => event.body)).toEqual(events.map((event) => event.body));
      expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: 1_000 });
    });

    test("loses when the case has moved on, and writes nothing", async () => {
      const { store } = bench;
      await committed(store, opening("e1"));
      await committed(store, adding("e1", 1));
      const late = adding(
        "e1",
        1,
        {},
        { deliveryKeys: ["d1"], posts: [{ id: "p1", thread: thread("e1"), body: "{}" }] },
      );
      expect(await store.commit(late)).toEqual({ kind: "conflict", on: "seq" });
      expect((await store.cases.load("e1"))?.seq).toBe(2);
      expect(await store.outbox.find("p1")).toBeUndefined();
      // The delivery is not marked as handled, so the re-run turn may carry it.
      await committed(store, adding("e1", 2, {}, { deliveryKeys: ["d1"] }));
    });

    test("loses when it was computed from another count than there is, even if it says nothing", async () => {
      const { store } = bench;
      await committed(store, opening("e1"));
      for (const expectedSeq of [0, 2, 9]) {
        for (const events of [adding("e1", 0).case.events, []]) {
          expect(await store.commit(adding("e1", expectedSeq, { events, owner: "U-two" }))).toEqual({
            kind: "conflict",
            on: "seq",
          });
        }
      }
      expect(await store.cases.load("e1")).toMatchObject({ seq: 1, encounter: { owner: "U-owner" } });
      expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: 1 });
    });

    test("loses on a case that is not there", async () => {
      expect(await bench.store.commit(adding("nobody", 0))).toEqual({ kind: "conflict", on: "seq" });
    });

    test("is handled once per delivery", async () => {
      const { store } = bench;
      await committed(store, opening("e1", {}, { deliveryKeys: ["slack:T1:Ev1"] }));
      expect(await store.commit(adding("e1", 1, {}, { deliveryKeys: ["slack:T1:Ev1"] }))).toEqual({
        kind: "duplicate",
      });
      expect((await store.cases.load("e1"))?.seq).toBe(1);
    });

    test("is handled once when the same delivery reaches many at the same time", async () => {
      const { tempDb, store } = bench;
      const other = await tempDb.open();
      await committed(store, opening("e1"));
      const turn = adding("e1", 1, {}, { deliveryKeys: ["d1"] });
      const kinds = await Promise.all(
        Array.from({ length: 12 }, async (_, n) => (await (n % 2 ? store : other).commit(turn)).kind),
      );
      expect(kinds.filter((kind) => kind === "committed")).toHaveLength(1);
      expect((await store.cases.load("e1"))?.seq).toBe(2);
    });

    test("may only mark a delivery as handled", async () => {
      const { store } = bench;
      expect((await store.commit({ at: at(0), deliveryKeys: ["d1"] })).kind).toBe("committed");
      expect(await store.commit({ at: at(1), deliveryKeys: ["d1"] })).toEqual({ kind: "duplicate" });
    });

    test("of many that race for one seq, exactly one wins each", async () => {
      const { tempDb, store } = bench;
      const other = await tempDb.open();
      await committed(store, opening("e1"));
      const results = await Promise.all(
        Array.from({ length: 16 }, (_, n) => (n % 2 ? store : other).commit(adding("e1", 1))),
      );
      expect(results.filter((result) => result.kind === "committed")).toHaveLength(1);
      expect(results.filter((result) => result.kind === "conflict")).toHaveLength(15);
      expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: 2 });
    });

    test("refuses a time that is not a UTC instant, without repeating what it was given", async () => {
      const wrong = bench.store.commit({ ...opening("e1"), at: "yesterday 14:00" });
      await expect(wrong).rejects.toThrow(ProgrammerError);
      await expect(wrong).rejects.not.toThrow(/yesterday/);
    });

    test("changes owner and protocol with the events that say so", async () => {
      const { store } = bench;
      await committed(store, opening("e1"));
      const next = { ...PIN, version: "1.1.0", hash: "cd34" };
      await committed(store, adding("e1", 1, { owner: "U-two", protocol: next }));
      expect((await store.cases.load("e1"))?.encounter).toMatchObject({ owner: "U-two", protocol: next });
      await committed(store, adding("e1", 2, { owner: null }));
      expect((await store.cases.load("e1"))?.encounter).toMatchObject({ owner: null, protocol: next });
    });
  });

  describe("a thread", () => {
    test("holds several open cases, the last to come there first", async () => {
      const { store } = bench;
      await committed(store, opening("e1", { thread: thread("x") }));
      await committed(store, { ...opening("e2", { thread: thread("x") }), at: at(10) });
      await committed(store, opening("e3", { thread: thread("x", "T2") }));
      expect(await store.cases.openIn(thread("x"))).toEqual(["e2", "e1"]);
      await committed(store, { ...adding("e2", 1, { status: "closed" }), at: at(11) });
      expect(await store.cases.openIn(thread("x"))).toEqual(["e1"]);
      await committed(store, { ...adding("e2", 2, { status: "open" }), at: at(12) });
      expect(await store.cases.openIn(thread("x"))).toEqual(["e2", "e1"]);
      await store.cases.forget("e2", at(13));
      expect(await store.cases.openIn(thread("x"))).toEqual(["e1"]);
    });

    test("takes no case that was begun without knowing of one that is open there", async () => {
      const { store } = bench;
      await committed(store, opening("e1", { thread: thread("x") }));
      const unknowing = opening("e2", { thread: thread("x"), beside: [] });
      expect(await store.commit(unknowing)).toEqual({ kind: "conflict", on: "thread" });
      expect(await store.cases.load("e2")).toBeUndefined();
      await committed(store, opening("e2", { thread: thread("x"), beside: ["e1"] }));
    });

    test("goes to one of many that would begin the first case in it at the same time", async () => {
      const { tempDb, store } = bench;
      const other = await tempDb.open();
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          (n % 2 ? store : other).commit(opening(`e${n}`, { thread: thread("x"), beside: [] })),
        ),
      );
      expect(results.filter((result) => result.kind === "committed")).toHaveLength(1);
      expect((await store.cases.listOpen({})).items).toHaveLength(1);
    });

    test("shows the case it holds now, or else the last one", async () => {
      const { store } = bench;
      const held = async () => (await store.cases.loadByThread(thread("x")))?.encounter.id;
      expect(await held()).toBeUndefined();
      await committed(store, opening("e1", { thread: thread("x") }));
      await committed(store, adding("e1", 1, { status: "closed" }));
      expect(await held()).toBe("e1");
      await committed(store, { ...opening("e2", { thread: thread("x") }), at: at(10) });
      expect(await held()).toBe("e2");
      await committed(store, { ...adding("e2", 1, { status: "closed" }), at: at(11) });
      expect(await held()).toBe("e2");
      await committed(store, { ...adding("e1", 2, { status: "open" }), at: at(12) });
      expect(await held()).toBe("e1");
      expect((await store.cases.load("e1"))?.encounter.closedAt).toBeNull();
    });

    test("may be named again, and a case may move to another thread", async () => {
      const { store } = bench;
      await committed(store, opening("e1", { thread: thread("x") }));
      await committed(store, adding("e1", 1, { thread: thread("x") }));
      await committed(store, { ...adding("e1", 2, { thread: thread("y") }), at: at(20) });
      expect((await store.cases.load("e1"))?.encounter.threads).toEqual([thread("y"), thread("x")]);
      expect((await store.cases.loadByThread(thread("x")))?.encounter.id).toBe("e1");
    });
  });

  describe("a handle", () => {
    test("finds its case, within its own tenant only", async () => {
      const { store } = bench;
      await committed(store, opening("e1"));
      expect((await store.cases.loadByHandle("handle-e1"))?.encounter.id).toBe("e1");
      expect((await store.cases.loadByHandle("handle-e1", thread("e1")))?.encounter.id).toBe("e1");
      expect(await store.cases.loadByHandle("handle-e1", thread("e1", "T2"))).toBeUndefined();
      expect(await store.cases.loadByHandle("handle-e2")).toBeUndefined();
    });

    test("is given to one case only", async () => {
      const { store } = bench;
      await committed(store, opening("e1"));
      const again = opening("e2", { open: { handle: "handle-e1", protocol: PIN } });
      expect(await store.commit(again)).toEqual({ kind: "conflict", on: "handle" });
      expect(await store.commit(opening("e1", { thread: thread("z") }))).toEqual({
        kind: "conflict",
        on: "handle",
      });
    });
  });

  describe("lists of cases", () => {
    test("show the open ones of an owner and a tenant, the latest first, page by page", async () => {
      const { store } = bench;
      for (let n = 0; n < 7; n++) {
        const open = { handle: `h${n}`, protocol: PIN, owner: n === 3 ? "U-two" : "U-one" };
        await committed(store, {
          ...opening(`e${n}`, { open, thread: thread(`t${n}`, n === 4 ? "T2" : "T1") }),
          at: at(n >> 1),
        });
      }
      await committed(store, { ...adding("e5", 1, { status: "closed" }), at: at(9) });
      const seen: string[] = [];
      for (let after: string | undefined; ; ) {
        const page = await store.cases.listOpen(
          { owner: "U-one", within: thread("") },
          { limit: 2, ...(after ? { after } : {}) },
        );
        seen.push(...page.items.map((item) => item.id));
        if (page.next === undefined) break;
        after = page.next;
      }
      expect(seen).toEqual(["e6", "e2", "e0", "e1"]);
      expect((await store.cases.listOpen({ owner: "U-two" })).items.map((item) => item.id)).toEqual(["e3"]);
    });

    test("show open cases without activity; what only the bot did does not count", async () => {
      const { store } = bench;
      for (const id of ["e1", "e2", "e3", "e4"]) await committed(store, opening(id));
      await committed(store, { ...adding("e2", 1), at: at(100) });
      await committed(store, { ...adding("e3", 1, { quiet: true }), at: at(100) });
      await committed(store, { ...adding("e4", 1, { status: "closed", quiet: true }), at: at(50) });
      expect((await store.cases.idle(at(60))).items.map((item) => item.id)).toEqual(["e1", "e3"]);
      expect((await store.cases.idle(at(0))).items).toEqual([]);
      const first = await store.cases.idle(at(60), { limit: 1 });
      expect(first.items.map((item) => item.id)).toEqual(["e1"]);
      const second = await store.cases.idle(at(60), { limit: 1, after: first.next ?? "" });
      expect(second.items.map((item) => item.id)).toEqual(["e3"]);
      expect(second.next).toBeUndefined();
    });
  });
}
