/**
 * Our engine beside json-rules-engine, running the same rules over two-valued answers.
 *
 * The protocol's conditions are translated by code: derived findings and "is recommended" are written out where they
 * are used, because json-rules-engine has no names for conditions that depend on each other. Only complete answers are
 * compared: it knows true and false, and no unknown. It gives urgencies alone; ours also gives recommendations with
 * windows, reasons and citations, what is withheld and what is open, so the comparison favours the other side.
 */
import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import fc from "fast-check";
import { Engine, type NestedCondition, type TopLevelCondition } from "json-rules-engine";
import { do_not_optimize, measure } from "mitata";
import type { Comparison, Condition, Leaf } from "../src/protocol/condition.ts";
import { type Protocol, type Question, SIDES, URGENCIES, type Urgency } from "../src/protocol/schema.ts";
import { assess } from "../src/triage/assess.ts";
import { type Findings, readFindings } from "../src/triage/finding.ts";
import { completeAnswers } from "../tests/answers.ts";
import type { Raw } from "../tests/patient.ts";
import { protocol } from "../tests/protocol-under-test.ts";

/** Everything json-rules-engine is told about a patient: plain values by name. */
export type Facts = Record<string, string | number | boolean | null>;

const OPERATORS: Readonly<Record<Comparison, string>> = {
  "<": "lessThan",
  "<=": "lessThanInclusive",
  ">": "greaterThan",
  ">=": "greaterThanInclusive",
};
const NEVER: NestedCondition = { fact: "always", operator: "equal", value: false };

/** Translates the conditions of one protocol. */
class Translation {
  readonly #protocol: Protocol;
  readonly #questions: ReadonlyMap<string, Question>;

  constructor(from: Protocol) {
    this.#protocol = from;
    this.#questions = new Map(from.questions.map((question) => [question.id, question]));
  }

  /** The condition of the rule at this place in the list; "above" is everything before it. */
  condition(of: Condition, at: number): NestedCondition {
    switch (of.kind) {
      case "any":
        return { any: of.of.map((part) => this.condition(part, at)) };
      case "all":
        return { all: of.of.map((part) => this.condition(part, at)) };
      case "not":
        return { not: this.condition(of.of, at) };
      case "at-least":
        throw new Error("json-rules-engine cannot count conditions: translate at_least before it is used");
      default:
        return this.#leaf(of, at);
    }
  }

  #leaf(leaf: Leaf, at: number): NestedCondition {
    const above = this.#protocol.rules.slice(0, at);
    switch (leaf.kind) {
      case "no-rule-above":
        return {
          not: {
            any: above
              .filter(({ urgency }) => urgency !== "none")
              .map((rule, index) => this.condition(rule.when, index)),
          },
        };
      case "recommended": {
        const ways = above.flatMap((rule, index) =>
          rule.recommend
            .filter(({ id }) => id === leaf.recommendation)
            .map((wanted) => ({
              all: [rule.when, ...(wanted.if ? [wanted.if] : [])].map((part) => this.condition(part, index)),
            })),
        );
        return ways.length > 0 ? { any: ways } : NEVER;
      }
      case "unable":
      case "unknown":
        return NEVER; // every answer is known here
      default:
        return this.#finding(leaf, at);
    }
  }

  #finding(
    leaf: Extract<Leaf, { kind: "present" | "is" | "compare" | "difference" | "new-grade" }>,
    at: number,
  ): NestedCondition {
    const derived = this.#protocol.derived.find(({ id }) => id === leaf.finding);
    if (derived) return this.condition(derived.when, at);
    const [id = "", part] = leaf.finding.split(".");
    const answer = this.#questions.get(id)?.answer;
    switch (leaf.kind) {
      case "compare":
        return { fact: id, operator: OPERATORS[leaf.comparison], value: leaf.value };
      case "difference":
        return {
          fact: `${leaf.finding}.difference`,
          operator: OPERATORS[leaf.comparison],
          value: leaf.value,
        };
      case "new-grade":
        if (answer?.kind !== "grades") break;
        return {
          any: gradeFacts(id, answer).map((fact) => ({
            fact,
            operator: OPERATORS[leaf.comparison],
            value: leaf.value,
          })),
        };
      case "is": {
        if (answer?.kind !== "choice" || !answer.by_side)
          return { fact: id, operator: "in", value: [...leaf.options] };
        return {
          any: SIDES.map((side) => ({ fact: `${id}.${side}`, operator: "in", value: [...leaf.options] })),
        };
      }
      case "present":
        if (answer?.kind === "signs") return { fact: `${id}.${part}`, operator: "equal", value: "present" };
        if (answer?.kind === "choice") return { fact: id, operator: "notEqual", value: answer.absent };
        if (answer?.kind === "tri" && answer.measured)
          return {
            any: [
              { fact: id, operator: "equal", value: "present" },
              { fact: id, operator: "greaterThanInclusive", value: answer.measured.present_at_least },
            ],
          };
        return { fact: id, operator: "equal", value: "present" };
    }
    throw new Error(`cannot translate ${leaf.kind} of ${leaf.finding}`);
  }
}

const gradeFacts = (id: string, answer: Extract<Question["answer"], { kind: "grades" }>): string[] => [
  `${id}.worst`,
  ...SIDES.flatMap((side) => answer.groups.map((group) => `${id}.${side}.${group.id}`)),
];

const asTopLevel = (condition: NestedCondition): TopLevelCondition =>
  "all" in condition || "any" in condition || "not" in condition ? condition : { all: [condition] };

/** json-rules-engine with every rule of a protocol; an event's type is the rule's id. */
export function rulesEngine(from: Protocol): Engine {
  const translation = new Translation(from);
  const engine = new Engine();
  engine.addFact("always", true);
  from.rules.forEach((rule, at) => {
    const when = translation.condition(rule.when, at);
    engine.addRule({
      conditions: asTopLevel(when),
      event: { type: rule.id, params: { urgency: rule.urgency } },
    });
    if (rule.raised)
      engine.addRule({
        conditions: { all: [when, translation.condition(rule.raised.when, at)] },
        event: { type: rule.id, params: { urgency: rule.raised.to } },
      });
  });
  return engine;
}

/** Complete findings as facts: one plain value for everything that a condition may ask. */
export function factsOf(from: Protocol, findings: Findings): Facts {
  const facts: Facts = {};
  for (const question of from.questions) {
    const { id, answer: spec } = question;
    const answer = findings[id];
    if (!answer || !("value" in answer))
      throw new Error(`${id} is not known: only complete answers are compared`);
    const { value } = answer;
    const put = (name: string, part: unknown) => {
      facts[name] = typeof part === "string" || typeof part === "number" ? part : null;
    };
    const parts = typeof value === "object" ? value : {};
    switch (spec.kind) {
      case "choice":
        if (spec.by_side) for (const side of SIDES) put(`${id}.${side}`, parts[side] ?? value);
        else put(id, value);
        break;
      case "grades":
        // an old weakness is no number here, so that it does not count
        for (const name of gradeFacts(id, spec)) put(name, parts[name.slice(id.length + 1)]);
        break;
      case "circumferences":
        for (const level of spec.levels) {
          const sides = parts[level.id];
          const { left, right } = typeof sides === "object" ? sides : {};
          put(
            `${id}.${level.id}.difference`,
            Math.round(Math.abs(Number(left) - Number(right)) * 1000) / 1000,
          );
        }
        break;
      case "signs":
        for (const sign of spec.signs) put(`${id}.${sign.id}`, parts[sign.id]);
        break;
      default:
        put(id, value);
    }
  }
  return facts;
}

const isUrgency = (word: unknown): word is Urgency => URGENCIES.some((urgency) => urgency === word);

/** The highest urgency of the rules that json-rules-engine finds true. */
export async function urgencyOf(engine: Engine, facts: Facts): Promise<Urgency | null> {
  const { events } = await engine.run(facts);
  let highest = -1;
  for (const { params } of events) {
    const urgency: unknown = params?.urgency;
    if (isUrgency(urgency)) highest = Math.max(highest, URGENCIES.indexOf(urgency));
  }
  return URGENCIES[highest] ?? null;
}

/** One patient, in the form that each engine takes. */
interface Patient {
  raw: Raw;
  findings: Findings;
  facts: Facts;
}

/** Patients with complete answers: a third mostly well, a third in between, a third mostly ill. */
export function patients(count: number, seed: number): Patient[] {
  const third = Math.ceil(count / 3);
  const answers = [60, 20, 2].flatMap((calmWeight) =>
    fc.sample(completeAnswers(calmWeight), { seed, numRuns: third }),
  );
  return answers.slice(0, count).map((raw) => {
    const reading = readFindings(protocol, raw);
    if ("faults" in reading) throw new Error(`not readable: ${JSON.stringify(reading.faults)}`);
    return { raw, findings: reading.findings, facts: factsOf(protocol, reading.findings) };
  });
}

/** What the two engines say of the same patients. */
export interface Agreement {
  sets: number;
  /** How many sets came out at each urgency: a comparison of one urgency alone would prove little. */
  urgencies: Readonly<Record<string, number>>;
  disagreements: readonly { answers: Raw; ours: Urgency | null; theirs: Urgency | null }[];
}

/** Compares both engines over these patients. */
export async function agreement(
  of: readonly Patient[],
  engine: Engine = rulesEngine(protocol),
): Promise<Agreement> {
  const urgencies: Record<string, number> = {};
  const disagreements: { answers: Raw; ours: Urgency | null; theirs: Urgency | null }[] = [];
  for (const { raw, findings, facts } of of) {
    const ours = assess(protocol, findings).urgency;
    const theirs = await urgencyOf(engine, facts);
    urgencies[String(ours)] = (urgencies[String(ours)] ?? 0) + 1;
    if (ours !== theirs) disagreements.push({ answers: raw, ours, theirs });
  }
  return { sets: of.length, urgencies, disagreements };
}

/** One line of the table. */
interface Row {
  what: string;
  per_second: number;
  microseconds: { mean: number; median: number; p99: number };
}

/** What a benchmark hands back: text for people, data for `--json`, and whether its checks held. */
export interface Report {
  text: string;
  data: unknown;
  ok: boolean;
}

const version = (name: string): string => {
  const file = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  const { version: found } = JSON.parse(readFileSync(file, "utf8")) as { version: string };
  return found;
};

const SETS = 3000;
const SEED = 20261125;
/** Sets in one measured pass; the pass is the unit, so that cheap and dear patients weigh alike. */
const PASS = 300;

/** Times one pass over the patients, and gives times for a single patient. */
async function timed(what: string, pass: () => unknown): Promise<Row> {
  const stats = await measure(pass, { min_cpu_time: 2e9, min_samples: 20 });
  const each = (nanoseconds: number) => nanoseconds / PASS / 1000;
  return {
    what,
    per_second: 1e9 / (stats.avg / PASS),
    microseconds: { mean: each(stats.avg), median: each(stats.p50), p99: each(stats.p99) },
  };
}

/** Checks that both engines agree, then times both. */
export async function engineBenchmark(): Promise<Report> {
  const all = patients(SETS, SEED);
  const agreed = await agreement(all);
  if (agreed.disagreements.length > 0) {
    const shown = agreed.disagreements.slice(0, 3).map((one) => JSON.stringify(one));
    return {
      text: `The engines disagree on ${agreed.disagreements.length} of ${agreed.sets} sets; nothing was timed.\n${shown.join("\n")}`,
      data: agreed,
      ok: false,
    };
  }

  // every tenth, so that each third of the patients is in the pass
  const sample = all.filter((_, at) => at % (SETS / PASS) === 0);
  const engine = rulesEngine(protocol);
  const rows = [
    await timed("this engine: whole assessment", () => {
      for (const { findings } of sample) do_not_optimize(assess(protocol, findings));
    }),
    await timed("this engine: reading raw answers, then the assessment", () => {
      for (const { raw } of sample) {
        const reading = readFindings(protocol, raw);
        if ("findings" in reading) do_not_optimize(assess(protocol, reading.findings));
      }
    }),
    await timed("json-rules-engine: urgency alone", async () => {
      for (const { facts } of sample) do_not_optimize(await urgencyOf(engine, facts));
    }),
  ];
  const ours = rows[0]?.per_second ?? 0;
  const theirs = rows.at(-1)?.per_second ?? 1;
  const environment = {
    node: process.versions.node,
    cpu: cpus()[0]?.model ?? "unknown",
    protocol: `${protocol.id} ${protocol.version}`,
    packages: { "json-rules-engine": version("json-rules-engine"), mitata: version("mitata") },
  };
  return {
    text: table(rows, ours / theirs, agreed, environment),
    data: { environment, agreement: agreed, rows, ratio: ours / theirs },
    ok: true,
  };
}

function table(
  rows: readonly Row[],
  ratio: number,
  { sets, urgencies }: Agreement,
  { node, cpu, protocol: name, packages }: { node: string; cpu: string; protocol: string; packages: object },
): string {
  const count = Math.round;
  const cells = rows.map(
    ({ what, per_second, microseconds: { mean, median, p99 } }) =>
      `| ${what} | ${count(per_second).toLocaleString("en")} | ${mean.toFixed(1)} | ${median.toFixed(1)} | ${p99.toFixed(1)} |`,
  );
  const spread = URGENCIES.map((urgency) => `${urgency} ${urgencies[urgency] ?? 0}`).join(", ");
  return [
    `Node ${node}, ${cpu}; ${name}, ${protocol.rules.length} rules; ${Object.entries(packages)
      .map((pair) => pair.join(" "))
      .join(", ")}`,
    "",
    `Both engines give the same highest urgency on ${sets.toLocaleString("en")} complete sets of answers (${spread}).`,
    "",
    "| engine | assessments per second | mean µs | median µs | p99 µs |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...cells,
    "",
    `A whole assessment here is ${ratio.toFixed(1)} times as fast as the urgency alone there.`,
    `Times are per patient, from passes over ${PASS} patients.`,
  ].join("\n");
}
