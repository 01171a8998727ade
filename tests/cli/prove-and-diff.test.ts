/** npm run prove, and npm run protocol -- diff, mutate and citations, as they are run. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { storedOf } from "../../src/bot/record.ts";
import type { EncounterEvent } from "../../src/case/encounter.ts";
import { masterKeyFor } from "../../src/store/key-file.ts";
import { openStore } from "../../src/store/open-store.ts";
import { SMALL_PROTOCOL } from "../protocol/fault-fixtures.ts";
import { VERSION_1_FILE } from "../protocol-under-test.ts";
import { runProgram } from "./program-runner.ts";

const PATIENCE = 120_000;
const folder = mkdtempSync(join(tmpdir(), "prove-"));
afterAll(() => rmSync(folder, { recursive: true }));

const shipped = readFileSync(VERSION_1_FILE, "utf8");
function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}
function changed(was: string, is: string, text = shipped): string {
  expect(text.split(was)).toHaveLength(2);
  return text.replace(was, is);
}
const newer = changed('version: "1.0.0"', 'version: "1.1.0"');
/** Meningism would be seen the same day: a fall. */
const lower = changed(
  "    when: headache is meningism\n    urgency: EMERGENT",
  "    when: headache is meningism\n    urgency: URGENT",
  newer,
);
const sign = (lowers: string) =>
  `signoffs:\n  - { version: "1.1.0", lowers: ${lowers}, by: "A clinician", date: 2026-12-01, why: A reason }\n`;

async function run(command: "prove" | "protocol", ...args: string[]) {
  const { out, err, code } = await runProgram(command, args, { folder });
  return { stdout: out, stderr: err, status: code };
}

describe("npm run prove", () => {
  test(
    "proves the first version; the newest takes longer, see tests/proof/version-2.slow.test.ts",
    async () => {
      const { stdout, stderr, status } = await run("prove", VERSION_1_FILE);
      expect(stdout.match(/^[1-8]\. {2}proved/gm)).toHaveLength(8);
      expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    },
    PATIENCE,
  );

  test(
    "shows the smallest case of a property that is broken",
    async () => {
      const imaging =
        "      - assessment.full_examination\n      - { id: imaging.mri_spine, window: same_day }\n";
      const broken = file("broken.yaml", changed(imaging, "      - assessment.full_examination\n"));
      const { stdout, status } = await run("prove", broken);
      expect(stdout).toMatch(/^8\. {2}BROKEN/m);
      expect(stdout).toContain('case: {"findings":{"new_severe_pain":true}}');
      expect(status).toBe(1);
    },
    PATIENCE,
  );

  test.each([
    [["--quick"], /^Unknown option '--quick'\n/],
    [["nowhere.yaml"], /^nowhere\.yaml cannot be read: there is no such file\n$/],
    [["a.yaml", "b.yaml"], /^one file at a time\n/],
  ])(
    "%j: one clear line, exit 2",
    async (args, message) => {
      const { stdout, stderr, status } = await run("prove", ...args);
      expect(stderr).toMatch(message);
      expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
    },
    PATIENCE,
  );
});

describe("npm run protocol -- diff", () => {
  const old = file("old.yaml", shipped);
  const title = "# Background: further statements";

  test(
    "finds nothing where nothing changed",
    async () => {
      const { stdout, stderr, status } = await run("protocol", "diff", old, file("same.yaml", newer));
      expect(stdout).toContain("Every case comes out as before.");
      expect(stdout).toContain("no stored cases: name a store with --store URL");
      expect(stdout).toContain("Proved: no other patient is acted on as less urgent than before.");
      expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    },
    PATIENCE,
  );

  test(
    "refuses a fall that nobody signed, and takes one that somebody did",
    async () => {
      const unsigned = await run("protocol", "diff", old, file("lower.yaml", lower));
      expect(unsigned.stdout).toMatch(/^X21 {2}falls: NEEDS A SIGN-OFF\n {4}urgency: EMERGENT -> URGENT\n/m);
      expect(unsigned.stdout).toContain('{"findings":{"headache":"meningism"}}');
      expect(unsigned.stderr).toContain('signoffs:\n  - { version: "1.1.0"');
      expect(unsigned.status).toBe(1);
      const signed = file("signed.yaml", changed(title, `${sign("meningitis")}\n${title}`, lower));
      const { stdout, stderr, status } = await run("protocol", "diff", old, signed);
      expect(stdout).toMatch(/^X21 {2}falls, signed by A clinician on 2026-12-01: A reason\n/m);
      expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    },
    PATIENCE,
  );

  test(
    "runs the stored cases too",
    async () => {
      const url = `sqlite:${join(folder, "triage.db")}`;
      const store = await openStore(url, { masterKey: masterKeyFor(url, undefined).key });
      const at = "2026-11-25T08:00:00.000Z";
      const actor = { id: "terminal:a:b" };
      const pin = { id: "post-spinal-injection", version: "1.0.0", hash: "0" };
      const base = { at: Date.parse(at), actor } as const;
      const events: EncounterEvent[] = [
        { ...base, type: "opened", handle: "amber-falcon-42", protocol: pin, role: "physician" },
        {
          ...base,
          type: "answered",
          question: "headache",
          answer: { value: "meningism" },
          as: "first",
          how: "tap",
        },
      ];
      const done = await store.commit({
        at,
        case: {
          id: "one",
          expectedSeq: 0,
          open: { handle: "amber-falcon-42", protocol: pin, owner: actor.id },
          events: events.map(storedOf),
        },
      });
      expect(done.kind).toBe("committed");
      await store.close();
      mkdirSync(join(folder, "none"), { recursive: true });
      const { stdout, status } = await run(
        "protocol",
        "diff",
        old,
        "lower.yaml",
        "--store",
        url,
        "--cases",
        "none",
      );
      expect(stdout).toContain("0 cases; 1 stored cases");
      expect(stdout).toMatch(/^amber-falcon-42 {2}falls: NEEDS A SIGN-OFF\n/m);
      expect(status).toBe(1);
    },
    PATIENCE,
  );

  test.each([
    [["diff", "old.yaml"], /^two files are needed, the old one first\n/],
    [["diff", "nowhere.yaml", "old.yaml"], /^nowhere\.yaml cannot be read: there is no such file\n/],
    [["diff", "old.yaml", "same.yaml", "--cases", "nowhere"], /^nowhere is no folder of cases/],
    [["diff", "old.yaml", "same.yaml", "--store", "sqlite:./nowhere.db"], /^There is no store at /],
    [["mutate", "a.yaml", "b.yaml"], /^one file at a time\n/],
    [["citations", "--short"], /^Unknown option '--short'\n/],
  ])(
    "%j: one clear line, exit 2",
    async (args, message) => {
      const { stdout, stderr, status } = await run("protocol", ...args);
      expect(stderr).toMatch(message);
      expect({ stdout, status }).toEqual({ stdout: "", status: 2 });
    },
    PATIENCE,
  );
});

describe("npm run protocol -- citations and mutate", () => {
  test(
    "citations prints the report that is kept in docs",
    async () => {
      const { stdout, status } = await run("protocol", "citations");
      expect(stdout).toBe(
        readFileSync(new URL("../../docs/generated/citations.md", import.meta.url), "utf8"),
      );
      expect(status).toBe(0);
    },
    PATIENCE,
  );

  test(
    "mutate lists what nobody notices",
    async () => {
      mkdirSync(join(folder, "none"), { recursive: true });
      // a small protocol, and no case at all
      const { stdout, status } = await run("protocol", "mutate", SMALL_PROTOCOL, "--cases", "none");
      expect(stdout).toMatch(/faults, 0 cases\nnoticed by a case 0, /);
      expect(stdout).toMatch(
        /\nNobody notices these; add a case for each, such as the smallest patient whom it changes:\n {2}rule "/,
      );
      expect(status).toBe(1);
    },
    PATIENCE,
  );
});
