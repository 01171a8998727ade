/** The blocks of the documents that people copy: which are run, and where. */
import { globSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

export const ROOT = join(import.meta.dirname, "..");

/** A fenced block of a document. */
interface Block {
  file: string;
  language: string;
  text: string;
  /** The file and the block's first line: how it is spoken of. */
  name: string;
}

function blocksOf(file: string): Block[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)^ *```$/gms)].map(
    ([, indent = "", language = "", body = ""]) => {
      const own = body.replaceAll(new RegExp(`^${indent}`, "gm"), "");
      return { file, language, text: own, name: `${relative(".", file)}: ${own.split("\n")[0]}` };
    },
  );
}

export const FILES = ["README.md", "CONTRIBUTING.md", ...globSync("docs/**/*.md", { cwd: ROOT })].sort();
export const BLOCKS = FILES.flatMap(blocksOf);

/** Blocks that are not run by docs-commands.slow.test.ts, each for its reason. */
export const ELSEWHERE: Readonly<Record<string, string>> = {
  "README.md: npm test": "it is what runs these tests",
  "README.md: Leg pain or swelling after a spinal injection. Version 2.0.0, pending human review.":
    "run by tests/adapters/terminal/chat.test.ts, to the letter",
  "docs/OVERVIEW.md: adapter's parse.ts -> Request { thread, inbound, deliveries }":
    "how one turn runs; nothing of it is typed",
  "docs/simulator.md: npm run simulate -- --seed 38 --store sqlite":
    "its worlds are run, by seed, by tests/simulator/simulator.slow.test.ts",
  "docs/simulator.md: npm run simulate -- --seed 38 --store sqlite --transcript world.jsonl":
    "its worlds are run, by seed, by tests/simulator/simulator.slow.test.ts",
  "docs/deployment.md: server {": "run by tests/app/reach.slow.test.ts, by nginx",
  "docs/deployment.md: triage.hospital.example {": "run by tests/app/reach.slow.test.ts, by Caddy",
  "docs/site.md: name: General Hospital": "read by tests/site/load-hospital-config.test.ts",
  "docs/proof.md: 1. BROKEN       Danger is never played down (7 statements)":
    "what is printed for a fault; tests/cli/prove-and-diff.test.ts puts faults in and reads it",
  "docs/proof.md: signoffs:": "signed so, and refused without, by tests/cli/prove-and-diff.test.ts",
  "docs/slack.md: SLACK_BOT_TOKEN=xoxb-... SLACK_APP_TOKEN=xapp-... npm start":
    "needs a Slack workspace; tests/app/main.test.ts starts with both adapters and a mocked wire",
  'docs/teams.md: TEAMS_APP_ID=... TEAMS_DEVELOPER_NAME="Your hospital" TEAMS_WEBSITE_URL=https://... npm run manifest':
    "run with real values by tests/manifest",
  "docs/teams.md: TEAMS_LOCAL=1 npm start": "needs Microsoft's playground: npm run e2e:teams",
};
const GALLERY = "docs/generated/views.md";
/** Made by the tests of their rooms, and compared with what those make. */
export const isMade = ({ file }: Block) => file === GALLERY;

export const RUN: string[] = [];
function block(name: string): string {
  RUN.push(name);
  const found = BLOCKS.filter((each) => each.name === name);
  if (found.length !== 1) throw new Error(`${found.length} blocks are called "${name}"`);
  return found[0]?.text ?? "";
}

export const blocks = {
  cdsStart: block("docs/cds-hooks.md: cat > issuer.mjs <<'END'"),
  cdsSign: block(
    "docs/cds-hooks.md: curl --silent --show-error http://127.0.0.1:3978/cds-services/order-sign \\",
  ),
  fhirFile: block('docs/fhir.md: echo \'{ "findings": { "fever": "38.4 C", "leg_swelling": "left" } }\' \\'),
  fhirStart: block("docs/fhir.md: FHIR_BASE_URL=https://fhir.example.org/triage npm start"),
  fhirNext: block(
    "docs/fhir.md: curl --silent --show-error 'http://127.0.0.1:3978/fhir/Questionnaire/$next-question' \\",
  ),
  apiStart: block("docs/api.md: openssl rand -hex 24 > token.txt"),
  apiAssess: block("docs/api.md: curl --silent --show-error http://127.0.0.1:3978/v1/assess \\"),
  start: block("README.md: npm ci && npm start"),
  answers: block(
    'README.md: { "findings": { "fever": true, "leg_swelling": "left", "motor_grades": { "left.ankle_dorsiflexion": 3 } } }',
  ),
  production: block("docs/deployment.md: npm ci --omit=dev && npm start"),
  service: block("docs/deployment.md: [Unit]"),
  image: block("docs/deployment.md: FROM node:24-slim"),
  replicas: block(
    "docs/deployment.md: TRIAGE_STORE=postgres://user:password@host:5432/triage TRIAGE_PORT=3978 npm start",
  ),
  backup: block('docs/deployment.md: sqlite3 data/triage.db ".backup backup.db"'),
  restore: block("docs/deployment.md: rm -f data/triage.db data/triage.db-wal data/triage.db-shm"),
};
