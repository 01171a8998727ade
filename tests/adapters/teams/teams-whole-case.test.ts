/** Whole cases: the real bot on a SQLite file, behind the real CloudAdapter with signed tokens. */
import { decode } from "fast-png";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CARD_PICTURE_WIDTH } from "../../../adapters/teams/picture-card.ts";
import { activity, BOT, execute, group, type Json, personal, TENANT } from "../../fakes/teams-activities.ts";
import { faultsOfCard } from "./card-check.ts";
import { all, type Button, buttonFor, buttonsOf, questionOf, wordsOf } from "./play-case.ts";
import { CHANNEL, RESULT, SAM, type Screen, TeamsThread } from "./teams-thread.ts";

const WHOLE_CASE_MS = 120_000;

let thread: TeamsThread;
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  thread = await TeamsThread.open();
});
afterEach(() => thread.close());

const restart = () => thread.restart();
const post = (body: Json) => thread.post(body);
const say = (words: string, changes: Json = {}) => thread.say(words, changes);
const tap = (screen: Screen, button: Button, changes: Json = {}) => thread.tap(screen, button, changes);
const screens = (conversation: string) => thread.screens(conversation);
const lastWith = (conversation: string, words: string | RegExp) => thread.lastWith(conversation, words);
const openQuestion = (conversation: string) => thread.openQuestion(conversation);
const countOf = (conversation: string, type: string) => thread.countOf(conversation, type);

const ILL = { procedure: "caudal", limb_weakness_or_sensory_change: "present", motor_grades: "not_assessed" };

/** Goes on until the first result is shown. */
async function walk(conversation: string, answer: (screen: Screen, at: number) => Promise<unknown>) {
  for (let at = 0; at < 80; at += 1) {
    if (screens(conversation).some(({ card }) => RESULT.test(wordsOf(card)))) return;
    const question = openQuestion(conversation);
    if (!question) throw new Error("no question is open, and there is no result");
    await answer(question, at);
  }
  throw new Error("the case does not come to its end");
}

function expectDecided(conversation: string): void {
  const words = screens(conversation).map(({ card }) => wordsOf(card));
  const alert = words.findIndex((each) => each.startsWith("EMERGENT: "));
  const result = words.findLastIndex((each) => RESULT.test(each));
  expect(alert).toBeGreaterThan(-1);
  expect(result).toBeGreaterThan(alert);
  expect(words[alert]).toContain("MRI");
}

describe("a whole case", { timeout: WHOLE_CASE_MS }, () => {
  test("by taps in a channel, over a restart: each answer is recorded once and stands on its card", async () => {
    await say("triage");
    let taps = 0;
    await walk(CHANNEL.id, async (screen, at) => {
      if (at === 5) await restart();
      const body = execute(buttonFor(screen.card, ILL).data, { replyToId: screen.id });
      const { json } = await post(body);
      expect(json?.statusCode).toBe(200);
      // Teams sends a tap again, under a new id too: also to another process.
      await post({ ...body, id: `${body.id}9` });
      taps += 1;
    });
    expectDecided(CHANNEL.id);
    expect(await countOf(CHANNEL.id, "answered")).toBe(taps);
    const answered = screens(CHANNEL.id).filter(({ card }) => /, by Alex, /.test(wordsOf(card)));
    expect(answered).toHaveLength(taps);
    expect(await thread.harness.store.audit.verifyAll()).toMatchObject({ broken: [] });
  });

  test("each question says in a channel, and not in a private chat, that typed words need a mention", async () => {
    await say("triage");
    await post(activity({ text: "triage", conversation: personal, entities: undefined }));
    const hint = /^To answer in words, mention this bot\.$/m;
    expect(wordsOf((openQuestion(CHANNEL.id) as Screen).card)).toMatch(hint);
    expect(wordsOf((openQuestion(personal.id) as Screen).card)).not.toMatch(hint);
  });

  test("by words in a personal chat", async () => {
    const here = { conversation: personal, entities: undefined };
    const type = (text: string) => post(activity({ text, ...here }));
    await type("triage");
    await walk(personal.id, (screen) => type(buttonFor(screen.card, ILL).title));
    expectDecided(personal.id);
    await type("why");
    expect(wordsOf(lastWith(personal.id, /^Why\n/).card)).toContain("weakness");
    await type("my cases");
    expect(wordsOf(lastWith(personal.id, /cases/i).card)).toMatch(/[a-z]+-[a-z]+-\d+/);
  });

  test("in a group chat by two people on one card: the first wins, the other is told, both are kept", async () => {
    const here = { conversation: group };
    await say("triage", here);
    const question = openQuestion(group.id) as Screen;
    const [caudal, other] = ["caudal", "other"].map((value) =>
      buttonFor(question.card, { procedure: value }),
    );
    const replies = await Promise.all([
      tap(question, caudal as Button, here),
      tap(question, other as Button, { ...here, from: SAM }),
    ]);
    for (const { status, json } of replies) expect([status, json?.statusCode]).toEqual([200, 200]);
    await thread.harness.service.settled();
    expect(await countOf(group.id, "answered")).toBe(2);
    const dispute = lastWith(group.id, "Two answers");
    await tap(dispute, buttonsOf(dispute.card)[0] as Button, here);
    expect(await countOf(group.id, "settled")).toBe(1);
    // Starting again shows the open one, and offers another beside it.
    await say("triage", here);
    expect(wordsOf(lastWith(group.id, /is open here/).card)).toContain("start a case beside it");
    expect(await countOf(group.id, "opened")).toBe(1);
  });

  describe("a group chat, where all is one thread", () => {
    const here = { conversation: group };
    const handleOf = (screen: Screen) => buttonsOf(screen.card)[0]?.data.handle;
    const alone = { conversation: personal, entities: undefined };

    test("is its open case's until that is closed; then another begins, and cards of the first change neither", async () => {
      await say("triage", here);
      const first = openQuestion(group.id) as Screen;
      await say("triage 70M, legs swollen", here);
      expect(await countOf(group.id, "opened")).toBe(1);
      // whoever says something to the bot there says it about the open case
      await tap(first, buttonFor(first.card, ILL), here);
      // what is typed at once after a colleague's tap is asked back: here the question was read first
      thread.harness.now += 6_000;
      await say("6 h", { ...here, from: SAM });
      expect(await countOf(group.id, "answered")).toBe(2);
      await say("close anyway", here);
      await say("triage", here);
      const second = openQuestion(group.id) as Screen;
      expect(handleOf(second)).not.toBe(handleOf(first));
      // the chat's case is the second one now
      expect([await countOf(group.id, "opened"), await countOf(group.id, "answered")]).toEqual([1, 0]);
      const answered = screens(group.id).find(({ card }) =>
        buttonsOf(card).some(({ title }) => title === "Change"),
      ) as Screen;
      const late = await tap(answered, buttonsOf(answered.card)[0] as Button, here);
      expect(String(late.json?.value)).toMatch(/out of date/);
      expect(await countOf(group.id, "answered")).toBe(0);
      await say("status", here);
      expect(lastWith(group.id, "So far").card.fallbackText).toContain(`Case ${handleOf(second)}`);
    });

    test("its case is addressed by handle from a private chat, by whoever takes part in it", async () => {
      await say("triage", here);
      const question = openQuestion(group.id) as Screen;
      const button = buttonFor(question.card, ILL);
      await tap(question, button, { ...alone, from: { id: "29:u9", name: "Kim" } });
      expect(await countOf(group.id, "answered")).toBe(0);
      await tap(question, button, alone);
      expect(await countOf(group.id, "answered")).toBe(1);
      // its next question comes where the case lives
      expect(questionOf((openQuestion(group.id) as Screen).card)).not.toBe(questionOf(question.card));
      expect(openQuestion(personal.id)).toBeUndefined();
    });
  });

  test("a section by its form: opened in place of the card, filled, recorded", async () => {
    await say("triage");
    const question = openQuestion(CHANNEL.id) as Screen;
    const several = buttonsOf(question.card).find(({ title }) => title === "Answer several") as Button;
    const { json } = await tap(question, several);
    expect(json?.type).toBe("application/vnd.microsoft.card.adaptive");
    const form = json?.value as Json;
    const submit = buttonsOf(form).find(({ data }) => "filled" in data) as Button;
    const choices = all(form.body, "Input.ChoiceSet");
    const values = Object.fromEntries(
      choices.map(({ id, choices: options }) => [id, (options as { value: string }[])[0]?.value]),
    );
    const filled = await post(execute({ ...submit.data, ...values }, { replyToId: question.id }));
    expect(filled.json?.statusCode).toBe(200);
    expect(await countOf(CHANNEL.id, "answered")).toBe(choices.length);
  });
});

test("a form that leaves its question open gives the question back", { timeout: WHOLE_CASE_MS }, async () => {
  await say("triage");
  const question = openQuestion(CHANNEL.id) as Screen;
  const several = buttonsOf(question.card).find(({ title }) => title === "Answer several") as Button;
  const form = (await tap(question, several)).json?.value as Json;
  const submit = buttonsOf(form).find(({ data }) => "filled" in data) as Button;
  const asked = `field:${questionOf(question.card)}`;
  const other = all(form.body, "Input.ChoiceSet").find(({ id }) => id !== asked) as Json;
  const [{ value } = { value: "" }] = other.choices as { value: string }[];
  const { json } = await post(
    execute({ ...submit.data, [String(other.id)]: value }, { replyToId: question.id }),
  );
  expect(await countOf(CHANNEL.id, "answered")).toBe(1);
  expect(json?.type).toBe("application/vnd.microsoft.card.adaptive");
  expect(questionOf(json?.value as Json)).toBe(questionOf(question.card));
});

describe("a value of a form that is refused", { timeout: WHOLE_CASE_MS }, () => {
  const FEVER = "field:fever.measured";

  /** Goes on to the red flags, whose form asks for a temperature, and opens that form on the question's card. */
  const opened = async () => {
    await say("triage");
    for (;;) {
      const question = openQuestion(CHANNEL.id) as Screen;
      if (/^Red flags/m.test(wordsOf(question.card))) return { question, form: await formOn(question) };
      await tap(question, buttonFor(question.card, ILL));
    }
  };
  const formOn = async (screen: Screen, title = "Answer several") => {
    const button = buttonsOf(screen.card).find((each) => each.title === title) as Button;
    return (await tap(screen, button)).json?.value as Json;
  };
  const submit = (form: Json, screen: Screen, values: Json) => {
    const { data } = buttonsOf(form).find((each) => "filled" in each.data) as Button;
    return post(execute({ ...data, ...values }, { replyToId: screen.id }));
  };
  const temperature = (form: Json) => all(form.body, "Input.Text").find(({ id }) => id === FEVER)?.value;
  const answerTo = async (question: string) =>
    (await thread.recorded(CHANNEL.id))
      .filter(({ type }) => type === "answered")
      .map(({ body }) => JSON.parse(body))
      .findLast((event) => event.question === question)?.answer;

  test.each([
    ["out of range", "83 C", "83 C is outside 30 to 45 C (or in F)"],
    ["without the unit that it needs", "101.3", 'if it is in F, write "101.3 F"'],
    ["of an unknown unit", "38.4 K", 'the unit "K" is not known here: 30 to 45 C (or in F)'],
    ["no value", "warm", 'warm: 30 to 45 C (or in F), "yes", "no"'],
  ])("%s: the question stands, the reason is said, it is kept to be mended", async (_, typed, reason) => {
    const { question, form } = await opened();
    const before = await countOf(CHANNEL.id, "answered");
    const { status, json } = await submit(form, question, { [FEVER]: typed });
    expect([status, json?.statusCode, await countOf(CHANNEL.id, "answered")]).toEqual([200, 200, before]);
    // the form stood in the place of the question, which comes back there
    expect(questionOf(json?.value as Json)).toBe(questionOf(question.card));
    const refusal = lastWith(CHANNEL.id, "Not recorded, and kept in the form to be mended");
    expect(wordsOf(refusal.card)).toContain(`Fever: ${typed}: `);
    expect(wordsOf(refusal.card)).toContain(reason);
    expect(faultsOfCard(refusal.card)).toEqual([]);
    const again = await formOn(refusal, "Open the form again");
    expect(temperature(again)).toBe(typed);
    const mended = await submit(again, refusal, { [FEVER]: "101.3 F" });
    expect(mended.json?.statusCode).toBe(200);
    expect(await answerTo("fever")).toEqual({ value: 38.5 });
  });

  test("affects nothing else: valid fields in the same form are recorded at once", async () => {
    const { question, form } = await opened();
    await submit(form, question, { [FEVER]: "83 C", "field:saddle_sensory_loss": "present" });
    expect(await answerTo("saddle_sensory_loss")).toEqual({ value: "present" });
    expect(await answerTo("fever")).toBeUndefined();
    const said = screens(CHANNEL.id).map(({ card }) => wordsOf(card));
    expect(said).toContainEqual(expect.stringMatching(/^EMERGENT: /));
    expect(said).toContainEqual(expect.stringContaining("Fever: 83 C: "));
  });
});

describe("the case's pictures", { timeout: WHOLE_CASE_MS }, () => {
  const decided = async () => {
    await say("triage");
    await walk(CHANNEL.id, (screen) => tap(screen, buttonFor(screen.card, ILL)));
  };
  const images = () => screens(CHANNEL.id).flatMap(({ card }) => all(card.body, "Image"));
  /** Says something, and waits for the picture too. */
  const ask = async (words: string) => {
    await say(words);
    await thread.teams.stop();
  };

  test("follow status, timeline and handoff as images with all their words; a decision has none", async () => {
    await decided();
    await thread.teams.stop();
    expect(images()).toEqual([]);
    const handle = String(buttonsOf(openQuestion(CHANNEL.id)?.card ?? null)[0]?.data.handle);
    for (const [words, name] of [
      ["status", "windows"],
      ["timeline", "windows"],
      ["handoff", "legs"],
    ] as const) {
      const before = images().length;
      await ask(words);
      const page = await thread.harness.service.casebook.page(handle, { platform: "teams", tenant: TENANT });
      const picture = page?.pictures(CARD_PICTURE_WIDTH).find((each) => each.name === name);
      const message = screens(CHANNEL.id).findLast(({ card }) => all(card.body, "Image").length > 0);
      expect(images()).toHaveLength(before + 1);
      const image = images().at(-1) as { altText: string; url: string };
      // the clock went on a little since it was drawn
      expect(image.altText.split("\n")[0]).toBe(picture?.words.split("\n")[0]);
      expect(image.altText.split("\n")).toHaveLength(picture?.words.split("\n").length ?? 0);
      expect(wordsOf(message?.card ?? null)).toBe(image.altText);
      expect(faultsOfCard(message?.card ?? {})).toEqual([]);
      expect(JSON.stringify(thread.connector.shown.get(message?.id ?? "")?.body).length).toBeLessThan(40_000);
      const png = decode(Buffer.from(image.url.replace("data:image/png;base64,", ""), "base64"));
      expect(Math.max(png.width, png.height)).toBeLessThanOrEqual(1024);
      expect(png.width).toBeGreaterThan(600);
      expect(png.width / png.height).toBeCloseTo((picture?.width ?? 0) / (picture?.height ?? 1), 1);
    }
  });

  test("one that Teams refuses is said in words; one that may have arrived is not said again", async () => {
    await decided();
    const count = () => thread.connector.sent.length;
    thread.connector.script.push([201, { id: "status-1" }], [413, { error: { code: "MessageSizeTooBig" } }]);
    await ask("status");
    expect(images()).toEqual([]);
    expect(wordsOf(lastWith(CHANNEL.id, /^Case .*: EMERGENT\n/).card)).toMatch(/Due .*\(counted from/);
    const before = count();
    thread.connector.script.push([201, { id: "status-2" }], [502]);
    await ask("status");
    expect(count()).toBe(before + 2);
  });
});

test("the welcome is said once in a conversation's life, over a restart too", async () => {
  const install = () =>
    post(
      activity({
        type: "installationUpdate",
        action: "add",
        text: undefined,
        entities: undefined,
        conversation: personal,
      }),
    );
  const join = () =>
    post(
      activity({
        type: "conversationUpdate",
        text: undefined,
        entities: undefined,
        conversation: personal,
        membersAdded: [{ id: "29:u1" }, { id: BOT.id }],
      }),
    );
  await install();
  await join();
  await restart();
  await install();
  await join();
  expect(thread.connector.sent).toHaveLength(1);
  expect(thread.connector.texts[0]).toContain("This bot triages one patient at a time");
  const [welcome] = screens(String(personal.id));
  expect(buttonsOf(welcome?.card ?? {}).map(({ title }) => title)).toEqual(["Start", "Help"]);
});

test("a team that installs the bot is told that it hears only messages that mention it", async () => {
  const conversation = { ...CHANNEL, id: "19:c@thread.tacv2" };
  await post(
    activity({
      type: "installationUpdate",
      action: "add",
      text: undefined,
      entities: undefined,
      conversation,
    }),
  );
  expect(thread.connector.texts.join("\n")).toContain("Here the bot hears only messages that mention it.");
});

describe.each<[string, Json]>([
  ["a channel", CHANNEL],
  ["a group chat", group],
  ["a personal chat", personal],
])("%s without a case", (_, where) => {
  const conversation = where as Json & { id: string };
  const here = { conversation: where };
  const pressed = async (label: string) => {
    const screen = screens(conversation.id).findLast(({ card }) =>
      buttonsOf(card).some(({ title }) => title === label),
    );
    const button = buttonsOf(screen?.card ?? null).find(({ title }) => title === label);
    if (!screen || !button) throw new Error(`nothing offers ${label}`);
    return tap(screen, button, here);
  };
  const shown = () =>
    screens(conversation.id)
      .map(({ card }) => wordsOf(card))
      .join("\n");

  test.each(["hello!", "thanks", "what are you?", ""])(
    "answers talk with Start and Help: %j",
    async (words) => {
      await say(words, here);
      expect(
        screens(conversation.id).flatMap(({ card }) => buttonsOf(card).map(({ title }) => title)),
      ).toEqual(["Start", "Help"]);
      expect(await thread.recorded(conversation.id)).toEqual([]);
      await pressed("Start");
      expect(await countOf(conversation.id, "opened")).toBe(1);
    },
  );

  test("keeps other words, and begins with them at a tap: nothing is typed again", async () => {
    await say("68F, right calf swollen since the injection", here);
    expect(shown()).toContain("Start a case with these words?");
    expect(JSON.stringify([...thread.connector.shown.values()])).not.toContain("calf");
    expect(await thread.recorded(conversation.id)).toEqual([]);
    await restart();
    await pressed("Start");
    expect(await countOf(conversation.id, "opened")).toBe(1);
    expect(shown()).toContain("calf swollen");
  });

  test("puts them away at No", async () => {
    await say("68F, right calf swollen since the injection", here);
    expect((await pressed("No")).json?.value).toBe("Not started. Your words are not kept.");
    expect((await pressed("Start")).json?.value).toContain("Those words are not kept any more.");
    expect(await thread.recorded(conversation.id)).toEqual([]);
  });

  test("begins at once with a start command", async () => {
    await say("triage 68F, right calf swollen", here);
    expect(await countOf(conversation.id, "opened")).toBe(1);
    expect(shown()).toContain("calf swollen");
  });

  test.each(["why", "close", "cite 12"])("begins none for a command that needs one: %s", async (words) => {
    await say(words, here);
    expect(await thread.recorded(conversation.id)).toEqual([]);
    expect(JSON.stringify([...thread.connector.shown.values()])).not.toContain("started");
  });
});
