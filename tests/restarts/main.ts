/**
 * `npm run restarts [-- RUNS]`: kill -9 between the acknowledgement of a tap that raises an alert and its post, then a
 * restart; prints the seconds until the alert is out. Real processes, a real store, real HTTP; not part of `npm test`.
 */
import { fileURLToPath } from "node:url";
import { encodeBlockId } from "../../adapters/slack/action-codec.ts";
import { A, threadOf } from "../bot/recorded-service.ts";
import { serviceOn } from "../service-harness.ts";
import { type Child, childOf } from "../store/child-process.ts";
import { postgresAnswers, type TempDatabase, tempPostgres, tempSqlite } from "../store/temp-database.ts";
import { SlackStandIn, tapOn } from "./slack-stand-in.ts";

const BOT = fileURLToPath(new URL("./bot.ts", import.meta.url));
const QUESTION = "saddle_sensory_loss";
/** Seconds that the slowest run may take, by the number of processes. */
const LIMITS = { 1: 5, 2: 15 } as const;

async function startBot(tempDb: TempDatabase, apiUrl: string): Promise<{ child: Child; port: number }> {
  const child = childOf(BOT, tempDb.url, tempDb.schema, apiUrl);
  const said = await child.matching(/^port (\d+)$/);
  return { child, port: Number(said.slice("port ".length)) };
}

/** A case whose next tap raises an alert. */
async function openCase(tempDb: TempDatabase): Promise<string> {
  const store = await tempDb.open();
  const service = serviceOn(store, Date.now);
  const place = { thread: threadOf("1"), deliveries: [] };
  const { handle } = await service.bot.receive({ ...place, inbound: { kind: "start", actor: A, words: "" } });
  await service.bot.receive({
    ...place,
    inbound: { kind: "act", actor: A, handle: handle ?? "", act: { do: "change", question: QUESTION } },
  });
  await service.stop();
  await store.close();
  return handle ?? "";
}

interface Restart {
  /** From the start of the new process to the alert. */
  seconds: number;
  /** Of these, until the new process had read its code: the machine's share. */
  loading: number;
}

async function restart(make: () => Promise<TempDatabase>, processes: 1 | 2): Promise<Restart> {
  const tempDb = await make();
  const slack = new SlackStandIn();
  const running: Child[] = [];
  try {
    const apiUrl = await slack.listen();
    const handle = await openCase(tempDb);
    const first = await startBot(tempDb, apiUrl);
    running.push(first.child);
    if (processes === 2) running.push((await startBot(tempDb, apiUrl)).child);
    const begun = slack.nextAlert(true);
    const value = JSON.stringify({ do: "answer", question: QUESTION, value: "present", rev: 0 });
    const element = { type: "button", action_id: `answer:${QUESTION}`, value };
    const status = await tapOn(first.port, element, encodeBlockId({ thread: threadOf("1"), handle }, "1"));
    if (status !== 200) throw new Error(`the tap was answered with ${status}`);
    await begun;
    first.child.kill();
    await first.child.ended;
    const out = slack.nextAlert(false);
    const began = performance.now();
    const next = childOf(BOT, tempDb.url, tempDb.schema, apiUrl);
    running.push(next);
    const since = () => (performance.now() - began) / 1000;
    const loaded = next.said("loaded").then(since);
    await out;
    const seconds = since();
    return { seconds, loading: await loaded };
  } finally {
    for (const child of running) child.kill();
    await Promise.all(running.map(({ ended }) => ended));
    slack.close();
    await tempDb.remove();
  }
}

const runs = Number(process.argv[2] ?? 20);
const silent = await postgresAnswers();
let late = false;
for (const [store, make] of [
  ["SQLite", tempSqlite],
  ["Postgres", tempPostgres],
] as const) {
  if (store === "Postgres" && silent) {
    process.stdout.write(`Postgres: ${silent}\n`);
    continue;
  }
  for (const processes of [1, 2] as const) {
    const all: Restart[] = [];
    for (let run = 0; run < runs; run += 1) all.push(await restart(make, processes));
    const seconds = all.map((each) => each.seconds).sort((a, b) => a - b);
    const loading = Math.max(...all.map((each) => each.loading));
    const worst = seconds.at(-1) ?? 0;
    const median = seconds[Math.trunc(seconds.length / 2)] ?? 0;
    if (worst >= LIMITS[processes]) late = true;
    process.stdout.write(
      `${store}, ${processes === 1 ? "one process" : "two processes"}: ${runs} runs, median ${median.toFixed(1)} s, ` +
        `worst ${worst.toFixed(1)} s (limit ${LIMITS[processes]} s); the slowest process took ${loading.toFixed(1)} s to load\n`,
    );
  }
}
process.exitCode = late ? 1 : 0;
