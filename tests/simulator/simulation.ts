/**
 * One world from one seed: people, a platform, one or two processes of the bot on one store, and everything that goes
 * wrong between them. The same seed gives the same story. In the end all faults stop, time goes on until nothing is left
 * to do, and the judge looks at what is there.
 */
import type { Bot } from "../../src/adapter.ts";
import { newHandle } from "../../src/bot/handle.ts";
import { StoreUnavailable } from "../../src/errors.ts";
import { type HospitalConfig, NO_HOSPITAL_CONFIG } from "../../src/site/hospital-config.ts";
import type { Store } from "../../src/store/store.ts";
import { TENANT } from "../fakes/teams-activities.ts";
import { judgeTranscript } from "../transcripts/judge.ts";
import { TranscriptRecorder } from "../transcripts/recorder.ts";
import type { Line } from "../transcripts/transcript.ts";
import { Chance } from "./chance.ts";
import { DeliveryQueue } from "./delivery-queue.ts";
import { judge } from "./judge.ts";
import { Observed } from "./observed.ts";
import type { Held, Platform, Weather } from "./platform.ts";
import { Program, type Surroundings } from "./program.ts";
import { contentOf } from "./protocols.ts";
import { type Owner, Scheduler, type Step, type StepEnding } from "./scheduler.ts";
import type { SimulatedDatabase } from "./simulated-database.ts";
import { People } from "./simulated-people.ts";
import { Slack } from "./simulated-slack.ts";
import { Teams } from "./simulated-teams.ts";
import type { Trace } from "./trace.ts";

/** Something broken on purpose, to see that the judge finds it. */
export interface Sabotage {
  store?: (store: Store) => Store;
  platform?: (platform: Platform) => void;
  bot?: (bot: Bot) => Bot;
}

export interface SimulationResult {
  seed: number;
  platform: "slack" | "teams";
  content: "small" | "shipped";
  /** What is wrong; empty when all is as it must be. */
  faults: readonly string[];
  trace: readonly string[];
  /** What stood on the screens, what was done and what was recorded. */
  transcript: readonly Line[];
  /** What happened, counted. */
  counts: Record<string, number>;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
/** In the future: the SDKs look at the real clock, and take what is older than theirs for a replay. */
const BEGINNING = Date.parse("2031-03-28T22:30:00Z");
/** No call waits longer than this for its turn, in milliseconds: the SDKs give up after ten seconds. */
const PATIENCE = 5 * SECOND;
const ON_THE_WIRE: ReadonlySet<Step["kind"]> = new Set(["wire", "answer", "heard"]);
/** After so many looks a world that does not come to rest never will. */
const ROUNDS = 400;

/** Of what belongs to no process in particular. */
const NOBODY: Owner = { name: "a timer", alive: true };

export class Simulation {
  readonly #seed: number;
  readonly #ground: SimulatedDatabase;
  readonly #chance: Chance;
  readonly #gate: Scheduler;
  readonly #recorder: TranscriptRecorder;
  readonly #ledger: Observed;
  readonly #weather: Weather;
  readonly #platform: Platform;
  readonly #people: People;
  readonly #mail: DeliveryQueue;
  readonly #surroundings: Surroundings;
  readonly #programs: Program[] = [];
  readonly #replicas: number;
  readonly #content: "small" | "shipped";
  readonly #trace: string[] = [];
  readonly #counts: Record<string, number> = {};
  /** Of each step: that the process dies at it, or the store fails. */
  readonly #deaths: number;
  readonly #storeFaults: number;
  /** Of each step: that from then on posts are held up for a while. */
  readonly #holds: number;
  readonly #jumps: boolean;
  #restless = false;
  #now = BEGINNING;
  #started = 0;
  #acts: number;

  constructor(seed: number, ground: SimulatedDatabase, sabotage: Sabotage = {}) {
    this.#seed = seed;
    this.#ground = ground;
    const chance = new Chance(seed);
    this.#chance = chance;
    const rough = chance.one([0, 0.05, 0.15, 0.35]);
    this.#weather = {
      faults: rough,
      lostAnswers: rough / 2,
      twice: rough / 2,
      held: { until: 0, how: "429" },
    };
    this.#holds = chance.one([0, 0.004, 0.012]);
    this.#deaths = chance.one([0, 0.004, 0.02]);
    this.#storeFaults = chance.one([0, 0, 0.01]);
    this.#jumps = chance.odds(0.4);
    this.#replicas = ground.kind === "postgres" || chance.odds(0.5) ? 2 : 1;
    this.#content = chance.odds(0.4) ? "shipped" : "small";
    this.#acts = this.#content === "small" ? 12 + chance.below(20) : 14 + chance.below(14);
    this.#gate = new Scheduler(this.#clock);
    const slack = chance.odds(0.5);
    const content = contentOf(this.#content);
    this.#recorder = new TranscriptRecorder({
      platform: slack ? "slack" : "teams",
      source: `simulated world ${seed} on ${ground.kind}`,
      timed: true,
      protocol: content.protocol,
    });
    this.#ledger = new Observed(this.#recorder);
    const parts = {
      recorder: this.#recorder,
      gate: this.#gate,
      chance,
      now: this.#clock,
      weather: this.#weather,
      note: this.#note,
    };
    const persons = ["U1", "U2", "U3"].slice(0, 1 + chance.below(3));
    this.#platform = slack ? new Slack(persons, parts) : new Teams(persons, parts);
    sabotage.platform?.(this.#platform);
    this.#people = new People(this.#platform, chance, content.protocol, this.#clock);
    this.#mail = new DeliveryQueue(this.#platform, parts, this.#count);
    let ids = 0;
    this.#surroundings = {
      open: () => ground.open(),
      spoil: sabotage.store,
      gate: this.#gate,
      ledger: this.#ledger,
      spoilBot: sabotage.bot,
      content,
      site: { ...siteOf(this.#platform.name, chance), asks: seed % 2 === 0 ? "panels" : "one by one" },
      now: this.#clock,
      newId: () => {
        ids += 1;
        return `id-${String(ids).padStart(6, "0")}`;
      },
      newHandle: () => newHandle((below) => chance.below(below)),
      note: this.#note,
    };
  }

  /** Lives through it all. */
  async run(): Promise<SimulationResult> {
    await this.#ground.empty();
    try {
      while (this.#programs.length < this.#replicas) await this.#begin();
      for (let steps = 0; this.#acts > 0 && steps < 3_000; steps += 1) await this.#step();
      await this.#heal();
    } finally {
      for (const program of this.#programs) this.#gate.kill(program);
      for (const program of this.#programs) await program.close();
    }
    return this.#told();
  }

  /** What the bot's SDK calls in place of the network. */
  fetch(url: URL, init: RequestInit): Promise<Response> {
    if (this.#platform instanceof Slack) return this.#platform.api.fetch(url, init);
    throw new Error(`a call to nowhere: ${url.hostname}`);
  }

  /** Runs something after so long on this world's clock, unless it is stopped. */
  after(ms: number, run: () => void): () => void {
    const over = new AbortController();
    const { signal } = over;
    void this.#gate.pass(NOBODY, "wait", `${ms} ms`, () => {}, { due: this.#now + ms, signal }).then(run);
    return () => over.abort();
  }

  readonly #clock = (): number => this.#now;

  readonly #note = (what: string): void => {
    this.#trace.push(`${new Date(this.#now).toISOString().slice(5, 23)}  ${what}`);
  };

  readonly #count = (what: string): void => {
    this.#counts[what] = (this.#counts[what] ?? 0) + 1;
  };

  async #begin(): Promise<void> {
    this.#started += 1;
    const program = await Program.start(`p${this.#started}`, this.#surroundings);
    this.#programs.push(program);
    this.#note(`${program.name} begins`);
    this.#recorder.write({ what: "process", at: this.#now, name: program.name, is: "begun" });
    this.#platform.attach(program);
    await this.#gate.still();
  }

  async #die(program: Program): Promise<void> {
    this.#gate.kill(program);
    this.#programs.splice(this.#programs.indexOf(program), 1);
    this.#note(`${program.name} dies`);
    this.#recorder.write({ what: "process", at: this.#now, name: program.name, is: "dead" });
    this.#count("deaths");
    await program.close();
  }

  async #step(): Promise<void> {
    const chance = this.#chance;
    this.#now += chance.below(120);
    if (chance.odds(this.#holds)) this.#hold();
    this.#people.carryOut();
    const steps = this.#gate.waiting(this.#now);
    const [late] = steps.filter(({ since, due }) => this.#now - Math.max(since, due) > PATIENCE);
    if (late) return this.#goOn(late);
    const mail = this.#mail.due();
    const what = chance.weighed([
      [steps.length > 0 ? 40 : 0, "go on"],
      [mail.length > 0 ? 10 : 0, "deliver"],
      [steps.length + mail.length > 12 ? 0 : 3, "act"],
      [3, "tick"],
      [this.#programs.length < this.#replicas ? 2 : 0, "begin"],
      [steps.length > 0 ? 1 : 4, "time"],
    ] as const);
    switch (what) {
      case "go on":
        return this.#goOn(chance.one(steps));
      case "deliver":
        return this.#deliver();
      case "act":
        if (this.#people.act()) this.#acts -= 1;
        if (chance.odds(0.01) && this.#weather.faults > 0) this.#shut();
        return;
      case "tick":
        return this.#tick();
      case "begin":
        return this.#begin();
      case "time":
        return this.#pass();
    }
  }

  /** A call goes on: well, or not at all, or with its end unseen. */
  async #goOn(step: Step): Promise<void> {
    const ending = this.#endingOf(step);
    const how =
      ending === "well" ? "" : "dies" in ending ? ` and dies ${ending.dies}` : ` and fails ${ending.fails}`;
    this.#note(`${step.owner.name} ${step.kind === "store" ? "" : `${step.kind} `}${step.what}${how}`);
    const commits = this.#ledger.commits.length;
    await this.#gate.open(step, ending);
    if (ending !== "well" && "dies" in ending) await this.#die(step.owner as Program);
    const alerted = this.#ledger.commits
      .slice(commits)
      .some(({ posts }) => posts.some(({ message }) => message.view.kind === "alert" && !message.update));
    if (alerted && this.#acts > 0 && this.#chance.odds(0.12)) await this.#crashBeforeAlert();
  }

  /** Every process dies between an alert's record and its post; from then on nothing fails. */
  async #crashBeforeAlert(): Promise<void> {
    for (const program of [...this.#programs]) await this.#die(program);
    this.#acts = 0;
    this.#count("crashes before an alert");
  }

  #endingOf(step: Step): StepEnding {
    const chance = this.#chance;
    if (step.owner !== NOBODY && chance.odds(this.#deaths))
      return { dies: chance.odds(0.5) ? "before" : "after" };
    if (step.kind !== "store" || !chance.odds(this.#storeFaults)) return "well";
    this.#count("faults of the store");
    const fault = chance.one(["unreachable", "locked"] as const);
    const error = new StoreUnavailable(fault, "the simulator says so", "Try again.");
    // a store that is locked has done nothing; one that ended may have
    return { fails: fault === "unreachable" && chance.odds(0.5) ? "after" : "before", error };
  }

  async #deliver(): Promise<void> {
    const program = this.#programs.length > 0 ? this.#chance.one(this.#programs) : null;
    this.#mail.deliver(this.#chance.one(this.#mail.due()), program);
    await this.#gate.still();
  }

  async #tick(): Promise<void> {
    if (this.#programs.length === 0) return;
    const program = this.#chance.one(this.#programs);
    if (this.#chance.odds(0.3)) program.sweep();
    else program.wake();
    await this.#gate.still();
  }

  /** Time goes on: mostly a little, sometimes for hours, and sometimes a clock is put back. */
  async #pass(): Promise<void> {
    const chance = this.#chance;
    const ms = chance.weighed([
      [12, chance.below(10 * SECOND)],
      [4, chance.below(90 * SECOND)],
      [this.#jumps ? 2 : 0, chance.below(3 * HOUR)],
      [this.#jumps && this.#platform.dated ? 1 : 0, -chance.below(30 * SECOND)],
    ] as const);
    // what is on the wire arrives, or is lost, within the time that its caller waits for it
    if (ms > PATIENCE)
      for (const step of this.#gate.waiting(this.#now).filter(({ kind }) => ON_THE_WIRE.has(kind)))
        if (step.owner.alive) await this.#goOn(step);
    this.#now += ms;
    if (Math.abs(ms) > 10 * MINUTE || ms < 0) {
      this.#note(`the clock goes ${Math.round(ms / SECOND)} s`);
      this.#count("jumps of the clock");
    }
    await this.#gate.still();
  }

  /** For a while no post is taken as it should be. */
  #hold(): void {
    const how = this.#chance.one<Held>(["429", "500", "403", "202"]);
    const ms = 2 * SECOND + this.#chance.below(30 * SECOND);
    this.#weather.held = { until: this.#now + ms, how };
    this.#note(`posts are held up by ${how} for ${ms} ms`);
    this.#count("holds");
  }

  /** A channel is archived, or the bot is put out of it. */
  #shut(): void {
    const places = this.#platform.persons.flatMap((person) => this.#platform.placesOf(person));
    if (places.length === 0) return;
    const place = this.#chance.one(places);
    this.#platform.shut(place);
    this.#note(`${place} is shut for good`);
    this.#count("shut channels");
  }

  /** Nothing fails any more: everything that was begun comes to its end, and every clock runs out. */
  async #heal(): Promise<void> {
    this.#note("the faults are over");
    const held = { until: 0, how: "429" } as const;
    Object.assign(this.#weather, { faults: 0, lostAnswers: 0, twice: 0, held });
    this.#recorder.write({ what: "calm", at: this.#now });
    while (this.#programs.length < this.#replicas) await this.#begin();
    await this.#tickOnTime();
    await this.#finish();
    for (let round = 0; round < ROUNDS; round += 1) {
      await this.#settle();
      for (const program of this.#programs) program.wake();
      this.#chance.one(this.#programs).sweep();
      await this.#gate.still();
      await this.#settle();
      const next = await this.#nextMoment();
      if (next === Number.POSITIVE_INFINITY) {
        this.#recorder.write({ what: "rest", at: this.#now });
        return;
      }
      this.#now = Math.max(this.#now + 1, next);
    }
    this.#note("and it does not come to rest");
    this.#restless = true;
  }

  /** Six seconds in which every timer of a process runs when it should: each second it looks what is to be sent. */
  async #tickOnTime(): Promise<void> {
    const begun = this.#now;
    for (let looked = -SECOND; this.#now - begun < 6 * SECOND; this.#now += 50) {
      if (this.#now - begun - looked >= SECOND) {
        looked = this.#now - begun;
        for (const program of this.#programs) program.wake();
        await this.#gate.still();
      }
      await this.#settle();
    }
  }

  /** Somebody takes the time to go on until there is a result. */
  async #finish(): Promise<void> {
    const wanted = this.#content === "shipped" ? 60 : 12;
    for (let round = 0; round < wanted; round += 1) {
      await this.#settle();
      this.#now += 6 * SECOND;
      for (const program of this.#programs) program.wake();
      await this.#settle();
      if (this.#decided() || !this.#people.answerInPeace()) return;
    }
  }

  #decided(): boolean {
    return this.#recorder.lines.some((line) => line.what === "recorded" && line.event.type === "decided");
  }

  /** Until nothing waits that could go on now. */
  async #settle(): Promise<void> {
    for (;;) {
      const steps = this.#gate.waiting(this.#now);
      const mail = this.#mail.due();
      if (mail.length > 0) {
        this.#mail.deliver(mail[0] as (typeof mail)[number], this.#chance.one(this.#programs));
        await this.#gate.still();
      } else if (steps.length > 0) {
        const step = this.#chance.one(steps);
        this.#note(`${step.owner.name} ${step.kind === "store" ? "" : `${step.kind} `}${step.what}`);
        await this.#gate.open(step);
      } else return;
      this.#now += 5;
    }
  }

  /** When something is next to be done; infinity when all is done. */
  async #nextMoment(): Promise<number> {
    const rows = await this.#ground.run(
      `select not_before as at, claimed_until as until, state from outbox where state in ('pending', 'sending')`,
    );
    const reminders = await this.#ground.run(
      `select coalesce(snoozed_until, due_at) as at, claimed_until as until from reminders where done_at is null`,
    );
    const moments = [
      ...rows.map(({ at, until, state }) => (state === "sending" ? until : at)),
      ...reminders.map(({ at, until }) => (until !== null && String(until) > String(at) ? until : at)),
    ].map((at) => Date.parse(String(at)));
    const next = Math.min(
      ...moments.filter((at) => at > this.#now),
      this.#mail.next(),
      this.#gate.nextDue(this.#now),
    );
    // what waits for nothing but its turn is looked at again a little later
    return moments.length > 0 && next === Number.POSITIVE_INFINITY ? this.#now + MINUTE : next;
  }

  async #told(): Promise<SimulationResult> {
    const story: Trace = {
      ledger: this.#ledger,
      platform: this.#platform,
      delivered: this.#mail.all,
      site: this.#surroundings.site,
      content: this.#surroundings.content,
      ground: this.#ground,
      now: this.#now,
      unheard: this.#mail.broken,
    };
    const verdict = judgeTranscript(this.#recorder.lines);
    for (const [danger, times] of Object.entries(verdict.met)) this.#counts[danger] = times;
    const faults = [...verdict.faults, ...(await judge(story, this.#count))];
    if (this.#decided()) this.#count(`worlds that came to a decision, ${this.#content}`);
    return {
      transcript: this.#recorder.lines,
      seed: this.#seed,
      platform: this.#platform.name,
      content: this.#content,
      faults: this.#restless ? ["the world does not come to rest", ...faults] : faults,
      trace: this.#trace,
      counts: this.#counts,
    };
  }
}

function siteOf(platform: "slack" | "teams", chance: Chance): HospitalConfig {
  const tenant = platform === "slack" ? "T1" : TENANT;
  const escalation = chance.odds(0.7)
    ? [
        { name: "Registrar", platform, tenant, user: platform === "slack" ? "U9" : "29:U9" },
        { name: "Desk", platform, tenant, channel: platform === "slack" ? "C9" : "19:c9@thread.tacv2" },
      ]
    : [];
  return { ...NO_HOSPITAL_CONFIG, escalation, broadcast_alerts: chance.odds(0.5) };
}
