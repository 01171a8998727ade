/** A Teams tenant: channels, a group chat, private chats, and what people do in them. Its connector is in teams-api.ts. */

import { encodeThreadKey } from "../../src/store/rows.ts";
import { activity, BOT, execute, TENANT } from "../fakes/teams-activities.ts";
import { channelOf } from "../fakes/teams-conversations.ts";
import type { TranscriptRecorder } from "../transcripts/recorder.ts";
import type { Meant } from "../transcripts/transcript.ts";
import type { ActLine, Answer, Control, Delivery, OpenForm, Platform, ShownMessage } from "./platform.ts";
import type { Program } from "./program.ts";
import { LOOKS, type PlatformParts } from "./simulated-slack.ts";
import { inputsOf, personId, TeamsApi } from "./teams-api.ts";
import { TeamsSide } from "./teams-side.ts";

interface TypedTeamsMessage {
  person: string;
  conversation: string;
  id: string;
  words: string;
}

const CHANNEL = "19:c1@thread.tacv2";
const GROUP = "19:g1@thread.v2";
/** Teams gives up on a call after some 15 seconds, and tries a message and a tap again a few times. */
const RETRIES = [1_000, 5_000, 20_000, 60_000];
const LIMIT = 15_000;

export class Teams implements Platform {
  readonly name = "teams";
  readonly dated: boolean;
  readonly persons: readonly string[];
  readonly outgoing: Delivery[] = [];
  readonly api: TeamsApi;
  readonly #parts: PlatformParts;
  readonly #sides = new Map<Program, TeamsSide>();
  readonly #typed: TypedTeamsMessage[] = [];
  #count = 0;

  constructor(persons: readonly string[], parts: PlatformParts) {
    this.persons = persons;
    this.#parts = parts;
    this.dated = parts.chance.odds(0.7);
    this.api = new TeamsApi(parts, this.dated);
  }

  get recorder(): TranscriptRecorder {
    return this.#parts.recorder;
  }

  get shown(): ShownMessage[] {
    return this.api.shown;
  }

  get forms(): readonly OpenForm[] {
    return this.api.shown.flatMap((shown): OpenForm[] => {
      const fields = shown.gone ? [] : inputsOf(this.api.bodies.get(shown) ?? {});
      const send = shown.controls.find(({ label }) => label === "Submit");
      if (fields.length === 0 || !send) return [];
      return this.persons
        .filter((person) => (shown.to ?? person) === person)
        .map((person) => ({
          person,
          fields,
          submit: (values) => this.#tap(person, shown, send, {}, values),
        }));
    });
  }

  attach(program: Program): void {
    const side = new TeamsSide(program, this.#parts, this.api);
    this.#sides.set(program, side);
    program.serve(side.adapter);
  }

  shut(place: string): void {
    const [, , channel = ""] = JSON.parse(place) as string[];
    this.api.close(channel);
  }

  get faults(): readonly string[] {
    return [];
  }

  begin(person: string, words: string, meant: Meant): void {
    const { chance } = this.#parts;
    this.#count += 1;
    const conversation = chance.weighed([
      [3, `${CHANNEL};messageid=${1_700_000_000_000 + this.#count}`],
      [2, GROUP],
      [2, chatOf(person)],
    ] as const);
    this.#talk(person, conversation, words === "" ? "triage" : `triage ${words}`, true, meant);
  }

  placesOf(person: string): readonly string[] {
    const seen = this.shown.filter(
      ({ to, gone, controls }) => !gone && controls.length > 0 && (to ?? person) === person,
    );
    return [...new Set(seen.map(({ place }) => place))].filter((place) => {
      const [, , , conversation = ""] = JSON.parse(place) as string[];
      return !conversation.startsWith("a:") || conversation === chatOf(person);
    });
  }

  say(person: string, place: string, words: string, addressed: boolean, meant: Meant): void {
    const [, , , conversation = ""] = JSON.parse(place) as string[];
    this.#talk(person, conversation, words, addressed, meant);
  }

  /** In a channel the message that is answered is the one that the thread hangs on. */
  reply(person: string, shown: ShownMessage, words: string, meant: Meant): void {
    const [, , , conversation = ""] = JSON.parse(shown.place) as string[];
    const thread = conversation === CHANNEL ? `${CHANNEL};messageid=${shown.id}` : conversation;
    this.#talk(person, thread, words, true, meant, shown);
  }

  #talk(
    person: string,
    conversation: string,
    words: string,
    addressed: boolean,
    meant: Meant,
    below?: ShownMessage,
  ): void {
    const chat = conversation.startsWith("a:");
    const id = this.#id();
    const named = addressed && !chat;
    this.#typed.push({ person, conversation, id, words });
    const body = this.#activity(person, conversation, id, {
      text: named ? `<at>${BOT.name}</at> ${words}` : words,
      entities: named ? [{ type: "mention", mentioned: BOT, text: `<at>${BOT.name}</at>` }] : [],
      ...(below && { replyToId: below.id }),
    });
    const records = !LOOKS.has(words) && (chat || addressed);
    const act: ActLine = {
      what: "typed",
      at: this.#parts.now(),
      act: `|${id}`,
      person: personId(person),
      place: placeOf(conversation),
      message: id,
      ...(below && { below: below.name }),
      words,
      toBot: chat || addressed,
      meant,
    };
    const what = `${person} says "${words}" in ${conversation}`;
    this.#send(what, body, act, records, below ? null : placeOf(conversation));
  }

  tap(person: string, shown: ShownMessage, control: Control, meant: Meant): void {
    this.#tap(person, shown, control, meant, null);
  }

  #tap(
    person: string,
    shown: ShownMessage,
    { label, element }: Control,
    meant: Meant,
    values: Readonly<Record<string, string>> | null,
  ): void {
    const [, , , conversation = ""] = JSON.parse(shown.place) as string[];
    const data = { ...(element as object), ...values };
    const id = this.#id();
    const body = execute(data, {
      ...this.#activity(person, conversation, id, {}),
      ...INVOKE,
      replyToId: shown.id,
      value: { action: { type: "Action.Execute", verb: "act", data }, trigger: "manual" },
    });
    const opens = /"do":"form"/.test(JSON.stringify(data)) && !/"filled":true/.test(JSON.stringify(data));
    const what = `${person} taps "${label}" on ${shown.id}${values ? ` with ${JSON.stringify(values)}` : ""}`;
    const about = "handle" in data ? JSON.stringify(data) : null;
    const done = { at: this.#parts.now(), act: `|${id}`, person: personId(person) };
    const act: ActLine = values
      ? { what: "submitted", ...done, filled: { ...values } }
      : { what: "pressed", ...done, place: shown.place, message: shown.name, label, meant };
    this.#send(what, body, act, !opens, null, about, (answer) =>
      this.#invoked(shown, person, act.act, answer),
    );
  }

  /** What a tap is answered takes the place of the card, or stands below it. Only a refusal to record is no promise. */
  #invoked(shown: ShownMessage, person: string, act: string, { status, body }: Answer): boolean {
    if (status !== 200) return false;
    const { type, value } = (body ?? {}) as { type?: string; value?: unknown };
    if (type === "application/vnd.microsoft.card.adaptive") {
      const card = { attachments: [{ contentType: type, content: value }] };
      const copy = this.api.show(shown.id, shown.place, person, card, null, act);
      copy.first = false;
      return true;
    }
    this.recorder.shown({
      at: this.#parts.now(),
      message: `answer to ${act}`,
      place: shown.place,
      to: personId(person),
      after: act,
      words: String(value),
      buttons: [],
      notification: "",
    });
    return !/not recorded|failed|still working|try again/i.test(String(value));
  }

  regret(person: string): void {
    const mine = this.#typed.filter((each) => each.person === person);
    if (mine.length === 0) return;
    const { chance, now } = this.#parts;
    const one = chance.one(mine);
    const at = new Date(now()).toISOString();
    if (chance.odds(0.5)) {
      const words = chance.one(["no fever", "new weakness", "no", "yes", "see you at handover"]);
      const body = this.#activity(person, one.conversation, one.id, {
        type: "messageUpdate",
        text: words,
        entities: [],
        timestamp: at,
        channelData: { tenant: { id: TENANT }, eventType: "editMessage" },
      });
      const line = { at: now(), act: `editMessage|${at}`, person: personId(person), message: one.id };
      this.#send(`${person} edits ${one.id} to "${words}"`, body, { what: "edited", ...line, words }, false);
    } else {
      this.#typed.splice(this.#typed.indexOf(one), 1);
      const body = this.#activity(person, one.conversation, one.id, {
        type: "messageDelete",
        text: undefined,
        entities: [],
        timestamp: at,
        channelData: { tenant: { id: TENANT }, eventType: "softDeleteMessage" },
      });
      const line = { at: now(), act: `softDeleteMessage|${at}`, person: personId(person), message: one.id };
      this.#send(`${person} deletes ${one.id}`, body, { what: "deleted", ...line }, false);
    }
  }

  #activity(person: string, conversation: string, id: string, more: Record<string, unknown>) {
    const chat = conversation.startsWith("a:");
    const channel = conversation.startsWith(CHANNEL);
    return activity({
      id,
      timestamp: new Date(this.#parts.now()).toISOString(),
      from: { id: `29:${person}`, name: person },
      conversation: {
        id: conversation,
        conversationType: chat ? "personal" : channel ? "channel" : "groupChat",
        isGroup: !chat,
        tenantId: TENANT,
      },
      channelData: { tenant: { id: TENANT } },
      ...more,
    });
  }

  #send(
    what: string,
    body: Record<string, unknown>,
    act: ActLine,
    records: boolean,
    place: string | null = null,
    about: string | null = null,
    heard: (answer: Answer) => boolean = ({ status }) => status === 200,
  ): void {
    this.outgoing.push({
      name: act.act,
      what,
      person: act.person,
      act,
      place,
      about,
      records,
      retries: RETRIES,
      limit: LIMIT,
      send: (program) => this.#side(program).deliver(body),
      heard,
    });
  }

  #side(program: Program): TeamsSide {
    const side = this.#sides.get(program);
    if (!side) throw new Error(`${program.name} is not connected`);
    return side;
  }

  #id(): string {
    this.#count += 1;
    return `17000000${String(this.#count).padStart(5, "0")}.`;
  }
}

const INVOKE = { type: "invoke", name: "adaptiveCard/action", text: undefined, entities: undefined };

const placeOf = (conversation: string): string =>
  encodeThreadKey({
    platform: "teams",
    tenant: TENANT,
    channel: channelOf(conversation),
    thread: conversation,
  });

const chatOf = (person: string): string => `a:${person}`;
