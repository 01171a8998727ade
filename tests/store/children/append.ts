/** Appends to one case, as one of several processes. Says "ready", begins when told to, says when all are recorded. */
import { once } from "node:events";
import { openStore } from "../../../src/store/open-store.ts";
import { appendAtOnce } from "../append-at-once.ts";

const [url = "", schema = "", id = "", name = "", count = ""] = process.argv.slice(2);
const store = await openStore(url, {
  ...(schema ? { postgres: { schema } } : {}),
  sqlite: { busyTimeoutMs: 20_000 },
});
process.stdout.write("ready\n");
await once(process.stdin, "data");
await appendAtOnce(store, id, name, Number(count));
await store.close();
process.stdout.write("done\n");
process.stdin.destroy();
