import { describe, expect, test } from "vitest";
import { RecordBroken, SettingInvalid, StoreUnavailable } from "../../src/errors.ts";
import type { Bench } from "./contract.ts";
import { adding, at, committed, opening, thread, wholeTurn } from "./sample-commits.ts";

const MASTER = Buffer.alloc(32, 7).toString("base64");
const OTHER = Buffer.alloc(32, 8).toString("hex");
const WORDS = "numb between the legs since Tuesday";

function telling(id: string) {
  const said = { type: "said", actor: "U-patient-facing-nurse", body: JSON.stringify({ words: WORDS }) };
  return opening(
    id,
    {
      events: [said, said, said],
      reminders: [{ kind: "set", key: "mri", id: `r-${id}`, what: "mri", dueAt: at(5), stage: "due" }],
    },
    { posts: [{ id: `p-${id}`, thread: thread(id), body: JSON.stringify({ text: WORDS }) }] },
  );
}

export function keepingContract(bench: Bench): void {
  describe("the chain", () => {
    const tampered: readonly [what: string, sql: string, seq: number, fault: string][] = [
      ["a changed time", "update events set at = '2026-11-25T09:00:00.000Z' where seq = 2", 2, "altered"],
      ["a changed type", "update events set type = 'other' where seq = 3", 3, "altered"],
      [
        "content taken from another event",
        "update events set sealed = (select sealed from events where seq = 1) where seq = 2",
        2,
        "altered",
      ],
      ["a changed hash", "update events set hash = prev_hash where seq = 1", 1, "altered"],
      ["a removed event", "delete from events where seq = 2", 2, "missing"],
      ["a cut end", "delete from events where seq = 3", 3, "missing"],
      ["all events removed", "delete from events", 1, "missing"],
      ["a changed head", "update encounters set head = 'ff'", 3, "relinked"],
      ["an end cut together with the count", "update encounters set seq = 2", 2, "relinked"],
    ];
    for (const [what, sql, seq, fault] of tampered) {
      test(`shows ${what}`, async () => {
        const { tempDb, store } = bench;
        await committed(store, telling("e1"));
        expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: 3 });
        await tempDb.run(sql);
        expect(await store.audit.verify("e1")).toEqual({ kind: "broken", encounterId: "e1", seq, fault });
        expect((await store.audit.verifyAll()).broken).toHaveLength(1);
      });
    }

    test("shows a rewritten event even when the hashes were made to fit", async () => {
      const { tempDb, store } = bench;
      await committed(store, telling("e1"));
      const { linkHash } = await import("../../src/store/chain.ts");
      let [prev, forged] = ["0".repeat(64), ""];
      for (const row of await tempDb.run("select * from events order by seq")) {
        const link = {
          encounterId: "e1",
          seq: Number(row.seq),
          at: String(row.at),
          type: "other",
          sealed: String(row.sealed),
        };
        forged = linkHash(prev, link);
        await tempDb.run(
          `update events set type = 'other', prev_hash = '${prev}', hash = '${forged}' where seq = ${row.seq}`,
        );
        prev = forged;
      }
      await tempDb.run(`update encounters set head = '${forged}'`);
      expect(await store.audit.verify("e1")).toEqual({
        kind: "broken",
        encounterId: "e1",
        seq: 1,
        fault: "forged",
      });
      await expect(store.cases.load("e1")).rejects.toThrow(RecordBroken);
    });

    test("of a changed case is not read as if nothing had happened", async () => {
      const { tempDb, store } = bench;
      await committed(store, telling("e1"));
      await tempDb.run("delete from events where seq = 2");
      await expect(store.cases.load("e1")).rejects.toMatchObject({
        encounterId: "e1",
        code: "record-broken",
      });
    });

    test("has a head for every case, page by page", async () => {
      const { store } = bench;
      const heads = new Map<string, string>();
      for (const id of ["e1", "e2", "e3"]) heads.set(id, (await committed(store, telling(id))).head);
      const first = await store.audit.heads({ limit: 2 });
      const second = await store.audit.heads({ limit: 2, after: first.next ?? "" });
      expect(second.next).toBeUndefined();
      const seen = [...first.items, ...second.items].map((item) => [item.encounterId, item.head] as const);
      expect(new Map(seen)).toEqual(heads);
    });

    test("of a case that is not there has no verdict", async () => {
      expect(await bench.store.audit.verify("nobody")).toBeUndefined();
    });
  });

  describe("forgetting", () => {
    test("leaves no word, no actor and no key at rest, and a chain that verifies", async () => {
      const { tempDb, store } = bench;
      await committed(store, telling("e1"));
      const key = String((await tempDb.run("select wrapped from case_keys"))[0]?.wrapped);
      expect(await tempDb.remains()).toContain(key);
      expect(await store.cases.forget("e1", at(9))).toBe(true);
      const remains = await tempDb.remains();
      for (const gone of [WORDS, "numb between", "U-patient-facing-nurse", "U-owner", key]) {
        expect(remains).not.toContain(gone);
      }
      expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact", seq: 3 });
      expect(await store.cases.load("e1")).toMatchObject({
        encounter: { forgottenAt: at(9), closedAt: at(9), owner: null, threads: [] },
        events: [],
        seq: 3,
      });
    });

    test("stops what was still to be posted and reminded, and frees the thread", async () => {
      const { store } = bench;
      await committed(store, telling("e1"));
      const lease = { by: "me", at: at(6), until: at(60) };
      const [claimed] = await store.outbox.claim(lease);
      await store.cases.forget("e1", at(9));
      expect(await store.outbox.settle(claimed?.id ?? "", 1, { kind: "sent", externalId: "ts" })).toBe(false);
      expect(await store.outbox.claim({ ...lease, at: at(90), until: at(99) })).toEqual([]);
      expect(await store.reminders.claimDue({ ...lease, at: at(90), until: at(99) })).toEqual([]);
      expect(await store.cases.loadByThread(thread("e1"))).toBeUndefined();
      await committed(store, telling("e1b"));
      expect(await store.commit(adding("e1", 3))).toEqual({ kind: "conflict", on: "seq" });
    });

    test("may be asked twice, and of nothing", async () => {
      const { store } = bench;
      await committed(store, telling("e1"));
      await store.cases.forget("e1", at(9));
      expect(await store.cases.forget("e1", at(20))).toBe(true);
      expect((await store.cases.load("e1"))?.encounter.forgottenAt).toBe(at(9));
      expect(await store.cases.forget("nobody", at(9))).toBe(false);
    });

    test("touches one case only", async () => {
      const { store } = bench;
      for (const id of ["e1", "e2"]) await committed(store, telling(id));
      await store.cases.forget("e1", at(9));
      expect((await store.cases.load("e2"))?.events[2]?.body).toContain(WORDS);
    });
  });

  describe("what lies at rest", () => {
    test("holds no word of a case that is open", async () => {
      const { tempDb, store } = bench;
      await committed(store, telling("e1"));
      const remains = await tempDb.remains();
      expect(remains).not.toContain("numb between");
      expect(remains).not.toContain("U-patient-facing-nurse");
    });
  });

  describe("the master key", () => {
    test("wraps the case keys, and the store opens with no other and not without", async () => {
      const { tempDb } = bench;
      const sealed = await tempDb.open({ masterKey: MASTER });
      await committed(sealed, telling("e1"));
      expect((await tempDb.run("select wrapped from case_keys"))[0]?.wrapped).toMatch(/^w1\.s1\./);
      await expect(tempDb.open({ masterKey: OTHER })).rejects.toThrow(SettingInvalid);
      await expect(tempDb.open()).rejects.toMatchObject({ setting: "TRIAGE_MASTER_KEY" });
      const again = await tempDb.open({ masterKey: MASTER });
      expect((await again.cases.load("e1"))?.events[0]?.body).toContain(WORDS);
    });

    test("may come later: cases from before stay readable", async () => {
      const { tempDb, store } = bench;
      await committed(store, telling("e1"));
      const sealed = await tempDb.open({ masterKey: MASTER });
      expect((await sealed.cases.load("e1"))?.events[0]?.body).toContain(WORDS);
    });

    test("must be 32 bytes, and is not repeated when it is not", async () => {
      const wrong = bench.tempDb.open({ masterKey: "correct horse" });
      await expect(wrong).rejects.toThrow(SettingInvalid);
      await expect(wrong).rejects.not.toThrow(/horse/);
    });
  });

  describe("installations", () => {
    const tenant = { platform: "slack", tenant: "T1" };
    test("are kept sealed, replaced, and deleted", async () => {
      const { tempDb } = bench;
      const store = await tempDb.open({ masterKey: MASTER });
      await store.installations.put(tenant, '{"token":"xoxb-one"}', at(0));
      await store.installations.put(tenant, '{"token":"xoxb-two"}', at(1));
      expect(await store.installations.get(tenant)).toBe('{"token":"xoxb-two"}');
      expect(await store.installations.get({ ...tenant, tenant: "T2" })).toBeUndefined();
      expect(await tempDb.remains()).not.toContain("xoxb");
      await store.installations.delete(tenant);
      expect(await store.installations.get(tenant)).toBeUndefined();
    });

    test("are not taken from one tenant to another", async () => {
      const { tempDb } = bench;
      const store = await tempDb.open({ masterKey: MASTER });
      await store.installations.put(tenant, '{"token":"xoxb-one"}', at(0));
      await tempDb.run("update installations set tenant = 'T2'");
      await expect(store.installations.get({ ...tenant, tenant: "T2" })).rejects.toThrow(RecordBroken);
    });

    test("are refused without a master key", async () => {
      const put = bench.store.installations.put(tenant, '{"token":"xoxb-one"}', at(0));
      await expect(put).rejects.toMatchObject({ setting: "TRIAGE_MASTER_KEY" });
    });
  });

  describe("people", () => {
    test("keep the role they chose", async () => {
      const { people } = bench.store;
      const person = { platform: "slack", tenant: "T1", user: "U1" };
      expect(await people.get(person)).toBeUndefined();
      await people.put(person, { role: "nurse" });
      await people.put(person, { role: "physician" });
      await people.put(person, { asks: "one by one" });
      expect(await people.get(person)).toEqual({ role: "physician", asks: "one by one" });
      expect(await people.get({ ...person, user: "U2" })).toBeUndefined();
      await people.delete(person);
      expect(await people.get(person)).toBeUndefined();
    });
  });

  describe("offers", () => {
    const offer = (id: string, seconds: number) => ({
      id,
      words: WORDS,
      message: `m-${id}`,
      at: at(seconds),
    });

    test("keep words for their thread, sealed, until they are dropped", async () => {
      const { tempDb } = bench;
      const store = await tempDb.open({ masterKey: MASTER });
      await store.offers.put(thread("a"), offer("o1", 1));
      await store.offers.put(thread("a"), offer("o2", 2));
      expect(await store.offers.get(thread("a"), "o1")).toEqual(offer("o1", 1));
      expect(await store.offers.get(thread("a"))).toEqual(offer("o2", 2));
      expect(await store.offers.get(thread("b"), "o1")).toBeUndefined();
      expect(await tempDb.remains()).not.toContain(WORDS);
      await store.offers.drop("o1");
      expect(await store.offers.get(thread("a"), "o1")).toBeUndefined();
    });

    test("change with the message that they stood in, and go with it", async () => {
      const { offers } = bench.store;
      await offers.put(thread("a"), offer("o1", 1));
      expect(await offers.changeMessage(thread("a"), "m-o1", "numb in the left leg")).toBe(true);
      expect(await offers.get(thread("a"), "o1")).toMatchObject({ words: "numb in the left leg" });
      expect(await offers.changeMessage(thread("b"), "m-o1", null)).toBe(false);
      expect(await offers.changeMessage(thread("a"), "m-o1", null)).toBe(true);
      expect(await offers.get(thread("a"), "o1")).toBeUndefined();
    });

    test("are purged when they are old", async () => {
      const { offers } = bench.store;
      await offers.put(thread("a"), offer("o1", 1));
      await offers.put(thread("a"), offer("o2", 9));
      await bench.store.purge({ offersBefore: at(5) }, at(10));
      expect(await offers.get(thread("a"), "o1")).toBeUndefined();
      expect(await offers.get(thread("a"), "o2")).toEqual(offer("o2", 9));
    });
  });

  describe("addresses", () => {
    test("keep where a thread is reached, the latest of each", async () => {
      const { addresses } = bench.store;
      expect(await addresses.get(thread("a"))).toBeUndefined();
      await addresses.put(thread("a"), '{"service":"one"}');
      await addresses.put(thread("a"), '{"service":"two"}');
      expect(await addresses.get(thread("a"))).toBe('{"service":"two"}');
      expect(await addresses.get(thread("b"))).toBeUndefined();
    });
  });

  describe("a turn", () => {
    test("forgets its case and says so in one transaction, or does neither", async () => {
      const { tempDb, store } = bench;
      await committed(store, telling("e1"));
      const posts = [{ id: "gone", thread: thread("e1"), body: '{"forgotten":true}' }];
      const forgetting = (expectedSeq: number) => ({
        at: at(9),
        case: { id: "e1", expectedSeq, events: [], forget: true },
        posts,
      });
      expect(await store.commit(forgetting(1))).toEqual({ kind: "conflict", on: "seq" });
      expect((await store.cases.load("e1"))?.events).toHaveLength(3);
      await committed(store, forgetting(3));
      expect(await store.cases.load("e1")).toMatchObject({ events: [], encounter: { forgottenAt: at(9) } });
      expect(await store.audit.verify("e1")).toMatchObject({ kind: "intact" });
      expect(await store.outbox.find("gone")).toMatchObject({ state: "pending", encounterId: null });
      expect(await tempDb.run("select 1 from case_keys")).toEqual([]);
    });

    test("remembers what a person chose only when it is recorded", async () => {
      const { store } = bench;
      const person = { platform: "slack", tenant: "T1", user: "U1" };
      const remember = { person, settings: { role: "nurse" } };
      await committed(store, telling("e1"));
      expect((await store.commit({ ...adding("e1", 0), remember })).kind).toBe("conflict");
      expect(await store.people.get(person)).toBeUndefined();
      await committed(store, { ...adding("e1", 3), remember });
      expect(await store.people.get(person)).toEqual({ role: "nurse", asks: null });
    });
  });

  describe("retention", () => {
    test("forgets cases closed long ago, and drops old deliveries and posts; the rest stays", async () => {
      const { store } = bench;
      for (const id of ["old", "new", "open"]) await committed(store, telling(id));
      await committed(store, { ...adding("old", 3, { status: "closed" }), at: at(10) });
      await committed(store, { ...adding("new", 3, { status: "closed" }), at: at(90) });
      await committed(store, {
        at: at(10),
        deliveryKeys: ["d-old"],
        posts: [{ id: "n1", thread: thread("n"), body: "{}" }],
      });
      await committed(store, { at: at(90), deliveryKeys: ["d-new"] });
      const claimed = await store.outbox.claim({ by: "me", at: at(10), until: at(40) });
      for (const item of claimed) await store.outbox.settle(item.id, 1, { kind: "sent", externalId: null });
      const limits = { casesClosedBefore: at(50), deliveriesBefore: at(50), postsBefore: at(50) };
      expect(await store.purge(limits, at(100))).toEqual({ cases: 1, marked: 0, deliveries: 1, posts: 1 });
      expect(await store.purge(limits, at(100))).toEqual({ cases: 0, marked: 0, deliveries: 0, posts: 0 });
      expect((await store.cases.load("old"))?.encounter.forgottenAt).toBe(at(100));
      expect((await store.cases.load("new"))?.events).toHaveLength(4);
      expect((await store.cases.load("open"))?.events).toHaveLength(3);
      expect((await store.commit({ at: at(101), deliveryKeys: ["d-old"] })).kind).toBe("committed");
      expect((await store.commit({ at: at(101), deliveryKeys: ["d-new"] })).kind).toBe("duplicate");
      expect((await store.audit.verifyAll()).broken).toEqual([]);
    });
  });

  describe("a store", () => {
    test("is the same after it was closed and opened again", async () => {
      const { tempDb, store } = bench;
      for (let n = 1; n <= 3; n++) await committed(store, wholeTurn("e1", n));
      const before = await store.cases.load("e1");
      await store.close();
      const again = await tempDb.open();
      expect(await again.cases.load("e1")).toEqual(before);
      await committed(again, wholeTurn("e1", 4));
    });

    test("answers while it is open, and says that it is closed afterwards", async () => {
      const { store } = bench;
      await store.ping();
      await store.checkWritable();
      await store.close();
      await store.close();
      await expect(store.checkWritable()).rejects.toThrow(StoreUnavailable);
      await expect(store.ping()).rejects.toThrow(StoreUnavailable);
      await expect(store.cases.load("e1")).rejects.toThrow(StoreUnavailable);
    });

    test("knows when it was last looked after, or somebody acted in it, and leaves no trace of a trial write", async () => {
      const { tempDb, store } = bench;
      expect(await store.lastSeen()).toBe(null);
      await committed(store, opening("e1"));
      expect(await store.lastSeen()).toBe(at(0));
      await store.saw(at(500));
      await store.checkWritable();
      expect(await (await tempDb.open()).lastSeen()).toBe(at(500));
      expect(await tempDb.run("select name from facts where name = 'write-check'")).toEqual([]);
    });

    test("written by a newer version is left alone", async () => {
      const { tempDb } = bench;
      await tempDb.run("insert into kysely_migration values ('0999-later', '2027-01-01T00:00:00.000Z')");
      await expect(tempDb.open()).rejects.toMatchObject({ code: "store-newer" });
    });
  });
}
