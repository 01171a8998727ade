/** The picture that follows a message, apart from any case: what holds nothing up, and what does not fit. */
import nock from "nock";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openTeams } from "../../../adapters/teams/main.ts";
import { byteBudgetFor, imageMessage, wordsMessages } from "../../../adapters/teams/picture-card.ts";
import { MESSAGE_SIZE_CAPS } from "../../../adapters/teams/render.ts";
import type { CasePage, CasePicture } from "../../../src/adapter.ts";
import { FakeConnector, serveKeysAndTokens } from "../../fakes/microsoft.ts";
import { BOT, SERVICE, TENANT } from "../../fakes/teams-activities.ts";
import { faultsOfCard } from "./card-check.ts";
import { all } from "./play-case.ts";
import { ScriptedBot, view } from "./scripted-bot.ts";
import { credentials, KeptAddresses, TestTiming } from "./teams-http-harness.ts";

const THREAD = "19:c@thread.tacv2;messageid=1";
const thread = { platform: "teams", tenant: TENANT, channel: "19:c@thread.tacv2", thread: THREAD };
const picture: CasePicture = {
  name: "windows",
  svg: `<svg xmlns="http://www.w3.org/2000/svg" width="320" height="40"><rect width="320" height="40" fill="#fff"/></svg>`,
  width: 320,
  height: 40,
  breaks: true,
  words: "Case amber-falcon-42: EMERGENT.\nMRI of the spine. Due Sat 14:00.",
};
const seen = (kind: "status" | "result") => view({ kind, title: kind, handle: "amber-falcon-42" });
const deliveryOf = (kind: "status" | "result") => ({
  key: kind,
  thread,
  slot: kind,
  view: seen(kind),
  broadcast: false,
  repeat: false,
});

beforeAll(() => {
  nock.disableNetConnect();
  nock.enableNetConnect("127.0.0.1");
});
beforeEach(() => serveKeysAndTokens());
afterEach(() => nock.cleanAll());
afterAll(() => nock.enableNetConnect());

async function open(page: () => Promise<CasePage | null>) {
  const connector = new FakeConnector();
  const addresses = new KeptAddresses();
  const conversation = { id: THREAD, type: "channel", tenant: TENANT };
  await addresses.put(thread, JSON.stringify({ serviceUrl: SERVICE, conversation, bot: BOT }));
  const logs: string[] = [];
  const teams = openTeams(
    { credentials, anyone: false },
    {
      bot: new ScriptedBot(),
      addresses,
      timing: new TestTiming(),
      casebook: { line: async () => null, page, posted: async () => [] },
      log: (level, event, fields) => logs.push(`${level} ${event} ${fields?.code ?? ""}`),
    },
  );
  return { connector, teams, logs };
}

test("a decision is posted while a picture is still being drawn", async () => {
  const drawn = Promise.withResolvers<CasePage | null>();
  const { connector, teams } = await open(() => drawn.promise);
  await teams.adapter.post(deliveryOf("status"));
  await teams.adapter.post(deliveryOf("result"));
  expect(connector.texts.map((text) => text.split("\n")[0])).toEqual(["status", "result"]);
  drawn.resolve({ pictures: () => [picture] } as unknown as CasePage);
  await teams.stop();
  expect(connector.texts.at(-1)).toBe(picture.words);
});

test("a case that cannot be read costs the message nothing", async () => {
  const { connector, teams, logs } = await open(async () => {
    throw new Error("words of a patient");
  });
  expect(await teams.adapter.post(deliveryOf("status"))).toEqual({ messageIds: ["sent-1"] });
  await teams.stop();
  expect(connector.sent).toHaveLength(1);
  expect(logs).toEqual(["info teams.picture.failed not_drawn"]);
});

test("a picture that cannot be drawn comes as its words", async () => {
  const broken = { ...picture, svg: "<svg" };
  const { connector, teams, logs } = await open(
    async () => ({ pictures: () => [broken] }) as unknown as CasePage,
  );
  await teams.adapter.post(deliveryOf("status"));
  await teams.stop();
  expect(connector.sent).toHaveLength(2);
  expect(connector.texts.at(-1)).toContain("MRI of the spine. Due Sat 14:00.");
  expect(logs).toEqual(["info teams.picture.failed not_drawn"]);
});

test("an image has what its words leave of the smaller of Teams' limits; more words than fit go without it", () => {
  const wordsOf = (count: number) => ({
    ...picture,
    words: Array(count).fill("Plantarflexion: right 5/5.").join("\n"),
  });
  for (const count of [1, 40, 200]) {
    const { bytes } = byteBudgetFor(seen("status"), wordsOf(count));
    const size = JSON.stringify(imageMessage(seen("status"), wordsOf(count), new Uint8Array(bytes))).length;
    expect(size).toBeLessThanOrEqual(MESSAGE_SIZE_CAPS[0]);
    expect(size).toBeGreaterThan(MESSAGE_SIZE_CAPS[0] - 4);
  }
  const wordy = wordsOf(1000);
  expect(byteBudgetFor(seen("status"), wordy).bytes).toBe(0);
  for (const each of wordsMessages(seen("status"), wordy)) {
    const card = each.attachments?.[0].content ?? {};
    expect(faultsOfCard(card)).toEqual([]);
    expect(all(card, "Image")).toEqual([]);
  }
});

test("what stands on a lock screen holds no finding", () => {
  expect(imageMessage(seen("status"), picture, new Uint8Array(10))?.summary).toBe(
    seen("status").notification,
  );
});
