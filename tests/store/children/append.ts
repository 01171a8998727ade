/** Appends to one case, as one of several processes. Says "ready", begins when told to, says how many were recorded. */
import { once } from "node:events";
import { openStore } from "../../../src/store/open.ts";
import { adding } from "../turns.ts";

const [url = "", schema = "", id = "", name = "", count = ""] = process.argv.slice(2);
const store = await openStore(url, {
  ...(schema ? { postgres: { schema } } : {}),
  sqlite: { busyTimeoutMs: 20_000 },
});
process.stdout.write("ready\n");
await once(process.stdin, "data");

async function append(n: number): Promise<void> {
  let seq = 1;
  for (;;) {
    const events = [{ type: "answered", actor: name, body: `${name}-${n}` }];
    const result = await store.commit(adding(id, seq, { events }, { deliveryKey: `${name}-${n}` }));
    if (result.kind === "committed") return;
    if (result.kind === "duplicate") throw new Error("handled twice");
    // The head is enough to try again upon; a bot would load the case and run the turn again.
    seq = (await store.audit.heads()).items.find((head) => head.encounterId === id)?.seq ?? 0;
  }
}

await Promise.all(Array.from({ length: Number(count) }, (_, n) => append(n)));
await store.close();
process.stdout.write("done\n");
process.stdin.destroy();
