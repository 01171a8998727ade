/** Teams: a channel with a thread for each case, and private chats with one person each. */
import type { ThreadKey } from "../../src/adapter.ts";
import { all } from "../adapters/teams/play-case.ts";
import { BOT, SERVICE, TENANT, textOf } from "../fakes/teams-activities.ts";
import type { Button, ChatClient, Json, OpenForm, Payload, Person, ShownMessage } from "./client.ts";
import type { Installation, Reply } from "./installation.ts";

const POST = "/api/messages";
const CHANNEL = "19:spine-ward@thread.tacv2";
const TEAM = "19:team@thread.tacv2";

interface Conversation {
  id: string;
  conversationType: "channel" | "personal";
}

export class TeamsClient implements ChatClient {
  readonly name: string;
  readonly shared: boolean;
  readonly #installation: Installation;
  readonly #numbers: number;
  #count = 0;

  /** @param numbers where the message ids of this client begin: Teams gives none twice */
  constructor(installation: Installation, kind: "channel" | "personal", numbers: number) {
    this.#installation = installation;
    this.name = `teams-${kind}`;
    this.shared = kind === "channel";
    this.#numbers = numbers;
  }

  #next(): string {
    this.#count += 1;
    return String(this.#numbers + this.#count);
  }

  begin(): { payload: Payload; thread: (reply: Reply) => ThreadKey } {
    const id = this.#next();
    const conversation: Conversation = this.shared
      ? { id: `${CHANNEL};messageid=${id}`, conversationType: "channel" }
      : { id: `a:chat-${id}`, conversationType: "personal" };
    const thread = keyOf(conversation);
    return { payload: this.#message(thread, "triage", "first", id), thread: () => thread };
  }

  say(thread: ThreadKey, words: string, who: Person = "first"): Payload {
    return this.#message(thread, words, who, this.#next());
  }

  #message(thread: ThreadKey, words: string, who: Person, id: string): Payload {
    const mention = { type: "mention", mentioned: BOT, text: `<at>${BOT.name}</at>` };
    const body = {
      ...this.#activity(thread, who, id),
      type: "message",
      textFormat: "plain",
      text: this.shared ? `<at>${BOT.name}</at> ${words}` : words,
      entities: [CLIENT, ...(this.shared ? [mention] : [])],
    };
    return { post: POST, body };
  }

  tap(thread: ThreadKey, { raw, message }: Button, who: Person = "first"): Payload {
    return this.#execute(thread, raw.data as Json, message, who);
  }

  /** The same tap from a client that knows no Action.Execute. */
  submit(thread: ThreadKey, { raw, message }: Button, who: Person = "first"): Payload {
    const body = {
      ...this.#activity(thread, who, this.#next()),
      type: "message",
      replyToId: message,
      value: raw.data,
      entities: [CLIENT],
    };
    return { post: POST, body };
  }

  #execute(thread: ThreadKey, data: Json, message: string, who: Person): Payload {
    const body = {
      ...this.#activity(thread, who, this.#next()),
      type: "invoke",
      name: "adaptiveCard/action",
      replyToId: message,
      entities: [CLIENT],
      value: { action: { type: "Action.Execute", verb: "act", data }, trigger: "manual" },
    };
    return { post: POST, body };
  }

  #activity(key: ThreadKey, who: Person, id: string): Json {
    const { now } = this.#installation;
    const person = this.shared ? who : key.channel.replace("a:", "");
    return {
      channelId: "msteams",
      id,
      serviceUrl: SERVICE,
      timestamp: new Date(now).toISOString(),
      localTimestamp: new Date(now).toISOString(),
      localTimezone: "Europe/London",
      locale: "en-GB",
      from: { id: `29:${person}`, aadObjectId: `aad-${person}`, name: who === "first" ? "Alex" : "Sam" },
      recipient: BOT,
      conversation: {
        id: key.thread,
        conversationType: this.shared ? "channel" : "personal",
        ...(this.shared && { isGroup: true }),
        tenantId: TENANT,
      },
      channelData: {
        tenant: { id: TENANT },
        ...(this.shared && {
          teamsChannelId: CHANNEL,
          teamsTeamId: TEAM,
          channel: { id: CHANNEL },
          team: { id: TEAM },
        }),
      },
    };
  }

  opened({ message }: Button, { json }: Reply): OpenForm {
    const card = json?.value as Json;
    const inputs = [...all(card, "Input.ChoiceSet"), ...all(card, "Input.Text")] as unknown as Input[];
    const fields = inputs.map(({ id, value = "", choices = [] }) => ({
      id: id.replace(/^field:/, ""),
      value,
      options: choices.map((each) => each.value),
    }));
    const send = all(card, "Action.Execute").find(({ data }) => (data as Json).filled === true);
    return { fields, raw: send?.data as Json, message };
  }

  fill(
    thread: ThreadKey,
    { fields, raw, message }: OpenForm,
    values: Readonly<Record<string, string>>,
  ): Payload {
    const filled = fields.map(({ id, value }) => [`field:${id}`, values[id] ?? value]);
    return this.#execute(thread, { ...raw, ...Object.fromEntries(filled) }, message, "first");
  }

  async shown(key: ThreadKey): Promise<readonly ShownMessage[]> {
    return [...this.#installation.teamsWire.shown.values()]
      .filter(({ conversation }) => conversation === key.thread)
      .map(({ id, body }) => ({ id, words: textOf(body), buttons: cardButtons(body, id) }));
  }
}

const CLIENT = {
  type: "clientInfo",
  locale: "en-GB",
  country: "GB",
  platform: "Web",
  timezone: "Europe/London",
};

interface Input {
  id: string;
  value?: string;
  choices?: { value: string }[];
}

const keyOf = ({ id, conversationType }: Conversation): ThreadKey => ({
  platform: "teams",
  tenant: TENANT,
  channel: conversationType === "channel" ? CHANNEL : id,
  thread: id,
});

/** The buttons of an Adaptive Card that send something. */
export const cardButtons = (card: unknown, message: string): Button[] =>
  all(card, "Action.Execute").map((raw) => ({
    label: String(raw.title),
    act: (raw.data as { act: Button["act"] }).act,
    raw,
    message,
  }));
