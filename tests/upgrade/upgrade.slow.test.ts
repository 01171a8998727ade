/**
 * What outlives a version: cases, and the buttons and forms that stand in Slack, in Teams and on the page. Each released
 * version left its stores in tests/fixtures/upgrade; the program as it is now opens a copy of each, and has to answer
 * as that version answered itself.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { replay } from "../../src/bot/replay.ts";
import { postgresAnswers } from "../store/temp-database.ts";
import {
  copyOf,
  descriptionOf,
  FIXTURES,
  KINDS,
  outcomeOfRequest,
  outcomeOfStart,
  outcomeOfSweep,
  requestsOf,
  versions,
} from "./fixture.ts";
import { openStoreAt, type StoreAt, settings } from "./installation.ts";
import { expectedOf, rewordingOf } from "./reworded.ts";
import { run, terminalSays } from "./terminal.ts";

const silent = await postgresAnswers();

/**
 * What the present program answers where it answers otherwise on purpose: changed/README.md beside it says why. It is
 * written anew with TRIAGE_UPGRADE_CHANGED=write, and read before it is committed. What the version itself answered stays.
 */
function changedOnPurpose(folder: string, name: string, found: unknown): unknown {
  const path = join(folder, "changed", `${name}.json`);
  if (process.env.TRIAGE_UPGRADE_CHANGED === "write" && !isDeepStrictEqual(found, expectedOf(folder, name))) {
    mkdirSync(join(folder, "changed"), { recursive: true });
    writeFileSync(path, `${JSON.stringify(found)}\n`);
  }
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

/** Compares with what a version answered itself, and says what to do where that differs. */
function expectAsBefore(version: string, name: string, what: string, found: unknown): void {
  const folder = join(FIXTURES, version);
  const expected = changedOnPurpose(folder, name, found) ?? expectedOf(folder, name);
  const rewording = rewordingOf(expected, found);
  const cure =
    Object.keys(rewording).length === 0
      ? ""
      : ` If these new lines say the same as the old, add them to reworded.json beside it: ${JSON.stringify(rewording, null, 1)}`;
  const message = `${what}: version ${version} answered otherwise, and what it posted is still tapped and read.${cure}`;
  expect(found, message).toEqual(expected);
}

test("there is a fixture of a released version", () => expect(versions()).toContain("0.1.0"));

describe.each(versions())("a store that version %s left", (version) => {
  const folder = join(FIXTURES, version);
  const left = descriptionOf(folder);
  const requests = requestsOf(folder);

  test("there is a request of each kind of button and form", () => {
    // Slack's buttons carry theirs as JSON in JSON
    const sent = JSON.stringify(requests.map(({ payload }) => payload.body)).replaceAll("\\", "");
    const acts = new Set(sent.match(/"do":"\w+"/g));
    for (const act of [
      "answer",
      "change",
      "form",
      "confirm",
      "discard",
      "pick",
      "settle",
      "done",
      "snooze",
      "command",
    ])
      expect(acts).toContain(`"do":"${act}"`);
    for (const client of ["slack-channel", "teams-channel", "teams-personal", "web-room"])
      for (const form of ["submit-section", "submit-list"])
        expect(requests.map(({ name }) => name)).toContain(`${client}.${form}`);
  });

  describe.each(KINDS)("in %s", (kind) => {
    const why = kind === "postgres" ? silent : undefined;
    describe.skipIf(why)(why ?? "is kept", { timeout: 60_000 }, () => {
      const onCopy = async (work: (store: StoreAt) => Promise<void>): Promise<void> => {
        const copy = await copyOf(folder, kind);
        try {
          await work(copy.store);
        } finally {
          await copy.remove();
        }
      };

      test("every case opens, and stands as it was left", () =>
        onCopy(async (at) => {
          const store = await openStoreAt(at);
          const states: Record<string, string> = {};
          for (const { handle } of left.cases) {
            const encounter = (await store.cases.loadByHandle(handle))?.encounter;
            if (!encounter) states[handle] = "missing";
            else if (encounter.forgottenAt !== null) states[handle] = "forgotten";
            else states[handle] = encounter.closedAt === null ? "open" : "closed";
          }
          await store.close();
          expect(states).toEqual(Object.fromEntries(left.cases.map(({ handle, state }) => [handle, state])));
        }));

      test("the chain of every case verifies", () =>
        onCopy(async (at) => {
          const store = await openStoreAt(at);
          const verdict = await store.audit.verifyAll();
          await store.close();
          expect(verdict).toEqual({ cases: left.cases.length, events: left.events, broken: [] });
        }));

      test("every past decision is made again byte for byte", () =>
        onCopy(async (at) => {
          const store = await openStoreAt(at);
          const { find } = settings(folder);
          const again: Record<string, string[]> = {};
          for (const { handle } of left.cases) {
            const found = await store.cases.loadByHandle(handle);
            if (!found || found.events.length === 0) continue;
            const made = replay(found, find).filter(({ kind }) => kind === "decision");
            const decisions = made.map(({ acts_on, outcome }) => `${acts_on}: ${outcome}`);
            if (decisions.length > 0) again[handle] = decisions;
          }
          await store.close();
          const same = Object.entries(left.decisions).map(([handle, urgencies]) => [
            handle,
            urgencies.map((urgency) => `${urgency}: same`),
          ]);
          expect(again).toEqual(Object.fromEntries(same));
        }));

      test("audit and replay say so in the terminal", () =>
        onCopy(async (at) => {
          const audit = run("audit", [], at);
          expect(audit, audit.stderr).toMatchObject({ status: 0 });
          expect(audit.stdout).toContain(`${left.cases.length} cases, all intact`);
          const [decided = ""] = Object.keys(left.decisions);
          const replayed = run("replay", [decided], at);
          expect(replayed, replayed.stderr).toMatchObject({ status: 0 });
          expect(replayed.stdout).toMatch(/: OK\n/);
        }));

      test("what waited in the outbox is sent when the program starts", async () => {
        expectAsBefore(version, "start", "What was sent at the start", await outcomeOfStart(folder, kind));
      });

      test("a deadline that has passed is reminded of", async () => {
        expectAsBefore(version, "due", "What was due", await outcomeOfSweep(folder, kind));
      });

      test("the case of a terminal continues", async () => {
        // a file of lines begins a case of its own, whose name is new each time
        const says = (await terminalSays(folder, kind)).join("\n");
        expect(says).toContain("Contact 1 of 1");
        expect(says).not.toContain("Recorded:");
      });

      test.each(requests)("$name is answered: $what", async (request) => {
        vi.spyOn(console, "error").mockImplementation(() => {});
        expectAsBefore(version, request.name, request.what, await outcomeOfRequest(folder, kind, request));
      });
    });
  });
});
