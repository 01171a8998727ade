/** Writes a transcript while a world or a test goes on: whoever draws the screens and whoever acts tells it. */

import confirmations from "../../protocols/answer-confirmation.json" with { type: "json" };
import { HOUR_MS } from "../../src/answers/moment-value.ts";
import { momentFromWords } from "../../src/answers/moment-words.ts";
import { rawOfTap, readAnswer } from "../../src/answers/read.ts";
import { kindOf } from "../../src/answers/registry.ts";
import { answerText } from "../../src/answers/text.ts";
import type { Answer } from "../../src/answers/value.ts";
import type { Protocol } from "../../src/protocol/schema.ts";
import type { Commit, NewPost, Store } from "../../src/store/store.ts";
import { deniedAnswer } from "../../src/triage/panels.ts";
import { shortName } from "../../src/views/panel.ts";
import { wordLists } from "../word-lists.ts";
import { type FindingNames, FORMAT, type Line, type LineOf } from "./transcript.ts";

const RELEASES: Readonly<Record<string, Readonly<Record<string, { yes: string }>>>> = confirmations.answers;

const HOURS_OF_A_DAY = Array.from(
  { length: 24 },
  (_, hour) => Date.parse("2026-03-10T00:30:00Z") + hour * HOUR_MS,
);

/** How long ago words such as "yesterday" were, whatever the hour at which they are said. */
function agoOf(words: string): { least: number; most: number }[] {
  const read = HOURS_OF_A_DAY.flatMap((now) => {
    const moment = momentFromWords(wordLists.answers.times, words, now, () => 0);
    return moment ? [{ least: now - moment.latest, most: now - moment.earliest }] : [];
  });
  if (read.length === 0) return [];
  // a day may have an hour more
  const most = Math.max(...read.map((each) => each.most)) + HOUR_MS;
  return [{ least: Math.max(0, Math.min(...read.map((each) => each.least)) - HOUR_MS), most }];
}

/** How the findings of a protocol are named on a screen. */
export const namesOf = ({ questions }: Protocol): FindingNames[] =>
  questions.map((question) => {
    const { id, label, ask, answer: spec } = question;
    const meaning = (value: string): { answer: Answer }[] => {
      const reading = readAnswer(question, rawOfTap(spec, value));
      return "answer" in reading ? [{ answer: reading.answer }] : [];
    };
    const denied = deniedAnswer(question);
    const yes = kindOf(spec).affirmed(spec);
    return {
      id,
      label,
      asks: [...new Set(Object.values(ask))],
      short: shortName(question),
      ...(denied && { denied }),
      buttons: [
        ...kindOf(spec).buttons(spec),
        ...kindOf(spec)
          .buttons(spec)
          .map((button) => ({
            ...button,
            label: `${shortName(question)}: ${button.label.toLowerCase()}`,
          })),
        ...(typeof yes === "string"
          ? ["Yes", "Abnormal"].map((lead) => ({ label: `${lead}: ${shortName(question)}`, value: yes }))
          : []),
        { label: "Not assessed", value: "not_assessed" },
        { label: "Unable to assess", value: "unable" },
      ].flatMap((button) => meaning(button.value).map(({ answer }) => ({ label: button.label, answer }))),
      ...(kindOf(spec).isMoment(spec) && {
        moments: kindOf(spec)
          .buttons(spec)
          .flatMap(({ label: words, value }) =>
            [words, `${shortName(question)}: ${words.toLowerCase()}`].flatMap((each) =>
              agoOf(value).map((ago) => ({ label: each, ...ago })),
            ),
          ),
      }),
      releases: Object.entries(RELEASES[id] ?? {}).flatMap(([value, { yes }]) =>
        meaning(value).map(({ answer }) => ({ answer, label: yes })),
      ),
    };
  });

/** A new message, as the platform drew it. */
export type Shown = Omit<LineOf<"shown">, "what" | "after"> & {
  /** The outbox row that it is a copy of. */
  key?: string | null;
  /** The act that it answers, where the platform lets an answer go to that alone. */
  after?: string;
};

export class TranscriptRecorder {
  readonly #lines: Line[] = [];
  readonly #protocol: Protocol;
  readonly #acts: { act: string; message: string | undefined }[] = [];
  readonly #handles = new Map<string, string>();
  /** The act that each outbox row came of. */
  readonly #causes = new Map<string, string>();

  constructor(about: { platform: string; source: string; timed: boolean; protocol: Protocol }) {
    const { protocol, ...begin } = about;
    this.#protocol = protocol;
    this.#lines.push({ what: "begin", format: FORMAT, ...begin, findings: namesOf(protocol) });
  }

  get lines(): readonly Line[] {
    return this.#lines;
  }

  write(line: Exclude<Line, { what: "begin" | "shown" | "recorded" }>): void {
    if ("act" in line && line.what !== "acknowledged")
      this.#acts.push({ act: line.act, message: "message" in line ? line.message : undefined });
    this.#lines.push(line);
  }

  shown({ key, after, ...shown }: Shown): void {
    const cause = after ?? (key ? this.#causes.get(key) : undefined);
    this.#lines.push({ what: "shown", ...shown, ...(cause !== undefined && { after: cause }) });
  }

  /** The store, with every commit that it took written down as it is taken. */
  watch(store: Store): Store {
    return {
      ...store,
      commit: async (turn) => {
        let posts: readonly NewPost[] = [];
        const given = turn.posts;
        const result = await store.commit({
          ...turn,
          posts: (end) => {
            posts = typeof given === "function" ? given(end) : (given ?? []);
            return posts;
          },
        });
        if (result.kind === "committed") this.committed(turn, posts);
        return result;
      },
    };
  }

  /** A turn that the store took, and what it says. */
  committed(turn: Commit, posts: readonly Pick<NewPost, "id">[]): void {
    const act = this.#actOf(turn);
    if (act !== undefined) for (const { id } of posts) this.#causes.set(id, act);
    const { case: write, at: when } = turn;
    if (!write) return;
    const at = Date.parse(when);
    const cause = act === undefined ? {} : { for: act };
    const handle = write.open?.handle ?? this.#handles.get(write.id) ?? write.id;
    this.#handles.set(write.id, handle);
    if (write.forget) this.#lines.push({ what: "forgotten", at, case: handle, ...cause });
    for (const { type, actor, body } of write.events) {
      const event = { ...JSON.parse(body), type } as LineOf<"recorded">["event"];
      const says = this.#inWords(event);
      this.#lines.push({
        what: "recorded",
        at,
        case: handle,
        by: String((JSON.parse(actor) as { id: string }).id),
        ...cause,
        ...(says !== undefined && { says }),
        event,
      });
    }
  }

  #inWords(event: LineOf<"recorded">["event"]): string | undefined {
    const question = this.#protocol.questions.find(({ id }) => id === event.question);
    return question && event.answer ? answerText(question, event.answer as Answer) : undefined;
  }

  /** By the name of the delivery; else by the message that the words stood in. */
  #actOf({ deliveryKeys = [], case: write }: Commit): string | undefined {
    const named = this.#acts.find(({ act }) => deliveryKeys.some((key) => key.endsWith(act)));
    if (named) return named.act;
    const messages = (write?.events ?? []).map(
      ({ body }) => (JSON.parse(body) as { message?: string }).message,
    );
    return this.#acts.find(({ message }) => message !== undefined && messages.includes(message))?.act;
  }
}
