/**
 * Two real cases, made by real turns and read back from the store's own tables: what a filled store repeats.
 * `closed` was opened and closed again; `open` has an emergency, an alert and a running deadline.
 */
import { DatabaseSync } from "node:sqlite";
import type { Actor } from "../../src/case/encounter.ts";
import { openStore } from "../../src/store/open-store.ts";
import { openEvent } from "../../src/store/rows.ts";
import { type Key, unseal, unwrapKey } from "../../src/store/seal.ts";
import type { Tables } from "../../src/store/tables.ts";
import { withTempFolder } from "../folder.ts";
import { benchThread, quietService } from "./quiet-service.ts";

type TableRow<T extends keyof Tables> = Tables[T];

/** One case's rows, with the sealed content in plain text. */
export interface CaseTemplate {
  encounter: TableRow<"encounters">;
  events: readonly (TableRow<"events"> & { actor: string; body: string })[];
  threads: readonly TableRow<"threads">[];
  /** Their words are cut where the case's name occurs in them; `slotName` is what `slot` was made of. */
  posts: readonly (TableRow<"outbox"> & { around: readonly string[]; slotName: string })[];
  reminders: readonly TableRow<"reminders">[];
  deliveries: readonly TableRow<"deliveries">[];
  /** Positions given in its lane. */
  positions: number;
}

const TEMPLATE_ACTOR: Actor = { id: "slack:T1:U1", name: "U1", role: "physician" } as Actor;

/** @param at when the cases are made, in milliseconds since the epoch */
export function makeTemplates(at: number): Promise<{ closed: CaseTemplate; open: CaseTemplate }> {
  return withTempFolder(async (folder) => {
    const path = `${folder}/template.db`;
    const store = await openStore(`sqlite:${path}`);
    let now = at;
    const service = quietService(store, () => now);
    const { bot } = service;
    const say = async (thread: string, inbound: Parameters<typeof bot.receive>[0]["inbound"]) => {
      now += 1000;
      await bot.receive({ deliveries: [`slack:T1:template-${now}`], thread: benchThread(thread), inbound });
      await service.settled();
    };
    await say("closed", { kind: "start", actor: TEMPLATE_ACTOR, words: "" });
    await say("closed", { kind: "say", actor: TEMPLATE_ACTOR, words: "close", addressed: true });
    await say("open", { kind: "start", actor: TEMPLATE_ACTOR, words: "" });
    const opened = await store.cases.loadByThread(benchThread("open"));
    const handle = opened?.encounter.handle ?? "";
    const answer = { do: "answer", question: "urinary_retention", value: "present", rev: 0 } as const;
    await say("open", { kind: "act", actor: TEMPLATE_ACTOR, handle, act: answer });
    // an unacknowledged alert notifies people again in five minutes
    const take = { do: "command", words: "i have this" } as const;
    await say("open", { kind: "act", actor: TEMPLATE_ACTOR, handle, act: take });
    await service.stop();
    await store.close();
    const file = new DatabaseSync(path);
    try {
      return { closed: readTemplate(file, "closed"), open: readTemplate(file, "open") };
    } finally {
      file.close();
    }
  });
}

function readTemplate(file: DatabaseSync, thread: string): CaseTemplate {
  const all = <T extends keyof Tables>(table: T, where: string, value: string) =>
    file.prepare(`select * from ${table} where ${where} = ?`).all(value) as unknown as TableRow<T>[];
  const [held] = all("threads", "thread", thread);
  const id = held?.encounter_id ?? "";
  const [encounter] = all("encounters", "id", id);
  const [{ wrapped = "" } = {}] = all("case_keys", "encounter_id", id);
  const key = unwrapKey(undefined, id, wrapped);
  if (!encounter || !key) throw new Error(`the turns made no ${thread} case`);
  const posts = all("outbox", "encounter_id", id);
  return {
    encounter,
    events: all("events", "encounter_id", id).map((row) => ({ ...row, ...decryptEvent(key, row) })),
    threads: all("threads", "encounter_id", id),
    posts: posts.map((row) => {
      const body = unseal(key, ["post", row.id], row.body) ?? "";
      const { slot: slotName } = JSON.parse(body) as { slot: string };
      return { ...row, around: body.split(encounter.handle), slotName };
    }),
    reminders: all("reminders", "encounter_id", id),
    deliveries: file
      .prepare("select * from deliveries limit ?")
      .all(2) as unknown as TableRow<"deliveries">[],
    positions: posts.length,
  };
}

function decryptEvent(key: Key, row: TableRow<"events">): { actor: string; body: string } {
  const event = openEvent(key, row);
  if (!event) throw new Error("an event of the template does not open");
  return event;
}
