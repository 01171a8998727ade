/** Appends to one case, as one of several processes. Says "ready", begins when told to, says how many were recorded. */
import { once } from "node:events";
import { openStore } from "../../../src/store/open-store.ts";
import { adding } from "../sample-commits.ts";

const [url = "", schema = "", id = "", name = "", count = ""] = process.argv.slice(2);
const store = await openStore(url, {
  ...(schema ? { postgres: { schema } } : {}),
  sqlite: { busyTimeoutMs: 20_000 },
});
process.stdout.write("ready\n");
await once(process.stdin, "data");

/** Whether it was recorded upon this seq. */
async function append(n: number, seq: number): Promise<boolean> {
  const events = [{ type: "answered", actor: name, body: `${name}-${n}` }];
  const result = await store.commit(adding(id, seq, { events }, { deliveryKeys: [`${name}-${n}`] }));
  if (result.kind === "duplicate") throw new Error("handled twice");
  return result.kind === "committed";
}

// All at once upon the same seq, so that all but one lose. The losers read again and try again, eight at a time: were it
// all of them, what each had read would be old before its turn came.
const all = Array.from({ length: Number(count) }, (_, n) => n);
const won = await Promise.all(all.map((n) => append(n, 1)));
const losers = all.filter((n) => !won[n]);
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (let n = losers.pop(); n !== undefined; n = losers.pop()) {
      while (!(await append(n, (await store.audit.heads()).items[0]?.seq ?? 0)));
    }
  }),
);
await store.close();
process.stdout.write("done\n");
process.stdin.destroy();
