/** What goes on beside a case's thread: a thread that is lost, private copies with their buttons, sources, pictures. */
import { decode } from "fast-png";
import { afterEach, describe, expect, test } from "vitest";
import { altText } from "../../../adapters/slack/post-pictures.ts";
import { type Control, controlsOf, wordsOf } from "./message-contents.ts";
import { command, deleted, edited, event, mention, said, tap, ts } from "./slack-payloads.ts";
import { SlackThread, wellPatientAnswer } from "./slack-thread.ts";

let talk: SlackThread;
afterEach(() => talk.close());

const wire = () => talk.stack.wire;
const labels = (body: Record<string, unknown>) => controlsOf(body).map(({ label }) => label);
/** What one person got in their private chat. */
const privately = (user: string) =>
  wire()
    .of("chat.postMessage")
    .filter(({ body }) => body.channel === user);
/** What was posted or changed in the channel since a number of calls. */
const inChannel = (since: number) =>
  wire()
    .calls.slice(since)
    .filter(
      ({ method, body }) =>
        /^chat\.(postMessage|update|postEphemeral)$/.test(method) && body.channel === "C1",
    );
const codes = () => talk.stack.log.map(({ event: name, fields }) => `${name} ${fields?.code ?? ""}`.trim());

const pressed = (body: Record<string, unknown> | undefined, label: string): Control => {
  const found = controlsOf(body ?? {}).find((each) => each.label === label);
  if (!found) throw new Error(`nothing says ${label}: ${labels(body ?? {}).join(", ")}`);
  return found;
};

/** The message that the case hangs on is gone, as Slack tells it. */
const goneOurs = () => event(deleted({ ts: talk.root(), user: "UBOT", bot_id: "BBOT", text: "started" }));
const stone = { subtype: "tombstone", user: "USLACKBOT" };

describe("the first message of a case's thread is deleted", { timeout: 120_000 }, () => {
  for (const [whose, begin, gone] of [
    ["the bot's own", () => command(""), () => goneOurs()],
    [
      "the bot's own, which leaves a stone",
      () => command(""),
      () =>
        event(
          edited(
            { ts: talk.root(), thread_ts: talk.root(), user: "UBOT", bot_id: "BBOT", text: "started" },
            "This message was deleted.",
            stone,
          ),
        ),
    ],
    [
      "a person's mention",
      () => event(mention({ text: "<@UBOT> triage" })),
      () => event(deleted({ ts: talk.root(), text: "<@UBOT> triage" })),
    ],
    [
      "a person's mention, which leaves a stone",
      () => event(mention({ text: "<@UBOT> triage" })),
      () =>
        event(
          edited(
            { ts: talk.root(), thread_ts: talk.root(), text: "<@UBOT> triage" },
            "This message was deleted.",
            stone,
          ),
        ),
    ],
  ] as const)
    test(`${whose}: nothing more is posted there, the record stays, and the owner is told where the case is`, async () => {
      talk = await SlackThread.open();
      await talk.send(begin());
      const question = talk.waiting();
      await talk.press(question?.ts ?? "", wellPatientAnswer(controlsOf(question?.body ?? {})));
      const asked = talk.waiting();
      const since = wire().calls.length;
      await talk.send(gone());
      await talk.send(gone());
      const told = privately("U1");
      expect(told).toHaveLength(1);
      expect(wordsOf(told[0]?.body ?? {})).toContain("was deleted, so nothing more can be posted");
      expect(wordsOf(told[0]?.body ?? {})).toContain("The record is kept");
      expect(String(told[0]?.body.text)).toMatch(
        /^Case [a-z]+-[a-z]+-\d+ has lost its thread\. Its record is kept\.$/,
      );
      expect(labels(told[0]?.body ?? {})).toEqual(["Status", "Handoff", "Close"]);
      // taps and words in what is left of the thread are recorded, and answered privately
      await talk.press(asked?.ts ?? "", wellPatientAnswer(controlsOf(asked?.body ?? {})));
      await talk.write("no", "U2");
      expect(inChannel(since)).toEqual([]);
      expect(privately("U1").length).toBeGreaterThan(1);
      expect(privately("U2").length).toBeGreaterThan(0);
      const line = await talk.bot.service.casebook.inThread({
        platform: "slack",
        tenant: "T1",
        channel: "C1",
        thread: talk.root(),
      });
      expect(line).toMatchObject({ closed: false });
    });

  test("it stays so after a restart, and a danger sign reaches the owner all the same", async () => {
    talk = await SlackThread.open({}, {}, true);
    await talk.send(command(""));
    await talk.send(goneOurs());
    await talk.restart();
    const since = wire().calls.length;
    // the case goes on by taps on the copies alone
    await talk.write("caudal");
    for (let round = 0; round < 30; round += 1) {
      const last = privately("U1").findLast(({ body }) => labels(body).includes("Not assessed"));
      if (!last || privately("U1").some(({ body }) => String(body.text).includes("EMERGENT"))) break;
      const danger = wordsOf(last.body).includes("New leg weakness or sensory change");
      await talk.pressCopy(danger ? pressed(last.body, "Yes") : wellPatientAnswer(controlsOf(last.body)));
      expect(wordsOf(last.body)).toContain("what is typed in this chat does not reach the case");
    }
    const alerts = privately("U1").filter(({ body }) => String(body.text).includes("EMERGENT"));
    expect(alerts).toHaveLength(1);
    expect(wordsOf(alerts[0]?.body ?? {})).toContain("could not be posted in the case's thread");
    // the channel is told without the thread, and of nothing but the alert
    expect(inChannel(since).map(({ body }) => [body.thread_ts, String(body.text)])).toEqual([
      [undefined, expect.stringContaining("EMERGENT")],
    ]);
    expect(codes()).toContain("post_refused thread_lost");
  });

  test("the owner's copy gives the state, a note to paste, and the end of the case", async () => {
    talk = await SlackThread.open();
    await talk.send(command(""));
    await talk.send(goneOurs());
    const [notice] = privately("U1");
    await talk.pressCopy(pressed(notice?.body, "Status"));
    expect(wordsOf(privately("U1").at(-1)?.body ?? {})).toContain("So far");
    await talk.pressCopy(pressed(notice?.body, "Handoff"));
    expect(wordsOf(privately("U1").at(-1)?.body ?? {})).toContain("Handoff, case");
    await talk.pressCopy(pressed(notice?.body, "Close"));
    await talk.send(command("list"));
    expect(wordsOf(wire().responses.at(-1) ?? {})).toContain("no open case");
  });

  test("another message of ours that goes changes nothing", async () => {
    talk = await SlackThread.open();
    await talk.send(command(""));
    const question = talk.waiting();
    const reply = { ts: question?.ts ?? "", thread_ts: talk.root(), user: "UBOT", bot_id: "BBOT", text: "?" };
    await talk.send(event(deleted(reply)));
    await talk.write("caudal");
    expect(talk.waiting()?.body.thread_ts).toBe(talk.root());
    expect(privately("U1")).toEqual([]);
  });

  test("in a private chat no message holds the case: deleting one loses nothing", async () => {
    talk = await SlackThread.open();
    const words = { channel: "D1", channel_type: "im", ts: ts(), text: "triage" };
    await talk.send(event(said(words)));
    await talk.send(event(deleted(words, { channel: "D1", channel_type: "im" })));
    await talk.send(event(said({ ...words, ts: ts(), text: "caudal" })));
    expect(talk.standing().at(-1)?.body.channel).toBe("D1");
    expect(labels(talk.waiting()?.body ?? {})).toContain("Not assessed");
  });
});

test("a typed answer that is deleted stays in the record, and the thread is told which", async () => {
  talk = await SlackThread.open();
  await talk.send(command(""));
  const answer = { ts: ts(), thread_ts: talk.root(), text: "caudal" };
  await talk.send(event(said(answer)));
  const before = wordsOf(talk.standing().at(-2)?.body ?? {});
  await talk.send(event(deleted(answer)));
  const told = talk.standing().at(-1);
  expect(told?.body.thread_ts).toBe(talk.root());
  expect(wordsOf(told?.body ?? {})).toContain(
    "A message was deleted. What it recorded stays in the record: Procedure.",
  );
  expect(wordsOf(talk.standing().at(-3)?.body ?? {})).toBe(before);
  await talk.write("timeline");
  expect(wordsOf(talk.standing().at(-1)?.body ?? {})).toContain("caudal");
});

describe("a private copy", { timeout: 120_000 }, () => {
  /** An emergency whose result Slack does not take in the thread. */
  async function refusedResult() {
    talk = await SlackThread.open();
    await talk.send(command(""));
    await talk.through(async ({ ts: at, body }) => {
      const controls = controlsOf(body);
      const yes = wordsOf(body).includes("New leg weakness or sensory change") && pressed(body, "Yes");
      await talk.press(at, yes || wellPatientAnswer(controls));
    });
    await talk.write("change fever");
    wire().answer("chat.postMessage", ...Array(3).fill({ body: { ok: false, error: "is_archived" } }));
    await talk.write("39.4");
    return privately("U1");
  }

  test("of what the thread does not take has its buttons, and a link to the thread", async () => {
    const copies = await refusedResult();
    expect(copies.length).toBeGreaterThan(0);
    const result = copies.find(({ body }) => labels(body).includes("Handoff"));
    expect(labels(result?.body ?? {})).toEqual(expect.arrayContaining(["Why", "Handoff", "Sources"]));
    const address = `https://example.slack.com/archives/C1/p${talk.root().replace(".", "")}`;
    expect(wordsOf(result?.body ?? {})).toContain(`<${address}|The thread of case `);
    // Done, from the copy: it is done in the case, said in its thread, and told where it was tapped
    const done = labels(result?.body ?? {}).find((label) => label.startsWith("Done: "));
    const since = wire().calls.length;
    await talk.pressCopy(pressed(result?.body, done ?? "Done"));
    await talk.write("timeline");
    expect(wordsOf(talk.standing().at(-1)?.body ?? {})).toMatch(/: done: /);
    expect(
      wire()
        .calls.slice(since)
        .some(({ body }) => body.channel === "U1"),
    ).toBe(true);
  });

  test("does nothing for who takes no part in the case", async () => {
    const copies = await refusedResult();
    const result = copies.find(({ body }) => labels(body).includes("Handoff"));
    const since = wire().calls.length;
    await talk.pressCopy(pressed(result?.body, "Handoff"), "U9");
    const told = wire()
      .calls.slice(since)
      .map(({ body }) => wordsOf(body))
      .join("\n");
    expect(told).toContain("out of date");
    expect(told).not.toContain("Situation");
    await talk.pressCopy(pressed(result?.body, "Sources"), "U9");
    const shown = wire().of("views.update").at(-1)?.body.view as Record<string, unknown>;
    expect(wordsOf(shown)).toContain("not here any more");
  });

  test("without a link, when Slack gives none, is sent all the same", async () => {
    talk = await SlackThread.open();
    await talk.send(command(""));
    wire().answer("chat.getPermalink", { body: { ok: false, error: "message_not_found" } });
    await talk.send(goneOurs());
    expect(privately("U1")).toHaveLength(1);
    expect(wordsOf(privately("U1")[0]?.body ?? {})).not.toContain("The thread of case");
  });
});

describe("Sources", { timeout: 120_000 }, () => {
  test("opens the reasons and the numbered sources for the one who taps, and posts nothing", async () => {
    talk = await SlackThread.open();
    await talk.emergency();
    const [result] = talk.resulted();
    const since = wire().calls.length;
    await talk.press(result?.ts ?? "", pressed(result?.body, "Sources"), "U2");
    expect(
      wire()
        .calls.slice(since)
        .map(({ method }) => method),
    ).toEqual(["views.open", "views.update"]);
    const shown = wire().of("views.update").at(-1)?.body.view as Record<string, unknown>;
    const words = wordsOf(shown);
    expect(words).toContain("*Because*");
    expect(words).toContain("*Sources*");
    expect(words).toMatch(/\[\d+\] .* – <https:\/\//);
    // every number of the message is in the list
    const numbers = [...wordsOf(result?.body ?? {}).matchAll(/\|(\d+)>/g)].map(([, number]) => number);
    expect(numbers.length).toBeGreaterThan(5);
    for (const number of numbers) expect(words).toContain(`[${number}] `);
    // and the reasons for everybody, and the note, are a tap away
    await talk.press(result?.ts ?? "", pressed(result?.body, "Why"));
    expect(wordsOf(talk.standing().at(-1)?.body ?? {})).toContain("What counts so far");
    await talk.press(result?.ts ?? "", pressed(result?.body, "Handoff"));
    expect(wordsOf(talk.standing().at(-1)?.body ?? {})).toContain("S: Situation");
  });

  test("whose tap came too late says so", async () => {
    talk = await SlackThread.open();
    await talk.emergency();
    const [result] = talk.resulted();
    wire().answer("views.open", { body: { ok: false, error: "expired_trigger_id" } });
    await talk.press(result?.ts ?? "", pressed(result?.body, "Sources"));
    expect(wordsOf(wire().responses.at(-1) ?? {})).toContain("Tap again");
    expect(codes()).toContain("sources_not_opened expired_trigger_id");
  });
});

describe("pictures", { timeout: 120_000 }, () => {
  test("are off by default: no button, and no word about them", async () => {
    talk = await SlackThread.open();
    await talk.emergency();
    expect(labels(talk.resulted()[0]?.body ?? {})).not.toContain("Picture");
    await talk.write("picture");
    expect(wire().uploads).toEqual([]);
  });

  test("of a case are posted in its thread as PNG, each with its words, and no finding shows on a lock screen", async () => {
    talk = await SlackThread.open({ pictures: true });
    await talk.emergency();
    const [result] = talk.resulted();
    await talk.press(result?.ts ?? "", pressed(result?.body, "Picture"));
    expect(wire().uploads).toHaveLength(2);
    for (const bytes of wire().uploads) expect(decode(bytes).width).toBeGreaterThan(700);
    const asked = wire()
      .of("files.getUploadURLExternal")
      .map(({ body }) => body);
    expect(asked.map(({ filename }) => filename)).toEqual([
      expect.stringMatching(/^[a-z]+-[a-z]+-\d+-windows\.png$/),
      expect.stringMatching(/^[a-z]+-[a-z]+-\d+-legs\.png$/),
    ]);
    expect(String(asked[0]?.alt_text)).toContain("MRI");
    for (const { alt_text } of asked) expect(String(alt_text).length).toBeLessThanOrEqual(1000);
    const done = wire().of("files.completeUploadExternal");
    expect(done).toHaveLength(1);
    expect(done[0]?.body).toMatchObject({ channel_id: "C1", thread_ts: talk.root() });
    expect(String(done[0]?.body.initial_comment)).toMatch(
      /^Case [a-z]+-[a-z]+-\d+: how it stands, as a picture\.$/,
    );
    // and when it is asked for in words
    await talk.write("Picture");
    expect(wire().of("files.completeUploadExternal")).toHaveLength(2);
  });

  test("that Slack does not take hold nothing up: who asked is told, and the log says it once", async () => {
    talk = await SlackThread.open({ pictures: true });
    await talk.emergency();
    const [result] = talk.resulted();
    const no = { body: { ok: false, error: "missing_scope" } };
    wire().answer("files.getUploadURLExternal", no, no, no, no);
    for (let times = 0; times < 2; times += 1)
      await talk.press(result?.ts ?? "", pressed(result?.body, "Picture"));
    expect(wordsOf(wire().responses.at(-1) ?? {})).toContain("may not post files");
    expect(codes().filter((code) => code === "picture_not_posted missing_scope")).toHaveLength(1);
    // the bytes may be refused too, with the case going on
    wire().uploadStatus = 500;
    await talk.press(result?.ts ?? "", pressed(result?.body, "Picture"));
    expect(wire().of("files.completeUploadExternal")).toEqual([]);
    const question = talk.waiting();
    const results = talk.resulted().length;
    await talk.press(question?.ts ?? "", controlsOf(question?.body ?? {})[0] ?? wellPatientAnswer([]));
    expect(talk.resulted().length).toBeGreaterThan(results);
  });

  test("asked for while Slack is slow do not keep the decision waiting", async () => {
    talk = await SlackThread.open({ pictures: true });
    await talk.emergency();
    const [result] = talk.resulted();
    let release = () => {};
    wire().hold("files.getUploadURLExternal", new Promise((end) => (release = end)));
    const { element, blockId } = pressed(result?.body, "Picture");
    const slow = talk.stack.deliver(tap(element, blockId));
    expect((await slow).status).toBe(200);
    const question = talk.waiting();
    const { element: answer, blockId: place } = controlsOf(question?.body ?? {})[0] ?? wellPatientAnswer([]);
    const results = talk.resulted().length;
    await talk.stack.deliver(tap(answer, place));
    await expect.poll(() => talk.resulted().length).toBeGreaterThan(results);
    expect(wire().of("files.completeUploadExternal")).toEqual([]);
    release();
    await talk.stack.settled();
    expect(wire().of("files.completeUploadExternal")).toHaveLength(1);
  });

  test("say all they show in at most as many characters as Slack takes, whole lines at a time", () => {
    const words = Array.from({ length: 60 }, (_, at) => `Window ${at}: due at 14:${at}.`).join("\n");
    const alt = altText(words);
    expect(alt.length).toBeLessThanOrEqual(1000);
    expect(
      alt
        .split("\n")
        .slice(0, -1)
        .every((line) => words.split("\n").includes(line)),
    ).toBe(true);
    expect(alt).toMatch(/Type status for the rest\.$/);
    expect(altText("Short.")).toBe("Short.");
  });
});
