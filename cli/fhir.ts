/**
 * `npm run --silent fhir -- CASE` or `-`: a case of the store, or an answer file from standard input, as one FHIR R4 Bundle on
 * standard output. Exit 0; 2 with one line per error on standard error and nothing on standard output.
 */
import { createHash } from "node:crypto";
import { parseArgs } from "node:util";
import { caseOfAnswers, wordsOf } from "../adapters/fhir/answer-file-case.ts";
import { nextOf } from "../adapters/fhir/next-question.ts";
import type { RecordedCase } from "../adapters/fhir/recorded-case.ts";
import { bundleOf } from "../adapters/fhir/render.ts";
import { FHIR_BASE, FHIR_BASE_MEANS } from "../adapters/fhir/settings.ts";
import { readAnswersUnder } from "../src/answer-file/assessment-json.ts";
import { fileFaultText, readAnswersFile } from "../src/answer-file/read-answer-file.ts";
import {
  installedProtocols,
  openExistingStore,
  readableCase,
  runToExitCode,
  storeUrl,
} from "../src/app/local-store.ts";
import { encounterOf } from "../src/bot/record.ts";
import { currentState } from "../src/case/current.ts";
import { TriageError } from "../src/errors.ts";
import type { Protocol } from "../src/protocol/schema.ts";
import { loadProtocol } from "../src/protocol-store.ts";
import { signedOn } from "../src/site/hospital-config.ts";
import { loadHospitalConfig } from "../src/site/load-hospital-config.ts";
import type { StoredEncounter } from "../src/store/store.ts";
import { RecommendationWording } from "../src/triage/wording.ts";

const USAGE = `usage: npm run --silent fhir -- CASE [--base URL] [--store URL]     such as npm run fhir -- amber-falcon-42
       npm run --silent fhir -- - [--base URL]                       an answer file on standard input
  --base URL   the address below which your codes live (FHIR_BASE_URL, or https://example.org/triage)
  --store URL  where cases are kept: sqlite:FILE or postgres://... (sqlite:./data/triage.db when left out)`;

/** Nobody's address: made for examples, so that no other site's codes are taken for these. */
const EXAMPLE_BASE = "https://example.org/triage";

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: {
      base: { type: "string" },
      store: { type: "string" },
      help: { type: "boolean", short: "h" },
    },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(`${USAGE}\n`);
    return 0;
  }
  const [what] = positionals;
  if (what === undefined || positionals.length > 1)
    throw new TriageError("usage", "Name one case, or - for an answer file.", USAGE);
  const base = values.base ?? (process.env.FHIR_BASE_URL || EXAMPLE_BASE);
  if (!FHIR_BASE.test(base))
    throw new TriageError("usage", `--base is ${FHIR_BASE_MEANS}.`, "Correct --base or FHIR_BASE_URL.");
  const recorded = what === "-" ? await ofStandardInput() : await ofStore(what, storeUrl(values.store));
  process.stdout.write(`${JSON.stringify(bundleOf(recorded, base), null, 2)}\n`);
  return 0;
}

async function ofStandardInput(): Promise<RecordedCase> {
  const parts: unknown[] = await process.stdin.toArray();
  const bytes = Buffer.concat(parts.map((part) => Buffer.from(part as string | Buffer)));
  const file = readAnswersFile(bytes);
  const refuse = (lines: readonly string[]) =>
    new TriageError(
      "answer-file",
      lines.join("\n").replace(/[^\P{Cc}\n]/gu, " "),
      "Correct the answer file; README.md shows one.",
    );
  if ("faults" in file) throw refuse(file.faults.map(fileFaultText));
  const { protocol } = loadProtocol();
  const reading = readAnswersUnder(protocol, file.findings, { now: file.now ?? Date.now(), site: file.site });
  if ("switches" in reading)
    throw refuse(reading.switches.map((id) => `site: ${id} is no switch of the protocol`));
  if ("faults" in reading)
    throw refuse(
      reading.faults.map((fault) => `${fault.finding}: ${fault.value} is not accepted; ${fault.allowed}`),
    );
  return caseOfAnswers(reading, createHash("sha256").update(bytes).digest("hex"));
}

async function ofStore(handle: string, url: string): Promise<RecordedCase> {
  const { find } = installedProtocols();
  const store = await openExistingStore(url);
  try {
    const found = await readableCase(store, handle);
    const content = find(found.encounter.protocol);
    if (!content)
      throw new TriageError(
        "no-protocol",
        `The case runs on version ${found.encounter.protocol.version} of its protocol, which is not installed.`,
        "Install that version, and try again.",
      );
    return caseOfRecord(found, content.protocol);
  } finally {
    await store.close();
  }
}

function caseOfRecord(found: StoredEncounter, protocol: Protocol): RecordedCase {
  const encounter = encounterOf(found);
  const site = loadHospitalConfig(process.env.TRIAGE_SITE ?? null, process.cwd(), protocol);
  const now = Date.parse(process.env.TRIAGE_NOW ?? "") || Date.now();
  const setting = { now, site: signedOn(site) };
  const { answers, findings, assessment } = currentState(protocol, encounter, setting);
  const wording = new RecommendationWording(protocol, findings, assessment, setting);
  return {
    protocol,
    handle: encounter.handle,
    findings: answers,
    asked: [...encounter.asked.keys()],
    recorded: new Map(
      [...encounter.records].map(([id, { accepted }]) => [id, { by: accepted.actor, at: accepted.at }]),
    ),
    assessment,
    words: wordsOf(wording, { protocol, assessment }),
    since: (id) => encounter.since.get(id) ?? now,
    now,
    amended: [...encounter.records.values()].some(({ history }) => history.length > 1),
    open: nextOf(protocol, answers, setting) !== null,
    hash: found.head,
  };
}

await runToExitCode(main, USAGE);
