/** A channel of Slack: each case in a thread of its own. Payloads have every field that Slack's documentation names. */
import type { ThreadKey } from "../../src/adapter.ts";
import { blocksOf, controlsOf, wordsOf } from "../adapters/slack/message-contents.ts";
import type { Button, ChatClient, Json, OpenForm, Payload, Person, ShownMessage } from "./client.ts";
import type { Installation, Reply } from "./installation.ts";

const POST = "/slack/events";
const CHANNEL = { id: "C1", name: "spine-ward" };
const PEOPLE = {
  first: { id: "U1", username: "alex", name: "alex", team_id: "T1" },
  second: { id: "U2", username: "sam", name: "sam", team_id: "T1" },
} as const;
const TEAM = { id: "T1", domain: "example" };
const BOT = { user: "UBOT", bot_id: "BBOT", app_id: "A1", team: "T1" };

export class SlackClient implements ChatClient {
  readonly name = "slack-channel";
  readonly shared = true;
  readonly #installation: Installation;
  #count = 0;

  constructor(installation: Installation) {
    this.#installation = installation;
  }

  get #wire() {
    return this.#installation.slackWire;
  }

  #next(): number {
    this.#count += 1;
    return this.#count;
  }

  #time(): string {
    return `${Math.floor(this.#installation.now / 1000)}.${String(this.#next()).padStart(6, "0")}`;
  }

  /** Person acted, and where, as interactions say it. */
  #sender(who: Person): Json {
    return {
      user: PEOPLE[who],
      api_app_id: "A1",
      token: "unused",
      team: TEAM,
      enterprise: null,
      is_enterprise_install: false,
      trigger_id: `${this.#next()}.1111111111.0123456789abcdef`,
    };
  }

  begin(): { payload: Payload; thread: (reply: Reply) => ThreadKey } {
    const before = this.#wire.of("chat.postMessage").length;
    const { id, username } = PEOPLE.first;
    const body = {
      token: "unused",
      team_id: TEAM.id,
      team_domain: TEAM.domain,
      channel_id: CHANNEL.id,
      channel_name: CHANNEL.name,
      user_id: id,
      user_name: username,
      command: "/triage",
      text: "",
      api_app_id: "A1",
      is_enterprise_install: "false",
      response_url: "https://hooks.slack.com/commands/T1/1/x",
      trigger_id: `${this.#next()}.1111111111.0123456789abcdef`,
    };
    const thread = () => {
      const root = this.#wire.of("chat.postMessage")[before]?.reply?.ts;
      return threadOf(String(root));
    };
    return { payload: { post: POST, body }, thread };
  }

  say(key: ThreadKey, words: string, who: Person = "first"): Payload {
    const ts = this.#time();
    return this.#event({
      type: "message",
      user: PEOPLE[who].id,
      text: words,
      channel: key.channel,
      channel_type: "channel",
      ts,
      event_ts: ts,
      thread_ts: key.thread,
      parent_user_id: BOT.user,
      team: TEAM.id,
      client_msg_id: `00000000-0000-4000-8000-${String(this.#next()).padStart(12, "0")}`,
    });
  }

  /** An earlier message of `say` in other words. */
  edit({ body }: Payload, words: string): Payload {
    const before = body.event as Json;
    const { user } = before;
    const edited = { ...before, text: words, edited: { user, ts: this.#time() } };
    return this.#event(this.#change("message_changed", before, { message: edited }));
  }

  /** An earlier message of `say`, removed. */
  remove({ body }: Payload): Payload {
    const before = body.event as Json;
    return this.#event(this.#change("message_deleted", before, { deleted_ts: before.ts }));
  }

  #change(subtype: string, before: Json, more: Json): Json {
    const ts = this.#time();
    const { channel, channel_type } = before;
    return {
      type: "message",
      subtype,
      channel,
      channel_type,
      ts,
      event_ts: ts,
      previous_message: before,
      ...more,
    };
  }

  #event(event: Json): Payload {
    const body = {
      token: "unused",
      team_id: TEAM.id,
      api_app_id: "A1",
      type: "event_callback",
      event_id: `Ev${String(this.#next()).padStart(8, "0")}`,
      event_time: Math.floor(this.#installation.now / 1000),
      authorizations: [
        {
          enterprise_id: null,
          team_id: TEAM.id,
          user_id: BOT.user,
          is_bot: true,
          is_enterprise_install: false,
        },
      ],
      is_ext_shared_channel: false,
      event_context: "4-example",
      event,
    };
    return { post: POST, body };
  }

  tap(key: ThreadKey, { raw, message }: Button, who: Person = "first"): Payload {
    const standing = this.#standing().find(({ ts }) => ts === message);
    const body = {
      type: "block_actions",
      ...this.#sender(who),
      container: {
        type: "message",
        message_ts: message,
        channel_id: key.channel,
        is_ephemeral: false,
        thread_ts: key.thread,
      },
      channel: CHANNEL,
      message: {
        type: "message",
        ...BOT,
        ts: message,
        thread_ts: key.thread,
        text: standing?.body.text,
        blocks: standing?.body.blocks,
      },
      state: { values: {} },
      response_url: "https://hooks.slack.com/actions/T1/1/x",
      actions: [{ ...raw, action_ts: this.#time() }],
    };
    return { post: POST, body };
  }

  /** The start button of the Home tab. */
  startAtHome(): Payload {
    const body = {
      type: "block_actions",
      ...this.#sender("first"),
      container: { type: "view", view_id: "V2" },
      view: { id: "V2", type: "home", team_id: TEAM.id, app_id: "A1", bot_id: BOT.bot_id, hash: "1.abc" },
      actions: [{ type: "button", action_id: "home:start", block_id: "home:start", action_ts: this.#time() }],
    };
    return { post: POST, body };
  }

  /** The shortcut on a message that somebody else wrote in the channel. */
  shortcut(text: string): Payload {
    const ts = this.#time();
    const body = {
      type: "message_action",
      callback_id: "triage_from_message",
      ...this.#sender("first"),
      channel: CHANNEL,
      message_ts: ts,
      action_ts: this.#time(),
      message: { type: "message", user: PEOPLE.second.id, team: TEAM.id, ts, text },
      response_url: "https://hooks.slack.com/app/T1/1/x",
    };
    return { post: POST, body };
  }

  opened(): OpenForm {
    const view = this.#wire.of("views.update").at(-1)?.body.view as Json;
    const inputs = blocksOf(view).filter(({ type }) => type === "input") as unknown as Input[];
    const fields = inputs.map(({ block_id, element }) => ({
      id: block_id,
      value: element.initial_option?.value ?? element.initial_value ?? "",
      options: element.options?.map(({ value }) => value) ?? [],
    }));
    return { fields, raw: view, message: "" };
  }

  fill(_thread: ThreadKey, { fields, raw }: OpenForm, values: Readonly<Record<string, string>>): Payload {
    const inputs = blocksOf(raw).filter(({ type }) => type === "input") as unknown as Input[];
    const state = fields.map(({ id, value }) => {
      const element = inputs.find(({ block_id }) => block_id === id)?.element;
      const given = values[id] ?? value;
      const option = element?.options?.find((each) => each.value === given);
      const typed =
        element?.type === "static_select"
          ? { type: element.type, selected_option: option ?? null }
          : { type: element?.type, value: given === "" ? null : given };
      return [id, { [element?.action_id ?? ""]: typed }];
    });
    const body = {
      type: "view_submission",
      ...this.#sender("first"),
      view: {
        id: "V1",
        team_id: TEAM.id,
        app_id: "A1",
        bot_id: BOT.bot_id,
        app_installed_team_id: TEAM.id,
        hash: "1.abc",
        external_id: "",
        previous_view_id: null,
        root_view_id: "V1",
        clear_on_close: false,
        notify_on_close: false,
        ...raw,
        state: { values: Object.fromEntries(state) },
      },
      response_urls: [],
    };
    return { post: POST, body };
  }

  #standing(): { ts: string; body: Json }[] {
    const messages = new Map<string, Json>();
    for (const { method, body, reply } of this.#wire.calls) {
      if (method === "chat.postMessage" && reply?.ok === true) messages.set(String(reply.ts), body);
      if (method === "chat.update")
        messages.set(String(body.ts), { ...messages.get(String(body.ts)), ...body });
    }
    return [...messages].map(([ts, body]) => ({ ts, body }));
  }

  async shown(key: ThreadKey): Promise<readonly ShownMessage[]> {
    return this.#standing()
      .filter(({ body }) => body.thread_ts === key.thread)
      .map(({ ts, body }) => ({ id: ts, words: wordsOf(body), buttons: slackButtons(body, ts) }));
  }
}

interface Input {
  block_id: string;
  element: {
    type: string;
    action_id: string;
    initial_value?: string;
    initial_option?: { value: string };
    options?: { value: string }[];
  };
}

const threadOf = (thread: string): ThreadKey => ({
  platform: "slack",
  tenant: TEAM.id,
  channel: CHANNEL.id,
  thread,
});

/** Buttons and options that do something to the case; those that only show something have no act. */
function slackButtons(body: Json, message: string): Button[] {
  return controlsOf(body).map(({ label, element, blockId }) => {
    const option = element.selected_option as { value: string } | undefined;
    const value = option?.value ?? (element.value as string | undefined);
    const act = value === undefined ? { do: "command", words: "" } : JSON.parse(value);
    const text = { type: "plain_text", text: label, emoji: true };
    return { label, act, message, raw: { ...element, block_id: blockId, ...(!option && { text }) } };
  });
}
