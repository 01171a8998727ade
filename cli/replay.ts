/**
 * `npm run replay -- HANDLE [--store URL]`: recomputes every alert and decision of a case from its events, under the
 * protocol that it was made under, and compares byte for byte. Exit 0 when all are equal, 1 when one is not, 2 when it could
 * not look.
 */
import { parseArgs } from "node:util";
import {
  installedProtocols,
  openExistingStore,
  readableCase,
  runToExitCode,
  storeUrl,
} from "../src/app/local-store.ts";
import { type ReplayReport, replay } from "../src/bot/replay.ts";
import { TriageError } from "../src/errors.ts";

const USAGE = `usage: npm run replay -- HANDLE [--store URL]     such as npm run replay -- amber-falcon-42
  --store URL  where cases are kept: sqlite:FILE or postgres://... (sqlite:./data/triage.db when left out)`;

const OUTCOME_WORDS: Record<ReplayReport["outcome"], string> = {
  same: "OK",
  differs: "DIFFERS",
  missing: "NOT REPLAYED: that version of the protocol is not installed",
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { store: { type: "string" }, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  if (values.help) {
    writeLine(USAGE);
    return 0;
  }
  const [handle] = positionals;
  if (handle === undefined || positionals.length > 1) throw new TriageError("usage", "Name one case.", USAGE);
  const { find } = installedProtocols();
  const store = await openExistingStore(storeUrl(values.store));
  try {
    const found = await readableCase(store, handle);
    const reports = replay(found, find);
    for (const { seq, kind, at, acts_on, version, outcome } of reports) {
      const what = { alert: `alert, ${acts_on}`, urgent: "what is urgent", decision: `acts on ${acts_on}` }[
        kind
      ];
      writeLine(
        `Record ${seq}, ${new Date(at).toISOString()}, version ${version}, ${what}: ${OUTCOME_WORDS[outcome]}`,
      );
    }
    if (reports.length === 0) writeLine("This case has no alert and no decision yet.");
    return reports.every(({ outcome }) => outcome === "same") ? 0 : 1;
  } finally {
    await store.close();
  }
}

const writeLine = (line: string) => process.stdout.write(`${line}\n`);

await runToExitCode(main, USAGE);
