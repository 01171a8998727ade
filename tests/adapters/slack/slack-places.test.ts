/** Which case, and alerts that live: people in Slack, signed payloads in, posts on the wire out. */
import { afterEach, describe, expect, test } from "vitest";
import { controlsOf, wordsOf } from "./message-contents.ts";
import { command, direct, event, homeOpened, mention, said, shortcut, tap, ts } from "./slack-payloads.ts";
import { SlackThread } from "./slack-thread.ts";

let talk: SlackThread;
afterEach(() => talk.close());

const standing = () => talk.standing();
const texts = () => standing().map(({ body }) => wordsOf(body));
const press = async (label: string, user = "U1") => {
  const found = standing().findLast(({ body }) => controlsOf(body).some((each) => each.label === label));
  const control = controlsOf(found?.body ?? {}).find((each) => each.label === label);
  if (!found || !control) throw new Error(`no button ${label} in ${texts().at(-1)}`);
  await talk.press(found.ts, control, user);
};
const alerts = () => standing().filter(({ body }) => /EMERGENT:/.test(wordsOf(body)));

async function emergency(): Promise<void> {
  await talk.send(event(mention({ text: "<@UBOT> triage saddle numbness" })));
  await press("Confirm");
}

describe("an alert in a channel's thread", () => {
  test("shows in the channel, calls the owner and whom the hospital names, and is taken by one tap", async () => {
    const named = { name: "Registrar", platform: "slack" as const, tenant: "T1", user: "U9" };
    talk = await SlackThread.open({}, { mention_in_alerts: [named] }, true);
    await emergency();
    const [alert] = alerts();
    expect(String(alert?.body.reply_broadcast)).toBe("true");
    expect(wordsOf(alert?.body ?? {})).toContain("For <@U1>, <@U9>");
    await press("I have this", "U2");
    expect(alerts()).toHaveLength(1);
    expect(wordsOf(alerts()[0]?.body ?? {})).toContain("<@U2> has this, since ");
    expect(controlsOf(alerts()[0]?.body ?? {}).map(({ label }) => label)).not.toContain("I have this");
    talk.stack.now += 6 * 60_000;
    await talk.bot.service.sweep();
    await talk.bot.service.settled();
    expect(texts().join("\n")).not.toContain("STILL EMERGENT");
  });

  test("calls again after five minutes in which nobody took it", async () => {
    talk = await SlackThread.open({}, {}, true);
    await emergency();
    talk.stack.now += 4 * 60_000;
    await talk.bot.service.sweep();
    await talk.bot.service.settled();
    expect(texts().join("\n")).not.toContain("STILL EMERGENT");
    talk.stack.now += 60_000;
    await talk.bot.service.sweep();
    await talk.bot.service.settled();
    const again = standing().at(-1);
    expect(wordsOf(again?.body ?? {})).toContain("STILL EMERGENT");
    expect(wordsOf(again?.body ?? {})).toContain("<@U1>");
  });

  test("is withdrawn by a new message in the channel, and the old one says that it is superseded", async () => {
    talk = await SlackThread.open({}, {}, true);
    await emergency();
    const [first] = alerts();
    await talk.write("<@UBOT> change saddle");
    await press("No");
    const withdrawn = standing().find(({ body }) => wordsOf(body).includes("NO LONGER AN EMERGENCY since"));
    expect(String(withdrawn?.body.reply_broadcast)).toBe("true");
    expect(wordsOf(withdrawn?.body ?? {})).toContain("For <@U1>");
    const old = standing().find(({ ts: at }) => at === first?.ts);
    expect(wordsOf(old?.body ?? {})).toContain(", see below.");
    expect(alerts()).toEqual([]);
  });

  test("goes to the channel alone when the thread refuses it, and words below it there reach the case", async () => {
    talk = await SlackThread.open({}, {}, true);
    await talk.send(event(mention({ text: "<@UBOT> triage saddle numbness" })));
    const root = talk.root();
    const refused = { body: { ok: false, error: "restricted_action" } };
    talk.stack.wire.answer("chat.postMessage", refused);
    await press("Confirm");
    const [alone] = alerts().filter(({ body }) => body.channel === "C1" && !body.thread_ts);
    if (!alone) throw new Error("the channel has no alert");
    const before = standing().length;
    await talk.send(
      event(said({ channel: "C1", thread_ts: alone.ts, text: "no fever, no rigors", user: "U2" })),
    );
    const later = standing().slice(before);
    expect(later.map(({ body }) => body.thread_ts)).toContain(root);
    expect(texts().join("\n")).not.toContain("No case is open here");
    expect((await talk.bot.store.cases.listOpen({})).items).toHaveLength(1);
  });
});

describe("a second patient in a private chat", () => {
  const write = (text: string, more: object = {}) => talk.send(event(direct({ text, ...more })));
  const open = async () => (await talk.bot.store.cases.listOpen({})).items.map(({ handle }) => handle);
  const recorded = async (handle: string) => {
    const found = await talk.bot.store.cases.loadByHandle(handle);
    return found?.events.map(({ type, body }) => `${type} ${body}`).join("\n") ?? "";
  };

  test("is asked about, and opens a case of its own in which nothing of the first stands", async () => {
    talk = await SlackThread.open({}, {}, true);
    await write("triage saddle numbness");
    await press("Confirm");
    const [first = ""] = await open();
    await write("new patient, fever 39, left calf swollen");
    expect(texts().at(-1)).toContain("Another patient?");
    expect(JSON.stringify(standing().at(-1)?.body.blocks)).not.toMatch(/"value":"[^"]*fever/);
    expect(await open()).toHaveLength(1);
    await press("Start a case");
    const cases = await open();
    expect(cases).toHaveLength(2);
    const second = cases.find((each) => each !== first) ?? "";
    expect(await recorded(second)).toContain('"question":"fever"');
    expect(await recorded(first)).not.toMatch(/^(answered|proposed).*fever/m);
    expect(texts().join("\n")).toContain(`they went to case ${second}`);
  });

  test("may turn out to be the same: then the words are read where they were said", async () => {
    talk = await SlackThread.open({}, {}, true);
    await write("triage caudal");
    const [first = ""] = await open();
    await write("triage fever 39, left calf swollen");
    expect(texts().at(-1)).toContain("Another patient?");
    await press(`About ${first}`);
    expect(await open()).toEqual([first]);
    expect(await recorded(first)).toMatch(/^proposed.*fever/m);
    // a second tap on the same choice reads nothing twice
    const before = (await recorded(first)).length;
    await talk.bot.service.settled();
    expect((await recorded(first)).length).toBe(before);
  });

  test("has its own answers: a bare one goes to the lowest question, one below a post to that post's case", async () => {
    talk = await SlackThread.open({}, {}, true);
    await write("triage");
    const [first = ""] = await open();
    const question = talk.waiting();
    await write("triage");
    await press("Start a case");
    const second = (await open()).find((each) => each !== first) ?? "";
    await write("caudal");
    expect(await recorded(second)).toMatch(/^answered.*caudal/m);
    expect(await recorded(first)).not.toMatch(/^answered/m);
    await write("transforaminal", { thread_ts: question?.ts ?? "", ts: ts() });
    expect(await recorded(first)).toMatch(/^answered.*transforaminal/m);
    expect(await recorded(second)).not.toMatch(/^answered.*transforaminal/m);
  });

  test("is gone over to by one tap, and then is the one that bare answers are for", async () => {
    talk = await SlackThread.open({}, {}, true);
    await write("triage");
    const [first = ""] = await open();
    await write("triage");
    await press("Start a case");
    const second = (await open()).find((each) => each !== first) ?? "";
    await write("status");
    expect(texts().at(-1)).toContain(`Case ${second}`);
    await press(`Go to ${first}`);
    expect(texts().at(-1)).toContain(`Case ${first}`);
    await write("caudal");
    expect(await recorded(first)).toMatch(/^answered.*caudal/m);
    expect(await recorded(second)).not.toMatch(/^answered/m);
  });

  test("both are in the list and on the Home tab, told apart, and each is gone over to by one tap", async () => {
    talk = await SlackThread.open({}, {}, true);
    await write("triage");
    const [first = ""] = await open();
    await write("triage fever 39");
    await press("Start a case");
    const second = (await open()).find((each) => each !== first) ?? "";
    await press("Confirm");
    await write("list");
    const listed = texts().at(-1) ?? "";
    expect(listed).toContain(`${first}: Not assessed yet`);
    expect(listed).toContain(`${second}: URGENT`);
    await press(`Go to ${first}`);
    expect(texts().at(-1)).toContain(`Case ${first}`);
    await talk.send(event(homeOpened()));
    const home = talk.stack.wire.of("views.publish").at(-1)?.body.view as Record<string, unknown>;
    const control = controlsOf(home).find(({ label }) => label === `Go to ${second}`);
    if (!control) throw new Error("the Home tab has no way to the second case");
    await talk.send(
      tap(control.element, control.blockId, {
        channel: undefined,
        message: undefined,
        container: { type: "view" },
        response_url: undefined,
      }),
    );
    const posted = talk.stack.wire
      .of("chat.postMessage")
      .slice(-2)
      .map(({ body }) => wordsOf(body));
    expect(posted.join("\n")).toContain(`Case ${second}`);
  });

  test("words that went to the wrong case are moved to the other by one tap on their echo", async () => {
    talk = await SlackThread.open({}, {}, true);
    await write("triage");
    const [first = ""] = await open();
    await write("triage");
    await press("Start a case");
    const second = (await open()).find((each) => each !== first) ?? "";
    await write("caudal");
    await write("she has a fever of 39 and rigors now");
    await press("Confirm");
    expect(await recorded(second)).toMatch(/^answered.*"question":"fever"/m);
    await press(`Move to ${first}`);
    expect(await recorded(second)).toMatch(/^taken-back.*"question":"fever"/m);
    expect(await recorded(first)).toMatch(/^proposed.*"question":"fever"/m);
    // a second tap on the same button moves nothing twice
    const before = await recorded(first);
    await press(`Move to ${first}`).catch(() => {});
    expect(await recorded(first)).toBe(before);
  });

  test("words of somebody who has spoken in neither case are asked about", async () => {
    talk = await SlackThread.open({}, {}, true);
    await write("triage");
    await write("triage");
    await press("Start a case");
    await write("she has a fever of 39 and rigors now", { user: "U2" });
    expect(texts().at(-1)).toContain("Which case is this about?");
  });
});

describe("a start", () => {
  const responses = () => talk.stack.wire.responses.map((each) => wordsOf(each)).join("\n");
  const refused = { body: { ok: false, error: "not_in_channel" } };
  const lost = { status: 500, body: "" };
  const openCases = async () => (await talk.bot.store.cases.listOpen({})).items;
  const roots = () =>
    talk.stack.wire.api.messages
      .filter(({ body }) => wordsOf(body ?? {}).includes("started a triage"))
      .map(({ ts: at, body }) => ({ ts: at, body: body ?? {} }));
  /** Time passes until nothing is left to be sent. */
  const retried = async () => {
    for (let minute = 0; minute < 3; minute += 1) {
      talk.stack.now += 60_000;
      await talk.bot.service.settled();
    }
  };

  test("is recorded before Slack is asked for anything, and its first message opens the thread", async () => {
    talk = await SlackThread.open({}, {}, true);
    await talk.send(command("saddle numbness"));
    const [found] = await openCases();
    const [root] = roots();
    expect(root?.body.channel).toBe("C1");
    expect(root?.body).not.toHaveProperty("thread_ts");
    expect(wordsOf(root?.body ?? {})).toContain("<@U1> started a triage.");
    expect(wordsOf(root?.body ?? {})).toContain(`Case ${found?.handle}`);
    expect(JSON.stringify(root?.body)).not.toContain("saddle");
    expect(found?.threads).toEqual([{ platform: "slack", tenant: "T1", channel: "C1", thread: root?.ts }]);
    expect(standing().filter(({ body }) => body.thread_ts === root?.ts).length).toBe(standing().length - 1);
    // a reply in that thread is the case's
    await press("Confirm");
    expect(alerts()).toHaveLength(1);
    expect(responses()).toBe("");
  });

  test("that comes again, is one case with one first message", async () => {
    talk = await SlackThread.open({}, {}, true);
    const once = command("saddle numbness");
    await talk.send(once);
    await talk.send(once);
    expect(await openCases()).toHaveLength(1);
    expect(roots()).toHaveLength(1);
  });

  test.each([
    ["429", { status: 429, body: "", headers: { "retry-after": "2" } }],
    ["500", lost],
    ["no answer", { error: new Error("socket hang up") }],
  ])("whose first message meets %s is kept, says so, and has one thread in the end", async (_, fault) => {
    talk = await SlackThread.open({}, {}, true);
    talk.stack.wire.answer("chat.postMessage", fault, fault);
    await talk.send(command("saddle numbness"));
    expect(await openCases()).toHaveLength(1);
    expect(roots()).toEqual([]);
    expect(responses()).toContain(
      "Your case is recorded, with what you typed. Slack has not taken its first message yet",
    );
    await retried();
    expect(roots()).toHaveLength(1);
    expect((await openCases())[0]?.threads[0]?.thread).toBe(roots()[0]?.ts);
    expect(texts().at(-1)).toContain("saddle numbness");
  });

  test("whose first message Slack took without saying so has no second one", async () => {
    talk = await SlackThread.open({}, {}, true);
    talk.stack.wire.take("chat.postMessage", lost);
    // nor where Slack does not say at first whether it stands
    talk.stack.wire.answer("conversations.history", lost);
    await talk.send(command("saddle numbness"));
    await retried();
    expect(roots()).toHaveLength(1);
    expect(talk.stack.wire.of("conversations.history")).toHaveLength(2);
    expect((await openCases())[0]?.threads[0]?.thread).toMatch(/^\d+\.\d+$/);
  });

  test("goes on after a crash between the record and the first message", async () => {
    talk = await SlackThread.open({}, {}, true);
    talk.stack.wire.answer("chat.postMessage", { status: 429, body: "", headers: { "retry-after": "1" } });
    await talk.send(command("saddle numbness"));
    expect(roots()).toEqual([]);
    await talk.restart();
    await retried();
    expect(roots()).toHaveLength(1);
    expect(texts().at(-1)).toContain("saddle numbness");
  });

  test("goes on in the private chat where the channel takes no message, with all that was typed, and says where", async () => {
    talk = await SlackThread.open({}, {}, true);
    talk.stack.wire.answer("chat.postMessage", refused);
    await talk.send(command("saddle numbness"));
    const [found] = await openCases();
    expect(found?.threads).toMatchObject([{ channel: "D1", thread: "" }]);
    expect(responses()).toContain("I am not a member here, so I cannot post. Your case is recorded");
    expect(responses()).toContain("goes on in the private chat with me");
    expect(texts().join("\n")).toContain(`Case ${found?.handle} goes on here, with all that was recorded`);
    await talk.send(event(direct({ text: "yes" })));
    expect(alerts()).toHaveLength(1);
  });

  test("by the shortcut in a channel without the bot goes on in the private chat as well", async () => {
    talk = await SlackThread.open({}, {}, true);
    talk.stack.wire.answer("chat.postMessage", refused);
    await talk.send(shortcut({ ts: ts(), text: "saddle numbness" }));
    expect((await openCases())[0]?.threads).toMatchObject([{ channel: "D1", thread: "" }]);
    expect(texts().join("\n")).toContain("goes on here, with all that was recorded");
  });

  test("is kept where the private chat takes no message either, is in the list, and goes on from there", async () => {
    talk = await SlackThread.open({}, {}, true);
    talk.stack.wire.answer("chat.postMessage", ...Array.from({ length: 12 }, () => refused));
    await talk.send(command("saddle numbness"));
    const [found] = await openCases();
    expect(responses()).toContain("if I may not write there either, `/triage list` has it");
    expect(await talk.bot.store.cases.load(found?.id ?? "")).toMatchObject({ seq: expect.any(Number) });
    // whoever looks after the channel invites the bot
    talk.stack.wire.forget("chat.postMessage");
    await talk.send(command("list"));
    const listed = talk.stack.wire.responses.at(-1) ?? {};
    const goes = talk.stack.wire.responses
      .flatMap((body) => controlsOf(body))
      .find(({ label }) => label === `Go to ${found?.handle}`);
    if (!goes) throw new Error(`no way to the case in ${wordsOf(listed)}`);
    await talk.send(tap(goes.element, goes.blockId, { channel: { id: "C1", name: "ward" } }));
    expect(texts().at(-1)).toContain(String(found?.handle));
    expect((await openCases())[0]?.threads[0]?.thread).toMatch(/^\d+\.\d+$/);
  });

  test("on the Home tab goes on in the private chat, and shows the case that is open there", async () => {
    talk = await SlackThread.open({}, {}, true);
    await talk.send(event(homeOpened()));
    const start = () =>
      talk.send(
        tap({ type: "button", action_id: "home:start", value: "" }, "home", {
          channel: undefined,
          message: undefined,
          container: { type: "view" },
          response_url: undefined,
        }),
      );
    await start();
    expect((await openCases())[0]?.threads).toMatchObject([{ channel: "D1", thread: "" }]);
    await start();
    expect(await openCases()).toHaveLength(1);
  });
});
