/** A Slack workspace: channels, private chats, forms, and what people do in them. Its Web API is in slack-api.ts. */

import { decodeBlockId } from "../../adapters/slack/action-codec.ts";
import { encodeThreadKey } from "../../src/store/rows.ts";
import {
  command,
  deleted,
  edited,
  event,
  mention,
  said,
  shortcut,
  submission,
  tap,
} from "../adapters/slack/slack-payloads.ts";
import { privateChatOf, type SlackModal } from "../fakes/slack-api.ts";
import type { TranscriptRecorder } from "../transcripts/recorder.ts";
import type { Meant } from "../transcripts/transcript.ts";
import type { Chance } from "./chance.ts";
import type {
  ActLine,
  Answer,
  Control,
  Delivery,
  OpenForm,
  Platform,
  ShownMessage,
  Weather,
} from "./platform.ts";
import type { Program } from "./program.ts";
import type { Scheduler } from "./scheduler.ts";
import { personId, SimulatedSlackApi } from "./simulated-slack-api.ts";
import { SlackSide } from "./slack-side.ts";

export interface PlatformParts {
  gate: Scheduler;
  chance: Chance;
  now: () => number;
  weather: Weather;
  note: (what: string) => void;
  recorder: TranscriptRecorder;
}

/** What a person typed: it can be edited and deleted. */
interface TypedMessage {
  person: string;
  channel: string;
  ts: string;
  thread: string | undefined;
  text: string;
}

const CHANNELS = ["C1", "C2"];
/** Slack tries an event again at once, after a minute and after five; a tap or a form never. */
const RETRIES = [1_000, 60_000, 300_000];
const LIMIT = 3_000;
/** A tap that takes this long is taken before it is recorded: that promises nothing; milliseconds. */
const AT_LENGTH = 2_400;
/** What looks and does not record: where there is no case any more, the bot is not even asked. */
export const LOOKS: ReadonlySet<string> = new Set(["help", "?", "list", "status", "cases", "my cases"]);

export class Slack implements Platform {
  readonly name = "slack";
  readonly dated = true;
  readonly persons: readonly string[];
  readonly outgoing: Delivery[] = [];
  readonly api: SimulatedSlackApi;
  readonly #parts: PlatformParts;
  readonly #sides = new Map<Program, SlackSide>();
  readonly #typed: TypedMessage[] = [];
  #count = 0;

  constructor(persons: readonly string[], parts: PlatformParts) {
    this.persons = persons;
    this.#parts = parts;
    this.api = new SimulatedSlackApi(parts);
  }

  get recorder(): TranscriptRecorder {
    return this.#parts.recorder;
  }

  get shown(): ShownMessage[] {
    return this.api.shown;
  }

  get forms(): readonly OpenForm[] {
    return [...this.api.modals.values()].flatMap(({ id, person, view }): OpenForm[] => {
      const inputs = view.blocks.filter(({ type }) => type === "input");
      if (inputs.length === 0) return [];
      return [
        {
          person,
          fields: inputs.map(({ block_id: field, element }) => ({
            id: String(field),
            options: element?.options?.map(({ value }) => value) ?? null,
          })),
          submit: (values) => this.#submit(person, id, view, values),
        },
      ];
    });
  }

  attach(program: Program): void {
    const side = new SlackSide(program, this.#parts, this.api);
    this.#sides.set(program, side);
    program.serve(side.adapter);
  }

  shut(place: string): void {
    const [, , channel = ""] = JSON.parse(place) as string[];
    this.api.archived.add(channel);
  }

  get faults(): readonly string[] {
    return this.api.faults;
  }

  begin(person: string, words: string, meant: Meant): void {
    const { chance } = this.#parts;
    const channel = chance.one(CHANNELS);
    const how = chance.weighed([
      [3, "command"],
      [4, "mention"],
      [2, "chat"],
      [1, "shortcut"],
    ] as const);
    switch (how) {
      case "command": {
        const name = this.#name("trigger");
        const payload = command(words, {
          channel_id: channel,
          user_id: person,
          user_name: person.toLowerCase(),
          trigger_id: name,
          response_url: this.api.responseUrl(person, encodeThreadKey(threadOf(channel, "")), name),
        });
        const act = this.#typedLine(name, person, encodeThreadKey(threadOf(channel, "")), words, true, meant);
        this.#interaction(`${person} types /triage ${words} in ${channel}`, payload, act, true);
        return;
      }
      case "mention":
        return this.#talk(person, channel, undefined, words || "triage", true, meant);
      case "chat":
        return this.#talk(person, privateChatOf(person), undefined, words || "triage", true, meant);
      case "shortcut": {
        const { ts } = this.#post(channel, undefined);
        const name = this.#name("trigger");
        const text = words || "leg swollen";
        const payload = {
          ...shortcut({ ts, text, user: person }),
          ...this.#sender(person, name),
          channel: { id: channel, name: "ward" },
          response_url: this.api.responseUrl(person, encodeThreadKey(threadOf(channel, ts)), name),
        };
        const act = this.#typedLine(
          name,
          person,
          encodeThreadKey(threadOf(channel, ts)),
          text,
          true,
          meant,
          ts,
        );
        this.#interaction(`${person} uses the shortcut in ${channel}`, payload, act, true);
      }
    }
  }

  placesOf(person: string): readonly string[] {
    const seen = this.shown.filter(
      ({ to, gone, controls }) => !gone && controls.length > 0 && (to ?? person) === person,
    );
    return [...new Set(seen.map(({ place }) => place))].filter((place) => {
      const [, , channel = ""] = JSON.parse(place) as string[];
      return channel.startsWith("C") || channel === privateChatOf(person);
    });
  }

  say(person: string, place: string, words: string, addressed: boolean, meant: Meant): void {
    const [, , channel = "", thread = ""] = JSON.parse(place) as string[];
    this.#talk(person, channel, thread === "" ? undefined : thread, words, addressed, meant);
  }

  reply(person: string, shown: ShownMessage, words: string, meant: Meant): void {
    const [, , channel = "", thread = ""] = JSON.parse(shown.place) as string[];
    this.#talk(person, channel, thread || shown.id, words, true, meant, shown.name);
  }

  #talk(
    person: string,
    channel: string,
    thread: string | undefined,
    words: string,
    addressed: boolean,
    meant: Meant,
    below?: string,
  ): void {
    const chat = channel.startsWith("D");
    const text = addressed && !chat ? `<@UBOT> ${words}` : words;
    const { ts } = this.#post(channel, thread);
    this.#typed.push({ person, channel, ts, thread, text });
    const message = { channel, user: person, text, ts, ...(thread !== undefined && { thread_ts: thread }) };
    const where = `${person} says "${words}" in ${channel}${thread ? `/${thread}` : ""}`;
    const heard = said({ ...message, ...(chat && { channel_type: "im" }) });
    const name = `message:${channel}:${ts}`;
    const place = encodeThreadKey(threadOf(channel, chat ? "" : (thread ?? ts)));
    const records = !LOOKS.has(words) && (chat || addressed || thread !== undefined);
    const toBot = chat || addressed;
    const act = this.#typedLine(name, person, place, words, toBot, meant, ts, below);
    // below a copy in a private chat somebody speaks of a case elsewhere
    const where2 = below === undefined || !chat ? place : null;
    this.#event(where, heard, act, where2, records);
    // a mention comes as two events with one post in common
    if (addressed && !chat) this.#event(`${where} (mention)`, mention(message), act, where2, records);
  }

  #typedLine(
    act: string,
    person: string,
    place: string,
    words: string,
    toBot: boolean,
    meant: Meant,
    ts?: string,
    below?: string,
  ): ActLine {
    return {
      what: "typed",
      at: ts === undefined ? this.#parts.now() : Number(ts) * 1000,
      act,
      person: personId(person),
      place,
      ...(ts !== undefined && { message: ts }),
      ...(below !== undefined && { below }),
      words,
      toBot,
      meant,
    };
  }

  tap(person: string, shown: ShownMessage, { element, label }: Control, meant: Meant): void {
    const [, , channel = "", thread = ""] = JSON.parse(shown.place) as string[];
    const { blockId, control } = element as { blockId: string; control: Record<string, unknown> };
    const name = this.#name("trigger");
    this.api.trigger(name, person);
    const actionTs = this.#ts();
    const payload = {
      ...tap({ ...control, action_ts: actionTs }, blockId),
      ...this.#sender(person, name),
      channel: { id: channel, name: "ward" },
      container: { type: "message", message_ts: shown.id, channel_id: channel },
      message: { ts: shown.id, text: "", ...(thread !== "" && { thread_ts: thread }) },
      response_url: this.api.responseUrl(person, shown.place, name),
    };
    // a form that is opened, and sources and pictures that are looked at, record nothing
    const does = /"do":"(\w+)"/.exec(JSON.stringify(control).replaceAll("\\", ""))?.[1] ?? "show";
    const records = does !== "form" && does !== "show";
    const about = decodeBlockId(blockId)?.handle === "" ? null : blockId;
    const act: ActLine = {
      what: "pressed",
      at: Number(actionTs) * 1000,
      act: name,
      person: personId(person),
      place: shown.place,
      message: shown.name,
      label,
      meant,
    };
    this.#interaction(`${person} taps "${label}" on ${shown.id}`, payload, act, records, about);
  }

  regret(person: string): void {
    const mine = this.#typed.filter((each) => each.person === person);
    if (mine.length === 0) return;
    const { chance } = this.#parts;
    const one = chance.one(mine);
    const { channel, ts, thread, text } = one;
    const before = { ts, text, user: person, ...(thread !== undefined && { thread_ts: thread }) };
    const at = this.#ts();
    const place = { channel, channel_type: channel.startsWith("D") ? "im" : "channel", event_ts: at, ts: at };
    if (chance.odds(0.5)) {
      const words = chance.one(["no fever", "new weakness", "no", "yes", "see you at handover"]);
      one.text = words;
      const inner = { ...edited(before, words, { edited: { user: person, ts: at } }), ...place };
      const act = `edit:${channel}:${ts}:${at}`;
      const line = { at: this.#parts.now(), act, person: personId(person), message: ts } as const;
      this.#event(
        `${person} edits ${ts} to "${words}"`,
        inner,
        { what: "edited", ...line, words },
        null,
        false,
      );
    } else {
      this.#typed.splice(this.#typed.indexOf(one), 1);
      const inner = { ...deleted(before), ...place };
      const act = `delete:${channel}:${ts}`;
      const line = { at: this.#parts.now(), act, person: personId(person), message: ts } as const;
      this.#event(`${person} deletes ${ts}`, inner, { what: "deleted", ...line }, null, false);
    }
  }

  #submit(
    person: string,
    id: string,
    view: SlackModal["view"],
    values: Readonly<Record<string, string>>,
  ): void {
    const name = this.#name("trigger");
    const payload = submission(view as never, values, this.#sender(person, name));
    Object.assign(payload.view, { id });
    const what = `${person} sends the form ${JSON.stringify(values)}`;
    const act: ActLine = {
      what: "submitted",
      at: this.#parts.now(),
      act: name,
      person: personId(person),
      filled: { ...values },
    };
    this.#interaction(
      what,
      payload,
      act,
      Object.keys(values).length > 0,
      String(view.private_metadata),
      (answer) => {
        const body =
          answer.body === "" ? {} : (JSON.parse(String(answer.body)) as { response_action?: string });
        if (body.response_action === undefined) this.api.modals.delete(id);
        // "saving" and a fault beside a field are no promise that it is recorded
        return answer.status === 200 && body.response_action === undefined;
      },
    );
  }

  /** @param act what it tells of, by the post that it is about: two events of one post are one act */
  #event(
    what: string,
    inner: Record<string, unknown>,
    act: ActLine,
    place: string | null,
    records: boolean,
  ): void {
    const payload = event(inner, { event_id: this.#name("Ev") });
    this.outgoing.push({
      name: act.act,
      what,
      person: act.person,
      act,
      place,
      about: null,
      records,
      retries: RETRIES,
      limit: LIMIT,
      send: (program, attempt) => this.#side(program).deliver(payload, attempt),
      heard: ({ status }) => status === 200,
    });
  }

  #interaction(
    what: string,
    payload: object,
    act: ActLine,
    records: boolean,
    about: string | null = null,
    heard: (answer: Answer, took: number) => boolean = ({ status }, took) =>
      status === 200 && took < AT_LENGTH,
  ): void {
    this.outgoing.push({
      name: act.act,
      what,
      person: act.person,
      act,
      place: null,
      about,
      records,
      retries: [],
      limit: LIMIT,
      send: (program, attempt) => {
        if ("response_url" in payload) this.api.hand(payload.response_url, program);
        return this.#side(program).deliver(payload, attempt);
      },
      heard,
    });
  }

  #side(program: Program): SlackSide {
    const side = this.#sides.get(program);
    if (!side) throw new Error(`${program.name} is not connected`);
    return side;
  }

  /** A person's own message in a channel: threads hang on it. */
  #post(channel: string, thread: string | undefined): { ts: string } {
    const ts = this.#ts();
    this.api.typed(channel, thread, ts);
    return { ts };
  }

  #sender(person: string, trigger: string) {
    return {
      user: { id: person, username: person.toLowerCase(), name: person.toLowerCase(), team_id: "T1" },
      trigger_id: trigger,
    };
  }

  #name(kind: string): string {
    this.#count += 1;
    return `${kind}.${this.#count}.`;
  }

  #ts(): string {
    return this.api.ts();
  }
}

const threadOf = (channel: string, thread: string) => ({ platform: "slack", tenant: "T1", channel, thread });
