/** Where people meet the bot: command, mention, private chat, shortcut, Home tab, threads and forms. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { View } from "../../../src/views/outbound.ts";
import { viewFaults } from "./block-kit.ts";
import { control, controlsOf, wordsOf } from "./message-contents.ts";
import { BoltHarness, notice } from "./slack-http-harness.ts";
import {
  command,
  direct,
  event,
  homeOpened,
  mention,
  said,
  shortcut,
  submission,
  tap,
  ts,
} from "./slack-payloads.ts";
import { MADE, sectionForms } from "./slack-sample-views.ts";

let stack: BoltHarness;
beforeEach(async () => {
  stack = await new BoltHarness().start();
});
afterEach(async () => {
  await stack.close();
  expect(stack.wire.faults).toEqual([]);
  expect(stack.log.filter(({ level }) => level === "error")).toEqual([]);
});

const THREAD = { platform: "slack", tenant: "T1", channel: "C1", thread: "1763000000.000100" };
const posts = () => stack.wire.of("chat.postMessage");
const actor = { id: "slack:T1:U1" };

describe("/triage", () => {
  test("asks for a case with the opening words in a thread that is still to be opened, and posts nothing itself", async () => {
    const words = "68F ESI yesterday, legs swollen, no fever, left foot 3/5";
    expect((await stack.send(command(words))).body).toBe("");
    expect(posts()).toEqual([]);
    expect(stack.bot.requests).toMatchObject([
      {
        thread: { platform: "slack", tenant: "T1", channel: "C1" },
        inbound: { kind: "start", words, actor: { id: "slack:T1:U1", name: "u1" } },
      },
    ]);
    expect(stack.bot.requests[0]?.thread.thread).toMatch(/^new:/);
    expect(stack.wire.responses).toEqual([]);
  });

  test("undoes Slack's escaping of names, links and signs in the words", async () => {
    await stack.send(command("temp &lt;38, see <https://example.org|example.org> with <@U2|sam> &amp; team"));
    expect(stack.bot.inbounds[0]).toMatchObject({ words: "temp <38, see example.org with @sam & team" });
  });

  test("help shows what the bot does and does not do, to the person alone", async () => {
    await stack.send(command("help"));
    expect(posts()).toEqual([]);
    expect(stack.bot.requests).toEqual([]);
    const words = stack.wire.responses.map(wordsOf).join("\n");
    expect(stack.wire.responses[0]).toMatchObject({ response_type: "ephemeral" });
    for (const part of ["In an emergency", "What it does not do", "/triage list"])
      expect(words).toContain(part);
  });

  test.each(["list", "status", " My cases "])("%s shows my open cases, to me alone", async (word) => {
    stack.bot.casesView = MADE.cases ?? notice("none");
    await stack.send(command(word));
    expect(stack.bot.requests).toEqual([]);
    expect(stack.wire.responses[0]).toMatchObject({ response_type: "ephemeral" });
    expect(wordsOf(stack.wire.responses[0] ?? {})).toContain("amber-falcon-42");
  });

  test("in a private chat with the bot continues in that chat", async () => {
    await stack.send(command("", { channel_id: "D1", channel_name: "directmessage" }));
    expect(stack.bot.requests[0]?.thread).toEqual({ ...THREAD, channel: "D1", thread: "" });
  });
});

describe("a mention", () => {
  test("in a channel is said to the bot in the thread under it", async () => {
    const at = ts();
    await stack.send(event(mention({ ts: at, text: "<@UBOT> ESI yesterday" })));
    expect(stack.bot.requests).toMatchObject([
      {
        thread: { ...THREAD, thread: at },
        inbound: { kind: "say", words: "ESI yesterday", addressed: true, message: at, actor },
      },
    ]);
  });

  test("in a thread is said to the bot there", async () => {
    await stack.send(event(mention({ thread_ts: THREAD.thread })));
    expect(stack.bot.requests).toMatchObject([{ thread: THREAD, inbound: { kind: "say", addressed: true } }]);
  });

  test("in a case's thread is said to the case", async () => {
    stack.bot.known.add(JSON.stringify(THREAD));
    await stack.send(event(mention({ thread_ts: THREAD.thread, text: "<@UBOT> status" })));
    expect(stack.bot.inbounds).toMatchObject([{ kind: "say", words: "status", addressed: true }]);
  });

  test("is answered to its author where they see it: in the channel, while nobody has replied in the thread", async () => {
    stack.bot.answer = async () => ({ reply: [notice("No case is open here.")] });
    await stack.send(event(mention({ text: "<@UBOT> why" })));
    await stack.send(event(mention({ text: "<@UBOT> why", thread_ts: THREAD.thread })));
    const [first, second] = stack.wire.of("chat.postEphemeral").map(({ body }) => body);
    expect(first).toMatchObject({ channel: "C1", user: "U1" });
    expect(first).not.toHaveProperty("thread_ts");
    expect(second).toMatchObject({ channel: "C1", user: "U1", thread_ts: THREAD.thread });
    expect(posts()).toEqual([]);
  });
});

describe("words in a channel", () => {
  test("in a case's thread need no mention", async () => {
    stack.bot.known.add(JSON.stringify(THREAD));
    await stack.send(event(said({ thread_ts: THREAD.thread, text: "no fever" })));
    expect(stack.bot.inbounds).toMatchObject([{ kind: "say", words: "no fever", addressed: false }]);
  });

  test("anywhere else are nobody's business, and are not looked at", async () => {
    await stack.send(event(said({ text: "lunch?" })));
    await stack.send(event(said({ thread_ts: ts(), text: "lunch?" })));
    expect(stack.bot.requests).toEqual([]);
    expect(posts()).toEqual([]);
  });

  test("with a file are words; joining a channel is not", async () => {
    stack.bot.known.add(JSON.stringify(THREAD));
    await stack.send(event(said({ thread_ts: THREAD.thread, subtype: "file_share", text: "3/5" })));
    await stack.send(event(said({ thread_ts: THREAD.thread, subtype: "channel_join", text: "joined" })));
    expect(stack.bot.inbounds).toMatchObject([{ words: "3/5" }]);
  });
});

describe("a private chat", () => {
  test("is one conversation: what is typed next is said to its case, below a message or not", async () => {
    const chat = { ...THREAD, channel: "D1", thread: "" };
    await stack.send(event(direct({ text: "triage" })));
    await stack.send(event(direct({ text: "no fever" })));
    await stack.send(event(direct({ text: "left foot 3/5", thread_ts: ts() })));
    expect(stack.bot.requests.map(({ thread }) => thread)).toEqual([chat, chat, chat]);
    expect(stack.bot.inbounds).toMatchObject([
      { kind: "say", words: "triage", addressed: true },
      { kind: "say", words: "no fever", addressed: true },
      { kind: "say", words: "left foot 3/5", addressed: true },
    ]);
  });

  test("a tap there belongs to the same conversation", async () => {
    const change = { label: "Change", act: { do: "change" as const, question: "fever" } };
    const thread = { ...THREAD, channel: "D1", thread: "" };
    await stack.slack.adapter.post({
      key: "row-1",
      thread,
      slot: "s",
      view: { ...notice("x"), handle: "amber-falcon-42", actions: [change] },
      broadcast: false,
      repeat: false,
    });
    const { element, blockId } = control(posts(), "Change");
    await stack.send(tap(element, blockId, { channel: { id: "D1" }, message: { ts: "1764000001.000100" } }));
    expect(stack.bot.requests).toMatchObject([{ thread, inbound: { kind: "act", act: change.act } }]);
  });
});

test('"Triage this message" opens a case in the thread of that message, with its words', async () => {
  const at = ts();
  await stack.send(shortcut({ ts: at, text: "pt w/ leg swelling after ESI, temp &gt;38" }));
  expect(stack.bot.requests).toMatchObject([
    {
      thread: { ...THREAD, thread: at },
      inbound: { kind: "start", words: "pt w/ leg swelling after ESI, temp >38", message: at, actor },
    },
  ]);
});

describe("the Home tab", () => {
  test("shows my open cases with urgency and deadline, a start button, and what the bot is", async () => {
    stack.bot.casesView = MADE.cases ?? notice("none");
    await stack.send(event(homeOpened()));
    const [shown] = stack.wire.of("views.publish");
    const view = shown?.body.view as Record<string, unknown>;
    expect(viewFaults(view)).toEqual([]);
    expect(shown?.body.user_id).toBe("U1");
    for (const part of [
      "amber-falcon-42: EMERGENT",
      "MRI of the spine by",
      "In an emergency",
      "does not diagnose",
    ])
      expect(wordsOf(view)).toContain(part);
    expect(controlsOf(view).map(({ label }) => label)).toContain("Start a triage");
  });

  test("its start button opens a case in the private chat with the bot", async () => {
    await stack.send(event(homeOpened()));
    const { element, blockId } = control(
      stack.wire.of("views.publish").map((call) => ({ ...call, body: call.body.view as never })),
      "Start a triage",
    );
    await stack.send(
      tap(element, blockId, {
        channel: undefined,
        message: undefined,
        container: { type: "view" },
        response_url: undefined,
      }),
    );
    // the tab was opened in that chat
    expect(posts()).toEqual([]);
    expect(stack.bot.requests).toMatchObject([
      { thread: { ...THREAD, channel: "D1", thread: "" }, inbound: { kind: "start", words: "" } },
    ]);
  });

  test("says so when the cases cannot be read, and keeps its start button", async () => {
    stack.bot.casesView = new Error("the store is away");
    await stack.send(event(homeOpened()));
    const view = stack.wire.of("views.publish")[0]?.body.view as Record<string, unknown>;
    expect(wordsOf(view)).toContain("could not be read");
    expect(controlsOf(view).map(({ label }) => label)).toContain("Start a triage");
    stack.log.length = 0;
  });

  test("its other tab is left alone", async () => {
    await stack.send(event({ ...homeOpened(), tab: "messages" }));
    expect(stack.wire.of("views.publish")).toEqual([]);
  });
});

describe("a section as a form", () => {
  const block = `at|T1|C1|${THREAD.thread}|amber-falcon-42|q0`;
  const act = { do: "form", section: "neuro_exam" };
  const press = () => tap({ action_id: "act:9", value: JSON.stringify(act) }, block);
  const [neuro, vascular] = ["neuro_exam", "vascular_exam"].map((id) => {
    const found = sectionForms().find(({ section }) => section === id);
    if (!found) throw new Error(`no section ${id}`);
    return found.view;
  }) as [View, View];
  const opened = async (view: View) => {
    stack.bot.formView = view;
    await stack.send(press());
    return stack.wire.of("views.update")[0]?.body.view as Record<string, unknown>;
  };

  test("opens before the case is read, since the trigger lives three seconds", async () => {
    let opens = 0;
    stack.bot.form = async () => {
      opens = stack.wire.of("views.open").length;
      return neuro;
    };
    await stack.send(press());
    expect(opens).toBe(1);
    expect(stack.wire.of("views.open")[0]?.body.trigger_id).toMatch(/^trigger\./);
    expect(stack.wire.of("views.update")[0]?.body.view_id).toBe("V1");
  });

  test("holds the MRC grid of both sides, the sensation by dermatome, and one tap for all", async () => {
    const modal = JSON.stringify(await opened(neuro));
    for (const label of ["all groups", "Left hip flexion (L2)", "Right knee extension"])
      expect(modal.toLowerCase()).toContain(label.toLowerCase());
    for (const option of ["5/5", "0/5", "3/5, old", "Where it is reduced", "left L5, right S1"])
      expect(modal).toContain(option);
  });

  test("holds both circumferences at each level, with the unit", async () => {
    const modal = JSON.stringify(await opened(vascular));
    expect(modal).toMatch(/calf[^"]*, left/i);
    expect(modal).toMatch(/calf[^"]*, right/i);
    expect(modal).toContain("in cm, or with its unit");
  });

  test("comes back with what was filled in, for its case and thread", async () => {
    const modal = await opened(neuro);
    const fields = (neuro.form?.groups ?? []).flatMap((group) => group.fields);
    const grade = fields.find(({ id }) => id.includes(".left."))?.id ?? "";
    const where = fields.find(({ id }) => id.endsWith(".where"))?.id ?? "";
    const reply = await stack.send(submission(modal, { [grade]: "3", [where]: " left L5 " }));
    expect(reply.status).toBe(200);
    expect(reply.body).toBe("");
    expect(stack.bot.requests).toMatchObject([
      {
        thread: THREAD,
        inbound: {
          kind: "submit",
          handle: "amber-falcon-42",
          act,
          actor,
          values: { [grade]: "3", [where]: "left L5" },
        },
      },
    ]);
  });

  test("stays open, with what was typed, when nothing could be recorded", async () => {
    const modal = await opened(vascular);
    stack.bot.answer = async () => ({ outcome: "not-recorded" });
    const field = vascular.form?.groups
      .flatMap((group) => group.fields)
      .find(({ kind }) => kind === "text")?.id;
    const reply = await stack.send(submission(modal, { [field ?? ""]: "41" }));
    expect(JSON.parse(reply.body)).toMatchObject({
      response_action: "errors",
      errors: { [field ?? ""]: expect.stringContaining("not recorded") },
    });
  });

  test("that takes long to record says that it is saving, and then how it ended", async () => {
    const modal = await opened(vascular);
    let finish = () => {};
    stack.bot.answer = () => new Promise((done) => (finish = () => done({ outcome: "handled" })));
    const reply = stack.deliver(submission(modal, {}));
    // the tap that opened the form had a time to answer within as well
    await stack.passTime(2, async () => void (await reply));
    expect(JSON.parse((await reply).body)).toMatchObject({ response_action: "update" });
    finish();
    await stack.settled();
    expect(wordsOf(stack.wire.of("views.update").at(-1)?.body.view as never)).toContain("is recorded");
  });

  test("that there is none of says why", async () => {
    const modal = await opened({ ...notice("This case is closed."), title: "Closed" });
    expect(wordsOf(modal)).toContain("This case is closed.");
    expect(modal).not.toHaveProperty("submit");
  });

  test("of an older version is closed without a fault", async () => {
    const old = { callback_id: "old_form", private_metadata: "x", blocks: [] };
    expect((await stack.send(submission(old, {}))).status).toBe(200);
    expect(stack.bot.requests).toEqual([]);
  });
});
