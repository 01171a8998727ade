/** Teams' adapter in one process: all of it but Microsoft's SDK, which tests/adapters/teams drives. */
import { type Activity, readActivity } from "../../adapters/teams/activity.ts";
import { TeamsAdapter } from "../../adapters/teams/adapter.ts";
import { ConversationRefs } from "../../adapters/teams/conversation-refs.ts";
import type { RetryTimes } from "../../adapters/teams/message-sender.ts";
import { OwedNotes } from "../../adapters/teams/owed-notes.ts";
import { PrivateReplies } from "../../adapters/teams/private-replies.ts";
import { type ActivityReceiver, createReceiver } from "../../adapters/teams/receive-activity.ts";
import type { ChannelAdapter } from "../../src/adapter.ts";
import { APP, TENANT } from "../fakes/teams-activities.ts";
import type { Answer } from "./platform.ts";
import type { Program } from "./program.ts";
import type { PlatformParts } from "./simulated-slack.ts";
import type { TeamsApi } from "./teams-api.ts";

export class TeamsSide {
  readonly adapter: ChannelAdapter;
  readonly #receiver: ActivityReceiver;

  constructor(program: Program, { gate, now, note }: PlatformParts, api: TeamsApi) {
    const log = (what: string, fields: Readonly<Record<string, string | number | boolean>> = {}) =>
      note(`${program.name} ${what} ${fields.code ?? fields.error ?? fields.why ?? ""}`);
    const timing: RetryTimes = {
      wait: (ms) => gate.pass(program, "wait", `${ms} ms`, () => {}, { due: now() + ms }),
      timeLimit: (ms, signal) =>
        gate.pass(program, "wait", `the limit of ${ms} ms`, () => {}, { due: now() + ms, signal }),
    };
    const references = new ConversationRefs(program.store.addresses);
    const replies = new PrivateReplies();
    const adapter = new TeamsAdapter({
      connector: api.connectorFor(program),
      references,
      appId: APP,
      timing,
      note: log,
      replies,
      owed: new OwedNotes(program.store.addresses, program.service.casebook),
      // pictures are drawn on other threads, whose time no seed decides; nothing that is promised depends on one
      casebook: null,
      signIn: {},
    });
    this.adapter = api.keyed(adapter);
    this.#receiver = createReceiver({
      bot: program.bot,
      adapter,
      references,
      replies,
      casebook: program.service.casebook,
      tenants: new Set([TENANT]),
      timing,
      note: log,
    });
  }

  async deliver(body: Record<string, unknown>): Promise<Answer> {
    const read = readActivity(JSON.parse(JSON.stringify(body)));
    if ("fault" in read) throw new Error(`the simulator sent what is no activity: ${read.fault}`);
    const { status, body: answer } = await this.#receiver.receive(read satisfies Activity);
    return { status, body: answer };
  }
}
