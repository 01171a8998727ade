/**
 * `npm run audit [-- --store URL]`: verifies every case's chain. Prints each head as posted decisions print it, so that
 * they can be compared. Exit 0 when all are intact, 1 with the broken ones, 2 when it could not look.
 */
import { parseArgs } from "node:util";
import { openExistingStore, runToExitCode, storeUrl } from "../src/app/local-store.ts";
import type { AuditVerdict, Store } from "../src/store/store.ts";

const USAGE = `usage: npm run audit [-- --store URL]
  --store URL  where cases are kept: sqlite:FILE or postgres://... (sqlite:./data/triage.db when left out)`;

const CHAIN_FAULTS: Record<Extract<AuditVerdict, { kind: "broken" }>["fault"], string> = {
  missing: "an event is missing",
  relinked: "an event does not follow the one before it",
  altered: "an event is not what was recorded",
  forged: "an event does not open under the case's key",
};

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { store: { type: "string" }, help: { type: "boolean", short: "h" } },
  });
  if (values.help) {
    printLine(USAGE);
    return 0;
  }
  const store = await openExistingStore(storeUrl(values.store));
  try {
    return await auditAll(store);
  } finally {
    await store.close();
  }
}

async function auditAll(store: Store): Promise<number> {
  let cases = 0;
  let broken = 0;
  for (let after: string | undefined; ; ) {
    const page = await store.audit.heads({ limit: 200, ...(after !== undefined && { after }) });
    for (const { encounterId, handle } of page.items) {
      const verdict = await store.audit.verify(encounterId);
      if (!verdict) continue;
      cases += 1;
      if (verdict.kind === "broken") broken += 1;
      printLine(
        verdict.kind === "intact"
          ? `${handle}: intact. Record ${verdict.seq}, ${verdict.head.slice(0, 12)}`
          : `${handle}: BROKEN at record ${verdict.seq}: ${CHAIN_FAULTS[verdict.fault]}`,
      );
    }
    if (page.next === undefined) break;
    after = page.next;
  }
  printLine(
    broken === 0
      ? `${cases} ${cases === 1 ? "case" : "cases"}, all intact`
      : `${broken} of ${cases} ${cases === 1 ? "case is" : "cases are"} BROKEN. Do not act on them; compare with a backup.`,
  );
  return broken === 0 ? 0 : 1;
}

const printLine = (line: string) => process.stdout.write(`${line}\n`);

await runToExitCode(main, USAGE);
