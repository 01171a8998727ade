/** Brings answers to one case, all at once, as one of several processes. Says how many were recorded. */
import { once } from "node:events";
import { openStore } from "../../../src/store/open-store.ts";
import { serviceOn } from "../../service-harness.ts";
import { bringAnswers } from "../answers-at-once.ts";

const [url = "", schema = "", handle = "", first = "", count = ""] = process.argv.slice(2);
const store = await openStore(url, { postgres: { schema } });
// all wait in one queue: how long somebody waits for an answer is another test's
const service = serviceOn(store, () => Date.parse("2026-03-28T23:00:00Z"), { turnDeadlineMs: 240_000 });
process.stdout.write("ready\n");
await once(process.stdin, "data");
const handled = await bringAnswers(service, handle, Number(first), Number(count));
await service.stop();
await store.close();
process.stdout.write(`handled ${handled}\n`);
process.stdout.write("done\n");
process.stdin.destroy();
