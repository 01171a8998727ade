/** The template of an adapter plays a whole case, over HTTP and by the public API alone. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { View } from "../../src/views/outbound.ts";
import { CONTENT, ServiceHarness, SHIPPED } from "../service-harness.ts";
import { type SampleRooms, sampleModule } from "./sample-adapter.ts";

const TOKEN = "a-token-of-some-24-letters";
let harness: ServiceHarness;
let server: Server;
let rooms: SampleRooms;
let count = 0;

beforeEach(async () => {
  // nobody reads a question in less than two seconds
  harness = await ServiceHarness.open({ tick: 2_000 });
  const { store, bot } = harness;
  const config = sampleModule.settings.read({ SAMPLE_TOKEN: TOKEN }, { masterKey: undefined });
  if (config === null || config instanceof Error) throw new Error("the settings are refused");
  const opened = await sampleModule.open(config, {
    bot,
    casebook: harness.service.casebook,
    addresses: store.addresses,
    installations: store.installations,
    protocols: { latest: SHIPPED, all: [CONTENT, SHIPPED] },
    site: harness.parts.site,
    now: () => harness.now,
    log: () => {},
  });
  rooms = opened.adapter;
  harness.serve(rooms);
  const app = express();
  opened.mount(app);
  server = createServer(app);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
});
afterEach(async () => {
  server.close();
  await harness.close();
});

async function send(did: object, token = TOKEN, id = `${++count}`) {
  harness.now += 10_000;
  const { port } = server.address() as AddressInfo;
  const response = await fetch(`http://127.0.0.1:${port}/sample`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ id, room: "ward", user: "Kim", ...did }),
  });
  await harness.service.settled();
  return { status: response.status, json: response.ok ? await response.json() : null };
}

const shown = (kind: View["kind"]): View[] =>
  [...rooms.messages.values()].filter((view) => view.kind === kind);

test("plays a whole case by taps, from its start to a result", { timeout: 60_000 }, async () => {
  await send({ words: "triage" });
  for (let taps = 0; taps < 80 && shown("result").length === 0; taps += 1) {
    const question = shown("question").at(-1);
    const answers = question?.actions.filter(({ act }) => act.do === "answer") ?? [];
    const chosen = answers.find(({ label }) => label === "No") ?? answers.at(-1);
    if (!question || !chosen) throw new Error("nothing is asked, and there is no result");
    expect((await send({ handle: question.handle, act: chosen.act })).json).toMatchObject({
      outcome: "handled",
    });
  }
  expect(shown("result").length).toBeGreaterThan(0);
  // each answered question stands as its answer, in the message that asked it
  expect(shown("question").length).toBeLessThanOrEqual(1);
  expect(shown("answered").length).toBeGreaterThan(5);
});

test("handles a delivery once, keeps words until a case is wanted, and takes nothing from a stranger", async () => {
  expect((await send({ words: "triage" }, "another-token-of-24-letters")).status).toBe(400);
  await send({ words: "68F, right calf swollen" });
  const start = shown("notice")
    .at(-1)
    ?.actions.find(({ label }) => label === "Start");
  const begun = { handle: "", act: start?.act };
  expect((await send(begun, TOKEN, "tap")).json).toMatchObject({ outcome: "handled" });
  expect(shown("proposal")).toHaveLength(1);
  expect((await send(begun, TOKEN, "tap")).json).toMatchObject({ outcome: "duplicate" });
  expect(shown("proposal")).toHaveLength(1);
});
