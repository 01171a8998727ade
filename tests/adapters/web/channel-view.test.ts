import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { actorNamed, webThread } from "../../../adapters/web/parse.ts";
import { createBot } from "../../../src/bot/bot.ts";
import { buttonOf, call, nextId, Person, type Watch } from "./http-caller.ts";
import { NOON, WebHttpHarness } from "./web-http-harness.ts";

const ROOM = "roomroomroom1";
let harness: WebHttpHarness;
let kim: Person;
let sam: Person;
const watches: Watch[] = [];
const watch = (person: Person, from?: { lastEventId?: string }): Watch => {
  const opened = person.watch(ROOM, from);
  watches.push(opened);
  return opened;
};
const questionsOf = ({ messages }: Watch) => messages.filter(({ kind }) => kind === "question");
const nextQuestion = (seen: Watch, count: number) => seen.until(() => questionsOf(seen)[count]);

beforeEach(async () => {
  harness = await WebHttpHarness.openPage();
  kim = new Person(harness.url, "Night resident");
  sam = new Person(harness.url, "Sam", "nurse");
});
afterEach(async () => {
  for (const each of watches.splice(0)) each.stop();
  await harness.close();
});

describe("who a person is", () => {
  test.each([
    ["Night resident", "web:local:night-resident"],
    ["  night   RESIDENT ", "web:local:night-resident"],
    ["Dr. Åsa Lind-Öz", "web:local:dr-asa-lind-oz"],
    ["田中", "web:local:田中"],
    ["../../<b>", "web:local:b"],
  ])("%s is %s", (name, id) => expect(actorNamed(name)?.id).toBe(id));
  test.each(["", "   ", "!?", "x".repeat(61)])("%j is nobody", (name) => expect(actorNamed(name)).toBe(null));
});

describe("a room", () => {
  test("begins with a case, shows its question live, and takes a tap", async () => {
    const seen = watch(kim);
    const first = await seen.until(({ news }) => news[0]);
    expect(first).toEqual({ now: NOON, messages: [], summary: null });
    const answer = await kim.start(ROOM);
    expect([answer.status, answer.json]).toEqual([200, { outcome: "handled", told: [] }]);
    expect(harness.requests[0]).toMatchObject({
      thread: { platform: "web", tenant: "local", channel: ROOM, thread: "" },
      inbound: {
        kind: "start",
        actor: { id: "web:local:night-resident", name: "Night resident", role: "physician" },
      },
    });
    const question = await nextQuestion(seen, 0);
    expect((await kim.tap(ROOM, buttonOf(question, "Not assessed"))).json.outcome).toBe("handled");
    const answered = await seen.until(({ messages }) => messages.find(({ kind }) => kind === "answered"));
    expect(answered).toMatchObject({ slot: question.slot, update: true, onlyUpdate: true });
    await nextQuestion(seen, 1);
    expect(seen.news.at(-1)?.summary).toMatchObject({
      handle: "amber-falcon-42",
      owner: "Night resident",
      closed: false,
    });
  });

  test("shows what was recorded on the next question, once, and takes it back there", async () => {
    const seen = watch(kim);
    await kim.start(ROOM);
    const first = await nextQuestion(seen, 0);
    await kim.tap(ROOM, buttonOf(first, "Epidural blood patch"));
    const second = await nextQuestion(seen, 1);
    const [card] = second.cards as { body: { text?: string }[] }[];
    expect(card?.body[0]?.text).toBe("Recorded: Procedure: epidural blood patch");
    expect(JSON.stringify(card?.body).split("Recorded:")).toHaveLength(2);
    harness.now += 2000;
    await kim.tap(ROOM, buttonOf(second, "Undo"));
    const again = await nextQuestion(seen, 2);
    expect(again.title).toContain("Procedure");
    expect(JSON.stringify(again.cards)).toContain("Taken back: Procedure: epidural blood patch");
  });

  test("takes words", async () => {
    const seen = watch(kim);
    await kim.start(ROOM);
    await nextQuestion(seen, 0);
    harness.now += 2000;
    await kim.say(ROOM, "  unknown not assessed ");
    await nextQuestion(seen, 1);
    expect(harness.requests.at(-1)?.inbound).toMatchObject({
      kind: "say",
      words: "unknown not assessed",
      addressed: true,
    });
  });

  test("shows a case to a second person whole, and each sees what the other does", async () => {
    const one = watch(kim);
    await kim.start(ROOM);
    const question = await nextQuestion(one, 0);
    const two = watch(sam);
    expect((await nextQuestion(two, 0)).key).toBe(question.key);
    await sam.tap(ROOM, buttonOf(question, "Not assessed"));
    await Promise.all([nextQuestion(one, 1), nextQuestion(two, 1)]);
  });

  test("tells the later of two people that it was answered, alone", async () => {
    const [one, two] = [watch(kim), watch(sam)];
    await kim.start(ROOM);
    const question = await nextQuestion(one, 0);
    await kim.tap(ROOM, buttonOf(question, "Epidural blood patch"));
    await nextQuestion(two, 1);
    await sam.tap(ROOM, buttonOf(question, "Epidural blood patch"));
    const told = await two.until(({ messages }) => messages.find(({ mine }) => mine));
    expect(JSON.stringify(told.cards)).toContain("Already answered by Night resident");
    // What comes after it in the room reaches both; the private word does not.
    await sam.say(ROOM, "help");
    await one.until(({ messages }) => messages.find(({ kind }) => kind === "help"));
    expect(one.messages.some(({ mine }) => mine)).toBe(false);
  });

  test("shows both answers when two people differ, and overwrites neither", async () => {
    const [one, two] = [watch(kim), watch(sam)];
    await kim.start(ROOM);
    const question = await nextQuestion(one, 0);
    await kim.tap(ROOM, buttonOf(question, "Epidural blood patch"));
    await nextQuestion(two, 1);
    await sam.tap(ROOM, buttonOf(question, "Other or not sure"));
    for (const seen of [one, two]) {
      const dispute = await seen.until(({ messages }) => messages.find(({ kind }) => kind === "dispute"));
      expect(JSON.stringify(dispute.cards)).toMatch(/Night resident.*Sam/);
    }
  });

  test("takes with words and taps what stood on the screen, and no more than that", async () => {
    await kim.start(ROOM);
    const standing = { question: "procedure", rev: 0, forMs: 1200 };
    await kim.post(`${ROOM}/say`, { words: "caudal", standing });
    expect(harness.requests.at(-1)?.inbound.standing).toEqual(standing);
    await kim.post(`${ROOM}/say`, { words: "6 h", standing: { proposal: 1, forMs: 5 } });
    expect(harness.requests.at(-1)?.inbound.standing).toEqual({ proposal: 1, forMs: 5 });
    const count = harness.requests.length;
    for (const wrong of [
      {},
      { ...standing, forMs: -1 },
      { ...standing, rev: "0" },
      { ...standing, more: 1 },
    ]) {
      const { status, json } = await kim.post(`${ROOM}/say`, { words: "no", standing: wrong });
      expect([status, json.error]).toEqual([400, expect.stringContaining("standing")]);
    }
    expect(harness.requests).toHaveLength(count);
  });

  test("records no bare answer where nothing on the screen asked", async () => {
    const seen = watch(kim);
    await kim.start(ROOM);
    await nextQuestion(seen, 0);
    await kim.post(`${ROOM}/say`, { words: "caudal", standing: null });
    const note = await seen.until(({ messages }) => messages.find(({ kind }) => kind === "notice"));
    expect(JSON.stringify(note.cards)).toContain("nothing had been shown when it came");
    expect(seen.messages.some(({ kind }) => kind === "answered")).toBe(false);
  });

  test("a request that is sent again is handled once", async () => {
    await kim.start(ROOM);
    const id = nextId();
    const body = { id, words: "help" };
    const answers = await Promise.all([kim.post(`${ROOM}/say`, body), kim.post(`${ROOM}/say`, body)]);
    expect(answers.map(({ json }) => json.outcome).sort()).toEqual(["duplicate", "handled"]);
  });

  test("a stream continues after what was seen, and nothing comes twice", async () => {
    const before = watch(kim);
    await kim.start(ROOM);
    const question = await nextQuestion(before, 0);
    before.stop();
    await kim.tap(ROOM, buttonOf(question, "Not assessed"));
    const after = watch(kim, before);
    await nextQuestion(after, 0);
    expect(after.messages.map(({ kind }) => kind)).toEqual(["answered", "question"]);
    const keys = [...before.messages, ...after.messages].map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test.each(["abc", "-1", "1e9", "99999999999999999999"])(
    "a position of %s is the beginning",
    async (lastEventId) => {
      const begun = watch(kim);
      await kim.start(ROOM);
      await nextQuestion(begun, 0);
      await nextQuestion(watch(kim, { lastEventId }), 0);
    },
  );

  test("what another process posts comes too", async () => {
    const seen = watch(kim);
    await seen.until(({ news }) => news[0]);
    // Another process is another bot over the same file: it does not tell this one that there is news.
    const other = createBot({
      ...harness.parts,
      channelOf: () => null,
      commit: (commit) => harness.parts.store.commit(commit),
    });
    const actor = { id: "web:local:sam", name: "Sam" };
    const thread = webThread(ROOM);
    await other.receive({ deliveries: [], thread, inbound: { kind: "start", actor, words: "" } });
    await nextQuestion(seen, 0);
  });

  test("says that nothing was recorded when nothing was, to the person alone", async () => {
    await kim.start(ROOM);
    await harness.store.close();
    const answer = await kim.say(ROOM, "no fever");
    expect(answer.status).toBe(503);
    expect(answer.json.outcome).toBe("not-recorded");
    expect(answer.json.told).toHaveLength(1);
    expect(JSON.stringify(answer.json.told)).toMatch(/[Nn]ot recorded|[Nn]othing was/);
  });

  test("is whole again after a restart, and a tap from before still counts", async () => {
    const before = watch(kim);
    await kim.start(ROOM);
    const question = await nextQuestion(before, 0);
    await harness.service.settled();
    await harness.end();
    await before.until(({ ended }) => ended);
    await harness.start();
    const after = watch(kim);
    expect(await nextQuestion(after, 0)).toEqual(question);
    await kim.tap(ROOM, buttonOf(question, "Not assessed"));
    const resumed = watch(kim, before);
    await nextQuestion(resumed, 0);
    expect(resumed.messages.map(({ kind }) => kind)).toEqual(["answered", "question"]);
  });

  test("opens a section's form, and takes what was filled in", async () => {
    await kim.start(ROOM);
    const handle = "amber-falcon-42";
    const opened = await kim.tap(ROOM, { handle, act: { do: "form", section: "red_flags" } });
    expect(opened.json.title).toBe("Red flags");
    expect(JSON.stringify(opened.json.cards)).toContain("Input.ChoiceSet");
    const filled = {
      handle,
      act: { do: "form", section: "red_flags" },
      filled: true,
      "field:fever": "absent",
    };
    expect((await kim.tap(ROOM, filled)).json.outcome).toBe("handled");
    expect(harness.requests.at(-1)?.inbound).toMatchObject({ kind: "submit", values: { fever: "absent" } });
  });
});

describe("cases", () => {
  test("are listed with their urgency and owner, and shown on a page with their pictures", async () => {
    await kim.start(ROOM);
    const { json } = await call(`${harness.url}/web/cases`);
    expect(json).toMatchObject({
      now: NOON,
      signedIn: false,
      cases: [
        { handle: "amber-falcon-42", room: ROOM, urgency: null, owner: "Night resident", openedAt: NOON },
      ],
    });
    const page = await call(`${harness.url}/web/cases/amber-falcon-42`);
    expect(page.json.summary.handle).toBe("amber-falcon-42");
    const [picture, legs] = page.json.pictures;
    expect((await call(`${harness.url}/${picture.narrow}`)).text).toMatch(/^<svg[^>]* width="340"/);
    expect(legs.narrow).toBe(null);
    const drawn = await call(`${harness.url}/${picture.url}`);
    expect(drawn.headers["content-type"]).toContain("image/svg+xml");
    expect(drawn.headers["content-security-policy"]).toBe("default-src 'none'; style-src 'unsafe-inline'");
  });

  test("are told apart at a glance: what was done, when it was opened, and the first act not done, a call now too", async () => {
    const seen = watch(kim);
    await kim.start(ROOM);
    await kim.tap(ROOM, buttonOf(await nextQuestion(seen, 0), "Epidural blood patch"));
    const handle = "amber-falcon-42";
    const act = { do: "form", section: "red_flags" };
    await kim.tap(ROOM, { handle, act, filled: true, "field:limb_weakness_or_sensory_change": "present" });
    const listed = async () => (await call(`${harness.url}/web/cases`)).json.cases[0];
    const now = await listed();
    expect(now).toMatchObject({ about: "epidural blood patch", openedAt: NOON, urgency: "EMERGENT" });
    expect(now.next).toEqual({
      label: "Neurosurgery now, by phone, before the MRI is reported",
      due: NOON + 3_600_000,
      atOnce: false,
    });
    // nobody marks the call as done: when its time is past, the clock of the scan is next
    harness.now = NOON + 3_600_000;
    expect((await listed()).next).toMatchObject({ label: /^MRI of the spine/, due: NOON + 4 * 3_600_000 });
  });

  test.each(["web/cases/no-such-case", "web/cases/amber-falcon-42/no.svg", "web/other"])(
    "%s is a clear 404",
    async (path) => {
      await kim.start(ROOM);
      const answer = await call(`${harness.url}/${path}`);
      expect(answer.status).toBe(404);
      expect(answer.json.error).toMatch(/no such|nothing here/);
    },
  );
});

describe("a room without a case", () => {
  test("answers talk with Start and Help, which begin a case and show what can be typed", async () => {
    const seen = watch(kim);
    await kim.say(ROOM, "hello");
    const talk = await seen.until(({ messages }) => messages[0]);
    await kim.tap(ROOM, buttonOf(talk, "Help"));
    await seen.until(({ messages }) => messages.find(({ kind }) => kind === "help"));
    await kim.tap(ROOM, buttonOf(talk, "Start"));
    await nextQuestion(seen, 0);
  });

  test("keeps other words, and begins with them at a tap: nothing is typed again", async () => {
    const seen = watch(kim);
    await kim.say(ROOM, "68F, right calf swollen since the injection");
    const offer = await seen.until(({ messages }) => messages[0]);
    expect(JSON.stringify(offer)).toContain("Start a case with these words?");
    expect(JSON.stringify(offer)).not.toContain("calf");
    expect((await kim.tap(ROOM, buttonOf(offer, "Start"))).json.outcome).toBe("handled");
    const list = await seen.until(({ messages }) => messages.find(({ kind }) => kind === "proposal"));
    expect(JSON.stringify(list)).toContain("calf swollen");
  });

  test("puts them away at No, which is said to who tapped", async () => {
    const seen = watch(kim);
    await kim.say(ROOM, "68F, right calf swollen since the injection");
    const offer = await seen.until(({ messages }) => messages[0]);
    const { json } = await kim.tap(ROOM, buttonOf(offer, "No"));
    expect(JSON.stringify(json.told)).toContain("Not started. Your words are not kept.");
    expect(JSON.stringify((await kim.tap(ROOM, buttonOf(offer, "Start"))).json.told)).toContain(
      "Those words are not kept any more.",
    );
  });

  test("says to who typed a command that needs one that there is none, and posts nothing", async () => {
    const seen = watch(kim);
    const { json } = await kim.say(ROOM, "why");
    expect(JSON.stringify(json.told)).toContain("No case is open here. Type triage to start one.");
    expect(seen.messages).toEqual([]);
  });
});
