/** What people do: they tap what is on their screen, also what is old; type, fill in forms, think again, and begin anew. */
import type { Chance } from "./chance.ts";
import type { OpenForm, Platform, ShownMessage } from "./platform.ts";

/** What is typed in a thread: answers, findings, commands, talk, and what no patient's record may hold. */
const ANSWERS = [
  "no",
  "yes",
  "n/a",
  "unknown",
  "12 h",
  "100 h",
  "normal",
  "reduced",
  "38.6",
  "haematoma",
] as const;

const WORDS = [
  ...ANSWERS,
  ...ANSWERS,
  ...ANSWERS,
  ...["3/5", "-4", "negative"],
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
  ...["confirm", "discard", "done", "snooze", "owner me", "role nurse", "upgrade"],
  ...["close", "close anyway", "reopen", "triage"],
  ...["see you at handover", "patient name is John Smith, no fever", "the left leg, not the right"],
] as const;

const TYPED = ["38.2 C", "37", "12 h", "3 days", "120 mL", "41", "5/5", "3", "yes", "abc", "101 F", "-4 h"];

export class People {
  readonly #platform: Platform;
  readonly #chance: Chance;
  /** Threads that were begun, or tried to. */
  #begun = 0;
  readonly #most: number;

  constructor(platform: Platform, chance: Chance) {
    this.#platform = platform;
    this.#chance = chance;
    this.#most = chance.one([1, 1, 1, 2, 3]);
  }

  /** One of them does something, where there is something to do. @returns whether anybody did */
  act(): boolean {
    const before = this.#platform.outgoing.length;
    this.#act();
    return this.#platform.outgoing.length > before;
  }

  #act(): void {
    const person = this.#chance.one(this.#platform.persons);
    const places = this.#platform.placesOf(person);
    if (places.length === 0 ? this.#impatient() : this.#begun < this.#most && this.#chance.odds(0.15))
      return this.#begin(person);
    if (places.length === 0) return;
    const forms = this.#platform.forms.filter((form) => form.person === person);
    const what = this.#chance.weighed([
      [22, "tap"],
      [forms.length > 0 ? 12 : 0, "fill"],
      [6, "say"],
      [1, "both"],
      [1, "regret"],
      [1, "twice"],
    ] as const);
    switch (what) {
      case "tap":
        return this.#tap(person, places);
      case "fill":
        return this.#fill(this.#chance.one(forms));
      case "say":
        return this.#platform.say(person, this.#chance.one(places), this.#words(), this.#chance.odds(0.7));
      case "both":
        for (const each of this.#platform.persons) this.#tap(each, this.#platform.placesOf(each));
        return;
      case "regret":
        return this.#platform.regret(person);
      case "twice":
        this.#tap(person, places);
        return this.#tap(person, places);
    }
  }

  /** Who sees no answer tries again after a while. */
  #impatient(): boolean {
    return this.#begun === 0 || (this.#begun < this.#most + 2 && this.#chance.odds(0.2));
  }

  #begin(person: string): void {
    this.#begun += 1;
    this.#platform.begin(person);
  }

  #words(): string {
    // destroying a case ends its story: rarely
    return this.#chance.odds(0.01) ? "forget" : this.#chance.one(WORDS);
  }

  #tap(person: string, places: readonly string[]): void {
    const seen = this.#platform.shown.filter(
      ({ to, gone, controls, place }) =>
        !gone && controls.length > 0 && (to ?? person) === person && places.includes(place),
    );
    if (seen.length === 0) return;
    const shown: ShownMessage = this.#chance.weighed([
      [6, this.#chance.one(seen.slice(-1))],
      [2, this.#chance.one(seen.slice(-3))],
      [2, this.#chance.one(seen)],
    ] as const);
    const controls = shown.controls.filter(({ label }) => label !== "Submit");
    const answers = controls.filter(({ element }) => /"do.{1,4}:.{1,3}answer/.test(JSON.stringify(element)));
    const among = answers.length > 0 && this.#chance.odds(0.8) ? answers : controls;
    if (among.length > 0) this.#platform.tap(person, shown, this.#chance.one(among));
  }

  #fill(form: OpenForm): void {
    const values: Record<string, string> = {};
    for (const { id, options } of form.fields)
      if (this.#chance.odds(0.6))
        values[id] = options === null ? this.#chance.one(TYPED) : this.#chance.one(options);
    form.submit(values);
  }
}
