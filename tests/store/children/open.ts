/** Opens a store that may be new, as one of several processes that do so at the same moment. */
import { once } from "node:events";
import { openStore } from "../../../src/store/open-store.ts";

const [url = "", schema = ""] = process.argv.slice(2);
process.stdout.write("ready\n");
await once(process.stdin, "data");
const store = await openStore(url, {
  ...(schema ? { postgres: { schema } } : {}),
  sqlite: { busyTimeoutMs: 20_000 },
});
await store.ping();
await store.close();
process.stdout.write("done\n");
process.stdin.destroy();
