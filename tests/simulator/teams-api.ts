/** The Bot Connector: what the bot posts, changes and removes there, and every way in which that goes wrong. */
import { AsyncLocalStorage } from "node:async_hooks";
import type { ConversationRef } from "../../adapters/teams/conversation-refs.ts";
import type { Connector } from "../../adapters/teams/message-sender.ts";
import type { ChannelAdapter } from "../../src/adapter.ts";
import { encodeThreadKey } from "../../src/store/rows.ts";
import { type Json, TENANT } from "../fakes/teams-activities.ts";
import { channelOf, FakeTeams } from "../fakes/teams-conversations.ts";
import { type Held, isMarked, type ShownMessage } from "./platform.ts";
import type { Program } from "./program.ts";
import type { PlatformParts } from "./simulated-slack.ts";

type Fate =
  | "well"
  | "unreached"
  | "reset"
  | "slow"
  | "limited"
  | "412"
  | "503"
  | "html"
  | "401"
  | "forbidden"
  | "empty";
const HELD: Readonly<Record<Held, Fate>> = { 429: "limited", 500: "503", 403: "forbidden", 202: "empty" };

export class TeamsApi {
  readonly shown: ShownMessage[] = [];
  readonly bodies = new Map<ShownMessage, Json>();
  readonly #parts: PlatformParts;
  /** Which outbox row is being delivered: the wire of Teams does not say. */
  readonly #delivering = new AsyncLocalStorage<{ key: string; parts: number }>();
  readonly #teams = new FakeTeams();

  #copies = 0;

  /** @param dated whether the ids of messages say when they came, as they do in most of Teams */
  constructor(parts: PlatformParts, dated: boolean) {
    this.#parts = parts;
    if (dated) this.#teams.clock = parts.now;
  }

  close(channel: string): void {
    this.#teams.closed.add(channel);
  }

  /** The same adapter; its calls carry the id of their outbox row. */
  keyed(adapter: ChannelAdapter): ChannelAdapter {
    const run = <T>(key: string, work: () => T): T => this.#delivering.run({ key, parts: 0 }, work);
    return {
      platform: adapter.platform,
      post: (delivery) => run(delivery.key, () => adapter.post(delivery)),
      update: (delivery, id) => run(delivery.key, () => adapter.update(delivery, id)),
      tell: (delivery, person) => run(delivery.key, () => adapter.tell(delivery, person)),
    };
  }

  connectorFor(program: Program): Connector {
    const call = async <T>(what: string, work: () => T, about: About = {}): Promise<T> => {
      const { gate, chance } = this.#parts;
      const late: { until: number } = { until: 0 };
      const answer = await gate.pass(program, "wire", `teams ${what}`, () =>
        this.#arrive(what, work, late, about),
      );
      if (late.until > 0 || chance.odds(0.3))
        await gate.pass(program, "answer", `teams ${what}`, () => {}, { due: late.until });
      return answer();
    };
    return {
      send: (reference, message) => {
        const now = this.#delivering.getStore();
        const first = now?.parts === 0;
        if (now) now.parts += 1;
        return call(
          "send",
          () => {
            this.#refuse(reference);
            const { id } = this.#teams.post(reference.conversation.id, message as unknown as Json);
            const shown = this.show(
              id,
              placeOf(reference),
              null,
              message as unknown as Json,
              now?.key ?? null,
            );
            shown.first = first;
            return id;
          },
          { place: placeOf(reference) },
        );
      },
      update: (reference, id, message) =>
        call(
          "update",
          () => {
            this.#refuse(reference);
            const found = this.#find(id);
            const body = message as unknown as Json;
            this.#teams.put(id, reference.conversation.id, body);
            Object.assign(found, seenIn(body));
            this.bodies.set(found, body);
            const where = { at: this.#parts.now(), message: found.name, place: found.place };
            this.#parts.recorder.write({ what: "changed", ...where, ...screenOf(body) });
          },
          { place: placeOf(reference), message: id },
        ),
      remove: (reference, id) =>
        call(
          "remove",
          () => {
            this.#refuse(reference);
            const found = this.#find(id);
            found.gone = true;
            this.#teams.remove(id);
            const where = { at: this.#parts.now(), message: found.name, place: found.place };
            this.#parts.recorder.write({ what: "removed", ...where });
          },
          { place: placeOf(reference), message: id },
        ),
      openChat: (_reference, account) => call("open chat", () => `a:${account.replace("29:", "")}`),
    };
  }

  show(
    id: string,
    place: string,
    to: string | null,
    body: Json,
    key: string | null,
    after?: string,
  ): ShownMessage {
    const seen = seenIn(body);
    const at = this.#parts.now();
    this.#copies += 1;
    const shown: ShownMessage = {
      id,
      name: to === null ? id : `${id} for ${to}, copy ${this.#copies}`,
      place,
      to,
      key,
      first: true,
      at,
      gone: false,
      marked: isMarked(seen.words),
      ...seen,
    };
    this.shown.push(shown);
    this.bodies.set(shown, body);
    const [, , , conversation = ""] = JSON.parse(place) as string[];
    const alone = to ?? (conversation.startsWith("a:") ? conversation.slice(2) : null);
    this.#parts.recorder.shown({
      at,
      message: shown.name,
      place,
      ...(alone !== null && { to: personId(alone) }),
      key,
      ...(after !== undefined && { after }),
      ...screenOf(body),
    });
    return shown;
  }

  #find(id: string): ShownMessage {
    const found = this.shown.find((each) => each.id === id && each.to === null);
    if (!found || !this.#teams.messages.has(id)) throw rest(404, "ActivityNotFoundInConversation");
    return found;
  }

  #refuse({ conversation }: ConversationRef): void {
    if (this.#teams.isClosed(conversation.id)) throw rest(403, "BotNotInConversationRoster");
  }

  /** The call is at Teams: what it does, and what is answered. */
  #arrive<T>(what: string, work: () => T, late: { until: number }, about: About): () => T {
    const { chance, weather, note, now, recorder } = this.#parts;
    const held = what === "send" && now() < weather.held.until ? HELD[weather.held.how] : null;
    const fate: Fate =
      held ??
      (chance.odds(weather.faults)
        ? chance.one(["unreached", "reset", "slow", "limited", "412", "503", "html", "401"] as const)
        : "well");
    const conversation = about.place === undefined ? "" : String((JSON.parse(about.place) as string[])[3]);
    const shut = this.#teams.isClosed(conversation);
    if (fate !== "well" || shut)
      recorder.write({
        what: "refused",
        at: now(),
        call: what,
        why: shut ? "for good" : fate,
        done: false,
        ...about,
      });
    const fails = (error: Error) => () => {
      throw error;
    };
    switch (fate) {
      case "unreached":
        return fails(Object.assign(new Error("connect"), { code: "ECONNREFUSED" }));
      case "limited":
        return fails(rest(429, undefined, chance.odds(0.7) ? String(1 + chance.below(30)) : undefined));
      case "412":
        return fails(rest(412));
      case "401":
        return fails(rest(401));
      case "forbidden":
        return fails(rest(403, "BotNotInConversationRoster"));
    }
    const done = fate === "well" || fate === "empty" || chance.odds(0.5);
    let answer: () => T = fails(rest(500));
    if (done)
      try {
        const value = work();
        answer = () => value;
      } catch (error) {
        return fails(error as Error);
      }
    if (fate === "well") return answer;
    note(`teams ${what}: ${fate}${done ? ", and done" : ""}`);
    // taken, and no name given for it
    if (fate === "empty") return () => null as T;
    if (fate === "slow") late.until = now() + 20_000;
    if (fate === "503") return fails(rest(503));
    if (fate === "html") return fails(new SyntaxError("Unexpected token < in JSON"));
    return fails(Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
  }
}

/** An error as the SDK throws it. */
const rest = (statusCode: number, code?: string, after?: string): Error =>
  Object.assign(new Error("RestError"), {
    statusCode,
    ...(code !== undefined && { details: { error: { code } } }),
    response: { headers: new Headers(after === undefined ? {} : { "retry-after": after }) },
  });

const placeOf = ({ conversation: { id } }: ConversationRef): string =>
  encodeThreadKey({
    platform: "teams",
    tenant: TENANT,
    channel: channelOf(id),
    thread: id,
  });

/** Everything in a card, depth first. */
function* inside(value: unknown): Generator<Json> {
  if (Array.isArray(value)) for (const each of value) yield* inside(each);
  else if (typeof value === "object" && value !== null) {
    yield value as Json;
    for (const [key, each] of Object.entries(value)) if (key !== "fallback") yield* inside(each);
  }
}

/** Where a call is about, as the transcript names it. */
interface About {
  place?: string;
  message?: string;
}

/** A person as the record names them. */
export const personId = (user: string): string => `teams:${TENANT}:29:${user}`;

/** A message as a person sees it. */
function screenOf(body: Json): { words: string; buttons: string[]; notification: string } {
  const { words, controls } = seenIn(body);
  return { words, buttons: controls.map(({ label }) => label), notification: String(body.summary ?? "") };
}

/** The words and buttons of a message. */
export function seenIn(body: Json): Pick<ShownMessage, "words" | "controls"> {
  const all = [...inside(body)];
  return {
    words: [
      ...(typeof body.text === "string" ? [body.text] : []),
      ...all.flatMap(({ type, text }) => (type === "TextBlock" && typeof text === "string" ? [text] : [])),
    ].join("\n"),
    controls: all.flatMap(({ type, title, data }) =>
      type === "Action.Execute" ? [{ label: String(title), element: data }] : [],
    ),
  };
}

/** What can be filled in on a card. */
export const inputsOf = (body: Json): { id: string; options: readonly string[] | null }[] =>
  [...inside(body)].flatMap(({ type, id, choices }): { id: string; options: readonly string[] | null }[] => {
    if (type === "Input.Text") return [{ id: String(id), options: null }];
    if (type !== "Input.ChoiceSet") return [];
    return [{ id: String(id), options: (choices as { value: string }[]).map(({ value }) => value) }];
  });
