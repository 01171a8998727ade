/** People and the real bot in a thread of Slack: signed payloads over HTTP in, posts and updates on the wire out. */
import { expect } from "vitest";
import type { ServiceParts } from "../../../src/bot/service.ts";
import type { HospitalConfig } from "../../../src/site/hospital-config.ts";
import { ServiceHarness } from "../../service-harness.ts";
import { type Control, controlsOf, wordsOf } from "./message-contents.ts";
import { BoltHarness } from "./slack-http-harness.ts";
import { command, event, said, tap } from "./slack-payloads.ts";

/** A message as it stands now. */
export interface CurrentMessage {
  ts: string;
  body: Record<string, unknown>;
}

export const isQuestion = (body: Record<string, unknown>) =>
  controlsOf(body).some(({ label }) => label === "Not assessed");

const of = (user: string) => ({ user: { id: user, username: user.toLowerCase(), team_id: "T1" } });

/** Which of a question's answers is tapped: the one that a well patient would give. */
export function wellPatientAnswer(controls: readonly Control[]): Control {
  const find = (label: string) => controls.find((each) => each.label === label);
  const found = find("No") ?? find("Normal") ?? find("All 5/5") ?? find("None of these") ?? controls[0];
  if (!found) throw new Error("nothing to tap");
  return found;
}

export class SlackThread {
  bot: ServiceHarness;
  stack: BoltHarness;

  private constructor(bot: ServiceHarness, stack: BoltHarness) {
    this.bot = bot;
    this.stack = stack;
  }

  /** @param kept whether the store is a file, which outlives a crash */
  static async open(
    config: ConstructorParameters<typeof BoltHarness>[0] = {},
    site: Partial<HospitalConfig> = {},
    kept = false,
    parts: Partial<ServiceParts> = {},
  ): Promise<SlackThread> {
    let thread: SlackThread | null = null;
    const bot = await ServiceHarness.open({
      // also after a restart it is as late as it is in Slack
      clock: () => thread?.stack.now ?? Date.now(),
      site,
      memory: !kept,
      parts,
    });
    thread = new SlackThread(bot, new BoltHarness(config, bot.bot, bot.adapterParts));
    bot.serve(thread.stack.slack.adapter);
    await thread.stack.start();
    return thread;
  }

  /** A crash, and a new process over the same store; what stands in Slack stands. */
  async restart(): Promise<void> {
    await this.bot.restart();
    const now = this.stack.now + 5_000;
    const { wire } = this.stack;
    await this.stack.close();
    this.stack = new BoltHarness({}, this.bot.bot, this.bot.adapterParts, wire);
    this.stack.now = now;
    this.bot.serve(this.stack.slack.adapter);
    await this.stack.start();
  }

  async close(): Promise<void> {
    await this.bot.close();
    await this.stack.close();
    expect(this.stack.wire.faults).toEqual([]);
  }

  /** What stands in the threads now, in order, each message in its latest form. */
  standing(): CurrentMessage[] {
    const messages = new Map<string, Record<string, unknown>>();
    const { calls } = this.stack.wire;
    for (const { method, body, reply } of calls.filter((each) =>
      /^chat\.(postMessage|update)$/.test(each.method),
    ))
      if (method === "chat.postMessage") messages.set(String(reply?.ts), body);
      else messages.set(String(body.ts), { ...messages.get(String(body.ts)), ...body });
    return [...messages].map(([at, body]) => ({ ts: at, body }));
  }

  /** The question that was put last and is not answered. */
  waiting(): CurrentMessage | undefined {
    return this.standing().findLast(({ body }) => isQuestion(body));
  }

  resulted(): CurrentMessage[] {
    return this.standing().filter(({ body }) => String(body.text).includes("result is posted"));
  }

  /** The message that the first case's thread hangs on. */
  root(): string {
    return String(this.standing().find(({ body }) => body.thread_ts)?.body.thread_ts);
  }

  /** Sends, and lets the bot say all that it has to say. */
  async send(payload: object): Promise<void> {
    this.stack.now += 20_000;
    expect((await this.stack.send(payload)).status).toBe(200);
    await this.bot.service.settled();
  }

  /** A tap on a control of a message that stands in the thread. */
  press(at: string, { element, blockId }: Control, user = "U1"): Promise<void> {
    const message = { ts: at, thread_ts: this.root(), text: "" };
    return this.send(tap(element, blockId, { ...of(user), message }));
  }

  /** A tap on a control of a copy in a person's private chat. */
  pressCopy({ element, blockId }: Control, user = "U1"): Promise<void> {
    const channel = `D${user.slice(1)}`;
    return this.send(
      tap(element, blockId, {
        ...of(user),
        channel: { id: channel, name: "directmessage" },
        container: { type: "message", message_ts: "1764999999.000100", channel_id: channel },
        message: { ts: "1764999999.000100", text: "" },
      }),
    );
  }

  write(text: string, user = "U1"): Promise<void> {
    return this.send(event(said({ thread_ts: this.root(), text, user })));
  }

  /** Goes on until no question waits. */
  async through(answer: (question: CurrentMessage) => Promise<void>): Promise<void> {
    for (let round = 0; round < 80; round += 1) {
      const question = this.waiting();
      if (!question || this.resulted().length > 0) return;
      await answer(question);
      if (this.waiting()?.ts === question.ts) await this.write("unknown");
    }
    throw new Error("the case does not end");
  }

  /** A case with a danger sign, up to its result; every question but that one is answered as by a well patient. */
  async emergency(): Promise<void> {
    await this.send(command(""));
    await this.through(async ({ ts: at, body }) => {
      const controls = controlsOf(body);
      const danger = wordsOf(body).includes("New leg weakness or sensory change");
      const yes = controls.find(({ label }) => label === "Yes");
      await this.press(at, danger && yes ? yes : wellPatientAnswer(controls));
    });
  }
}
