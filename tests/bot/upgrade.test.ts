/** The content moves on while a case runs. */
import { createHash } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { eventsOf } from "../../src/bot/record.ts";
import { replay } from "../../src/bot/replay.ts";
import type { ServiceParts } from "../../src/bot/service.ts";
import { CONTENT } from "../service-harness.ts";
import { decide, RecordedService, threadOf, wordsOf } from "./recorded-service.ts";

/** The next version: fever is one by 37.5 C. */
const NEWER = {
  protocol: {
    ...structuredClone(CONTENT.protocol),
    version: "1.1.0",
    questions: CONTENT.protocol.questions.map((question) =>
      question.answer.kind === "tri" && question.answer.measured && question.id === "fever"
        ? {
            ...question,
            answer: { ...question.answer, measured: { ...question.answer.measured, present_at_least: 37.5 } },
          }
        : question,
    ),
  },
  hash: createHash("sha256").update("1.1.0").digest("hex"),
};
const find: ServiceParts["find"] = ({ hash }) => [CONTENT, NEWER].find((each) => each.hash === hash);

let harness: RecordedService;
beforeEach(async () => {
  harness = await RecordedService.open();
});
afterEach(() => harness.close());

const record = async (thread = threadOf("1")) => {
  const found = await harness.store.cases.loadByThread(thread);
  if (!found) throw new Error("no case");
  return found;
};

test("a running case keeps its version, a new one begins with the newer, and both are replayed to the byte", async () => {
  await harness.start();
  await decide(harness);
  await harness.restart({ latest: NEWER, find });
  await harness.say("change fever");
  await harness.say("37.7");
  const old = await record();
  expect(old.encounter.protocol.version).toBe("1.0.0");
  expect(wordsOf(harness.adapter.views.filter(({ kind }) => kind === "result").slice(-1))).toContain(
    "version 1.0.0",
  );
  await harness.start("", undefined, threadOf("2"));
  expect((await record(threadOf("2"))).encounter.protocol.version).toBe("1.1.0");

  await harness.say("upgrade");
  const moved = await record();
  expect(moved.encounter.protocol).toMatchObject({ version: "1.1.0", hash: NEWER.hash });
  const decisions = replay(moved, find);
  expect(decisions.map(({ version }) => version)).toContain("1.0.0");
  expect(decisions.at(-1)?.version).toBe("1.1.0");
  expect(decisions.map(({ outcome }) => outcome)).toEqual(decisions.map(() => "same"));
  // under another version they would not be the same: the comparison is alive
  expect(replay(moved, () => NEWER).some(({ outcome }) => outcome === "differs")).toBe(true);
  expect(eventsOf(moved).filter(({ type }) => type === "moved")).toHaveLength(1);
});

test("a case whose version is not installed is kept, and continues once it is", async () => {
  await harness.start();
  await harness.restart({ latest: NEWER, find: ({ hash }) => (hash === NEWER.hash ? NEWER : undefined) });
  const { outcome, reply } = await harness.tap("procedure", "other");
  expect(outcome).toBe("not-recorded");
  expect(wordsOf(reply)).toContain("version 1.0.0 of the protocol");
  await harness.restart({ latest: NEWER, find });
  expect((await harness.tap("procedure", "other")).outcome).toBe("handled");
});
