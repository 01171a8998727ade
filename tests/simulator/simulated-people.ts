/**
 * What people do: they look at their screen, think for a while and answer what they saw, whatever stands there by then.
 * They answer twice, too late, in the wrong thread, under an alert, about another patient, and in words that nobody reads.
 */
import { kindOf } from "../../src/answers/registry.ts";
import type { Protocol, Question } from "../../src/protocol/schema.ts";
import { namesOf } from "../transcripts/recorder.ts";
import { type Asking, askingOn, type PlainNames, plainNames } from "../transcripts/screens.ts";
import type { Chance } from "./chance.ts";
import type { Control, OpenForm, Platform, ShownMessage } from "./platform.ts";

/** Findings and talk, in words that are read in part, in whole, or not at all. */
const WORDS = [
  ...[
    "fever",
    "no fever",
    "new weakness",
    "no weakness, fever 38.9 C",
    "fever, no weakness, 20 h",
    "no fever?",
  ],
  ...["urinary retention", "saddle anaesthesia, no incontinence", "R calf 41 vs 37 cm"],
  ...["status", "why", "cite 1", "handoff", "timeline", "list", "help", "back", "change fever", "several"],
  ...["confirm", "discard", "done", "snooze", "owner me", "role nurse", "upgrade", "i have this"],
  ...["close", "close anyway", "reopen", "triage", "n/a", "3/5", "-4", "negative", "haematoma"],
  ...["see you at handover", "patient name is John Smith, no fever", "the left leg, not the right"],
] as const;

/** What nobody's reader knows, alone and beside what it does. */
const UNREAD = ["zorbly quux", "gelatinous toes", "woozy shins"] as const;

/** Words that tell of another patient, by the closed list. */
const OF_ANOTHER = [
  "new patient: fever 39.1 and new weakness",
  "next patient has fever, no weakness",
  "another patient: no fever, new weakness",
  "triage fever, new weakness",
] as const;

/** Below several questions that were asked in one message. */
const BELOW_SEVERAL = [
  ...["none of these", "none of these", "no to all", "no", "none", "yes", "not assessed", "fever"],
  ...["no fever, rest no", "38.9", "new weakness, rest no", "fever?, rest no", "12 h", "all normal"],
] as const;

const UNDER_AN_ALERT = [
  "MRI done: haematoma",
  "no",
  "yes",
  "fever 38.9",
  "on my way",
  "i have this",
] as const;

const TYPED_IN_FORMS = [
  "38.2 C",
  "37",
  "12 h",
  "3 days",
  "120 mL",
  "41",
  "5/5",
  "3",
  "yes",
  "abc",
  "101 F",
  "-4 h",
];

interface Intention {
  due: number;
  carryOut: () => void;
}

const SECOND = 1_000;

export class People {
  readonly #platform: Platform;
  readonly #chance: Chance;
  readonly #now: () => number;
  readonly #names: readonly PlainNames[];
  readonly #questions: ReadonlyMap<string, Question>;
  /** Threads that were begun, or tried to. */
  #begun = 0;
  readonly #most: number;
  #intentions: Intention[] = [];

  constructor(platform: Platform, chance: Chance, protocol: Protocol, now: () => number) {
    this.#platform = platform;
    this.#chance = chance;
    this.#now = now;
    this.#names = plainNames(namesOf(protocol));
    this.#questions = new Map(protocol.questions.map((question) => [question.id, question]));
    this.#most = chance.one([1, 2, 2, 3, 4]);
  }

  /** One of them does something, or makes up their mind to. @returns whether anybody did */
  act(): boolean {
    const before = this.#platform.outgoing.length + this.#intentions.length;
    this.#act();
    return this.#platform.outgoing.length + this.#intentions.length > before;
  }

  /** What they had made up their minds to do by now. */
  carryOut(): void {
    const now = this.#now();
    const due = this.#intentions.filter((each) => each.due <= now);
    this.#intentions = this.#intentions.filter((each) => each.due > now);
    for (const { carryOut } of due) carryOut();
  }

  /** Somebody who has time answers the lowest question of the first place. @returns false when nothing is asked */
  answerInPeace(): boolean {
    for (const person of this.#platform.persons)
      for (const place of this.#platform.placesOf(person)) {
        const asked = this.#lowest(person, place);
        if (!asked) continue;
        const control = this.#chance.one(this.#answersOn(asked.shown, asked.asks));
        this.#platform.tap(person, asked.shown, control, {});
        return true;
      }
    return false;
  }

  #act(): void {
    const chance = this.#chance;
    const person = chance.one(this.#platform.persons);
    const places = this.#platform.placesOf(person);
    if (places.length === 0 ? this.#impatient() : this.#begun < this.#most && chance.odds(0.15))
      return this.#begin(person);
    if (places.length === 0) return;
    const forms = this.#platform.forms.filter((form) => form.person === person);
    const what = chance.weighed([
      [24, "answer"],
      [forms.length > 0 ? 14 : 0, "fill"],
      [5, "tap"],
      [4, "say"],
      [2, "unread"],
      [2, "another"],
      [2, "wrong place"],
      [3, "under an alert"],
      [1, "both"],
      [3, "regret"],
      [4, "correct"],
    ] as const);
    switch (what) {
      case "answer":
        return this.#answer(person, chance.one(places));
      case "fill":
        return this.#fill(chance.one(forms));
      case "tap":
        return this.#tapAnything(person, places);
      case "say": {
        const words = chance.odds(0.02) ? "forget" : chance.one(WORDS);
        return this.#platform.say(person, chance.one(places), words, chance.odds(0.7), {});
      }
      case "unread":
        return this.#sayWhatNobodyReads(person, chance.one(places));
      case "another":
        return this.#speakOfAnother(person, chance.one(places));
      case "wrong place":
        return this.#answer(person, chance.one(places), chance.one(places));
      case "under an alert":
        return this.#replyToAlert(person);
      case "both":
        for (const each of this.#platform.persons)
          for (const place of this.#platform.placesOf(each).slice(0, 1)) this.#answer(each, place, place, 0);
        return;
      case "regret":
        return this.#platform.regret(person);
      case "correct":
        return this.#correct(person, places);
    }
  }

  /** Who sees no answer tries again after a while. */
  #impatient(): boolean {
    return this.#begun === 0 || (this.#begun < this.#most + 2 && this.#chance.odds(0.2));
  }

  #begin(person: string): void {
    this.#begun += 1;
    const words = this.#chance.one(["", "", "fever", "no fever, new weakness", "68F ESI yesterday"]);
    this.#platform.begin(person, words, { patient: `patient ${this.#begun}` });
  }

  #intend(after: number, carryOut: () => void): void {
    this.#intentions.push({ due: this.#now() + after, carryOut });
  }

  /** The lowest message that asks something in a place, as a person sees it. */
  #lowest(person: string, place: string): { shown: ShownMessage; asks: Asking } | null {
    for (const shown of this.#seen(person, place).toReversed()) {
      const asks = this.#askingOn(shown);
      if (asks) return { shown, asks };
    }
    return null;
  }

  #askingOn = ({ words, controls }: ShownMessage): Asking | null =>
    askingOn({ words, buttons: controls.map(({ label }) => label) }, this.#names);

  #seen = (person: string, place: string): ShownMessage[] =>
    this.#platform.shown.filter(
      (each) => !each.gone && each.place === place && (each.to ?? person) === person,
    );

  /**
   * Reads the lowest question, thinks, and answers what was read. By then something else may stand there.
   * @param where the place in which the answer lands: not always the one that was looked at
   */
  #answer(person: string, place: string, where = place, pause = this.#pause()): void {
    const read = this.#lowest(person, place);
    if (!read) return;
    const { shown, asks } = read;
    const chance = this.#chance;
    const types = where !== place || chance.odds(0.45);
    const words = types ? this.#wordsFor(asks) : null;
    if (words !== null) {
      const addressed = chance.odds(0.8);
      const say = () => this.#platform.say(person, where, words, addressed, {});
      this.#intend(pause, say);
      // whoever sees no answer says the same again
      if (chance.odds(0.25)) this.#intend(pause + chance.below(2_500), say);
      if (chance.odds(0.1)) this.#intend(pause + chance.below(8_000), say);
      if (chance.odds(0.4)) this.#sayAgainBelow(person, where, shown, pause, say);
      return;
    }
    const control = this.#chance.one(this.#answersOn(shown, asks));
    let there = this.#now();
    this.#intend(pause, () => {
      const now = this.#now();
      if (shown.controls.some(({ label }) => label === control.label)) there = now;
      // a client shows for a moment what has been changed already
      if (!shown.gone && now - there < SECOND) this.#platform.tap(person, shown, control, {});
    });
    // the second click of a double click lands on whatever stands lowest by then
    if (chance.odds(0.2))
      this.#intend(pause + 60 + chance.below(1_040), () => {
        const now = this.#lowest(person, place);
        const below = now?.shown.controls.find(({ label }) => label === control.label);
        if (now && below) this.#platform.tap(person, now.shown, below, {});
      });
  }

  /** Whoever sees something else asked just after an answer may still be answering the first. */
  #sayAgainBelow(
    person: string,
    place: string,
    before: ShownMessage,
    pause: number,
    say: () => void,
    looks = 12,
  ): void {
    this.#intend(pause + 250, () => {
      const now = this.#lowest(person, place);
      const next = now && now.shown !== before && now.shown.at > before.at;
      if (next) this.#intend(this.#chance.below(1_300), say);
      else if (looks > 0)
        this.#sayAgainBelow(person, place, before, pause > SECOND ? 0 : 250, say, looks - 1);
    });
  }

  #pause(): number {
    const chance = this.#chance;
    return chance.weighed([
      [2, chance.below(SECOND)],
      [5, SECOND + chance.below(3 * SECOND)],
      [3, 4 * SECOND + chance.below(8 * SECOND)],
      [1, chance.below(40 * SECOND)],
    ] as const);
  }

  /** Words for what is asked; null for what is only tapped. */
  #wordsFor(asks: Asking): string | null {
    const chance = this.#chance;
    if (asks.kind === "list") return chance.one(["yes", "no", "confirm", "ok", "discard", "3"]);
    if (asks.kind === "panel") return chance.one(BELOW_SEVERAL);
    if (asks.kind !== "question") return chance.one(["yes", "no", "confirm"]);
    const question = this.#questions.get(asks.finding);
    if (!question) return null;
    const own = kindOf(question.answer).examples(question.answer);
    const releases = this.#names.find(({ id }) => id === asks.finding)?.releases ?? [];
    if (releases.length > 0 && chance.odds(0.6)) return chance.one(["negative", "no", "yes"]);
    return chance.weighed([
      [6, own.length > 0 ? chance.one(own) : "no"],
      [3, "no"],
      [1, "yes"],
      [1, "not assessed"],
    ] as const);
  }

  /** The buttons that settle what is asked, without those that lead elsewhere. */
  #answersOn({ controls }: ShownMessage, asks: Asking): readonly Control[] {
    const labels = new Set(
      asks.kind === "question"
        ? this.#names.find(({ id }) => id === asks.finding)?.buttons.map(({ label }) => label)
        : [],
    );
    if (asks.kind === "panel") {
      const denials = controls.filter(({ label }) => /^(?:Asked|Looked|Examined): /.test(label));
      const rest = controls.filter(({ label }) => label !== "Undo" && label !== "One by one");
      return [...denials, ...denials, ...rest];
    }
    const own = controls.filter(({ label }) => labels.has(label));
    const several = controls.filter(({ label }) => label === "Answer several");
    const plain = own.filter(({ label }) => label !== "Unable to assess" && label !== "Not assessed");
    if (plain.length > 0) return [...own, ...plain, ...plain, ...several];
    return own.length > 0 ? [...own, ...several] : controls;
  }

  #tapAnything(person: string, places: readonly string[]): void {
    const seen = this.#platform.shown.filter(
      ({ to, gone, controls, place }) =>
        !gone && controls.length > 0 && (to ?? person) === person && places.includes(place),
    );
    if (seen.length === 0) return;
    const shown = this.#chance.weighed([
      [3, this.#chance.one(seen.slice(-1))],
      [2, this.#chance.one(seen.slice(-3))],
      [3, this.#chance.one(seen)],
    ] as const);
    const controls = shown.controls.filter(({ label }) => label !== "Submit" && !/^Forget/.test(label));
    if (controls.length > 0) this.#platform.tap(person, shown, this.#chance.one(controls), {});
  }

  /** Somebody asks for an answer anew, or looks for what a result is asked with. */
  #correct(person: string, places: readonly string[]): void {
    const labels = ["Change", "MRI result", "Result"];
    const seen = this.#platform.shown.filter(
      ({ to, gone, controls, place }) =>
        !gone &&
        (to ?? person) === person &&
        places.includes(place) &&
        controls.some(({ label }) => labels.includes(label)),
    );
    const shown = seen.at(-1 - this.#chance.below(Math.max(1, Math.min(seen.length, 3))));
    const control = shown?.controls.find(({ label }) => labels.includes(label));
    if (shown && control) this.#platform.tap(person, shown, control, {});
    else this.#platform.say(person, this.#chance.one(places), "MRI back", true, {});
  }

  #sayWhatNobodyReads(person: string, place: string): void {
    const unread = this.#chance.one(UNREAD);
    const words = this.#chance.one([unread, `${unread}, fever`, `new weakness and ${unread}`]);
    this.#platform.say(person, place, words, true, { pieces: [unread] });
  }

  #speakOfAnother(person: string, place: string): void {
    this.#platform.say(person, place, this.#chance.one(OF_ANOTHER), true, { patient: "somebody else" });
  }

  #replyToAlert(person: string): void {
    const places = this.#platform.placesOf(person);
    const alerts = this.#platform.shown.filter(
      ({ gone, to, words, place }) =>
        !gone &&
        (to ?? person) === person &&
        /EMERGENT: /.test(words) &&
        (places.includes(place) || isChannel(place)),
    );
    if (alerts.length === 0) return;
    this.#platform.reply(person, this.#chance.one(alerts), this.#chance.one(UNDER_AN_ALERT), {});
  }

  #fill(form: OpenForm): void {
    const values: Record<string, string> = {};
    for (const { id, options } of form.fields)
      if (this.#chance.odds(0.7))
        values[id] = options === null ? this.#chance.one(TYPED_IN_FORMS) : this.#chance.one(options);
    form.submit(values);
  }
}

/** A channel itself, which everybody sees. */
const isChannel = (place: string): boolean => {
  const [, , channel = "", thread = ""] = JSON.parse(place) as string[];
  return thread === channel && channel.startsWith("19:");
};
