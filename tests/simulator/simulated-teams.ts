/** A Teams tenant: channels, a group chat, private chats, and what people do in them. Its connector is in teams-api.ts. */

import { encodeThreadKey } from "../../src/store/rows.ts";
import { activity, BOT, execute, TENANT } from "../fakes/teams-activities.ts";
import { channelOf } from "../fakes/teams-conversations.ts";
import type { Answer, Control, Delivery, OpenForm, Platform, ShownMessage } from "./platform.ts";
import type { Program } from "./program.ts";
import { LOOKS, type PlatformParts } from "./simulated-slack.ts";
import { inputsOf, TeamsApi } from "./teams-api.ts";
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
    this.api = new TeamsApi(parts);
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
          submit: (values) => this.#tap(person, shown, send, values),
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

  get unopened(): number {
    return 0;
  }

  get faults(): readonly string[] {
    return [];
  }

  begin(person: string): void {
    const { chance } = this.#parts;
    const words = chance.one(["triage", "triage fever", "triage no fever, new weakness"]);
    this.#count += 1;
    const conversation = chance.weighed([
      [5, `${CHANNEL};messageid=${1_700_000_000_000 + this.#count}`],
      [1, GROUP],
      [2, chatOf(person)],
    ] as const);
    this.#talk(person, conversation, words, true);
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

  say(person: string, place: string, words: string, addressed: boolean): void {
    const [, , , conversation = ""] = JSON.parse(place) as string[];
    this.#talk(person, conversation, words, addressed);
  }

  #talk(person: string, conversation: string, words: string, addressed: boolean): void {
    const chat = conversation.startsWith("a:");
    const id = this.#id();
    const named = addressed && !chat;
    this.#typed.push({ person, conversation, id, words });
    const body = this.#activity(person, conversation, id, {
      text: named ? `<at>${BOT.name}</at> ${words}` : words,
      entities: named ? [{ type: "mention", mentioned: BOT, text: `<at>${BOT.name}</at>` }] : [],
    });
    const records = !LOOKS.has(words) && (chat || addressed);
    this.#send(
      `|${id}`,
      `${person} says "${words}" in ${conversation}`,
      person,
      body,
      records,
      placeOf(conversation),
    );
  }

  tap(person: string, shown: ShownMessage, control: Control): void {
    this.#tap(person, shown, control, {});
  }

  #tap(
    person: string,
    shown: ShownMessage,
    { label, element }: Control,
    values: Readonly<Record<string, string>>,
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
    const filled = Object.keys(values).length > 0;
    const opens = /"do":"form"/.test(JSON.stringify(data)) && !/"filled":true/.test(JSON.stringify(data));
    const what = `${person} taps "${label}" on ${shown.id}${filled ? ` with ${JSON.stringify(values)}` : ""}`;
    const about = "handle" in data ? JSON.stringify(data) : null;
    this.#send(`|${id}`, what, person, body, !opens, null, about, (answer) =>
      this.#invoked(shown, person, answer),
    );
  }

  /** What a tap is answered takes the place of the card, or stands below it. Only a refusal to record is no promise. */
  #invoked(shown: ShownMessage, person: string, { status, body }: Answer): boolean {
    if (status !== 200) return false;
    const { type, value } = (body ?? {}) as { type?: string; value?: unknown };
    if (type === "application/vnd.microsoft.card.adaptive") {
      const card = { attachments: [{ contentType: type, content: value }] };
      const copy = this.api.show(shown.id, shown.place, person, card, null);
      copy.first = false;
      return true;
    }
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
      this.#send(`editMessage|${at}`, `${person} edits ${one.id} to "${words}"`, person, body, false);
    } else {
      this.#typed.splice(this.#typed.indexOf(one), 1);
      const body = this.#activity(person, one.conversation, one.id, {
        type: "messageDelete",
        text: undefined,
        entities: [],
        timestamp: at,
        channelData: { tenant: { id: TENANT }, eventType: "softDeleteMessage" },
      });
      this.#send(`softDeleteMessage|${at}`, `${person} deletes ${one.id}`, person, body, false);
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
    name: string,
    what: string,
    person: string,
    body: Record<string, unknown>,
    records: boolean,
    place: string | null = null,
    about: string | null = null,
    heard: (answer: Answer) => boolean = ({ status }) => status === 200,
  ): void {
    this.outgoing.push({
      name,
      what,
      person,
      place,
      about,
      opens: false,
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
