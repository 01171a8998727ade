/** Fills in forms of one case, all at once, as one of several processes. Says how many were recorded. */
import { once } from "node:events";
import { openStore } from "../../../src/store/open-store.ts";
import { serviceOn } from "../../service-harness.ts";
import { A, threadOf } from "../recorded-service.ts";

const [url = "", schema = "", handle = "", first = "", count = ""] = process.argv.slice(2);
const store = await openStore(url, { postgres: { schema } });
const service = serviceOn(store, () => Date.parse("2026-03-28T23:00:00Z"));
process.stdout.write("ready\n");
await once(process.stdin, "data");
const receipts = await Promise.all(
  Array.from({ length: Number(count) }, (_, n) => {
    const number = Number(first) + n;
    return service.bot.receive({
      deliveries: [`answer-${number}`],
      thread: threadOf("1"),
      inbound: {
        kind: "submit",
        actor: A,
        handle,
        act: { do: "form", section: "red_flags" },
        // every twenty-fifth is a fever, and no two are the same
        values: { "fever.measured": ((number % 25 === 0 ? 38.5 : 36.5) + number / 1000).toFixed(3) },
      },
    });
  }),
);
await service.stop();
await store.close();
process.stdout.write(`handled ${receipts.filter(({ outcome }) => outcome === "handled").length}\n`);
process.stdout.write("done\n");
process.stdin.destroy();
