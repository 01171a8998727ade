/** Our engine and two others with the same rules. */
import { do_not_optimize, measure } from "mitata";
import { URGENCIES } from "../src/protocol/schema.ts";
import { assess } from "../src/triage/assess.ts";
import { readFindings } from "../src/triage/finding.ts";
import { protocol } from "../tests/protocol-under-test.ts";
import { engineAgreement, peerEngines, randomPatients } from "./engine/agreement.ts";
import { urgencyByRules } from "./engine/json-rules.ts";
import type { BenchOptions, BenchSection, SectionFigures } from "./section.ts";

const ANSWER_SETS = 3000;
const ANSWER_SEED = 20261125;
/** Sets in one measured pass; the pass is the unit, so that cheap and expensive patients weigh the same. */
const SETS_PER_PASS = 300;

export const engineSection: BenchSection = {
  id: "engine",
  title: "Engine",
  about: [
    "The same rules in three engines, on complete answers, because json-rules-engine knows no unknown. The rules are " +
      "translated by code: for cql-execution to the ELM JSON that a translator of CQL would write.",
    "The other two give the urgency alone. Ours also gives recommendations with their windows, reasons, what is " +
      "withheld and what is open, so the comparison favours them.",
    "Nothing is timed unless all three give the same urgency on every set.",
  ],
  columns: [
    { id: "rate", title: "assessments per second", digits: 0, better: "higher" },
    { id: "median", title: "median µs", digits: 1, better: "lower" },
    { id: "p99", title: "p99 µs", digits: 1, better: "lower" },
  ],
  lead: "rate",
  rows: [
    { id: "whole", what: "this engine: whole assessment", whose: "ours" },
    { id: "raw", what: "this engine: reading raw answers, then the assessment" },
    { id: "rules", what: "json-rules-engine: urgency alone", whose: "peer" },
    { id: "cql", what: "cql-execution: urgency alone", whose: "peer" },
  ],
  packages: ["json-rules-engine", "cql-execution", "mitata"],
  measure: measureEngines,
};

async function measureEngines({ quick, say }: BenchOptions): Promise<SectionFigures> {
  const all = randomPatients(quick ? SETS_PER_PASS : ANSWER_SETS, ANSWER_SEED);
  const others = peerEngines();
  say(`${all.length} sets of answers in three engines`);
  const { sets, urgencies, disagreements } = await engineAgreement(all, others);
  if (disagreements.length > 0) {
    const shown = disagreements.slice(0, 3).map((one) => JSON.stringify(one));
    throw new Error(`the engines disagree on ${disagreements.length} of ${sets} sets:\n${shown.join("\n")}`);
  }
  const step = all.length / SETS_PER_PASS;
  // so that each third of the patients is in the pass
  const sample = all.filter((_, at) => at % step === 0);
  const timed = async (pass: () => unknown) => {
    const stats = await measure(pass, { min_cpu_time: quick ? 2e8 : 2e9, min_samples: quick ? 3 : 12 });
    const each = (nanoseconds: number) => nanoseconds / sample.length / 1000;
    return { rate: 1e6 / each(stats.avg), median: each(stats.p50), p99: each(stats.p99) };
  };
  const figures = {
    whole: await timed(() => {
      for (const { findings } of sample) do_not_optimize(assess(protocol, findings));
    }),
    raw: await timed(() => {
      for (const { raw } of sample) {
        const reading = readFindings(protocol, raw);
        if ("findings" in reading) do_not_optimize(assess(protocol, reading.findings));
      }
    }),
    rules: await timed(async () => {
      for (const { facts } of sample) do_not_optimize(await urgencyByRules(others.rules, facts));
    }),
    cql: await timed(async () => {
      for (const { facts } of sample) do_not_optimize(await others.cql.urgency(facts));
    }),
  };
  const spread = URGENCIES.map((urgency) => `${urgency} ${urgencies[urgency] ?? 0}`).join(", ");
  const times = (peer: { rate: number }) => (figures.whole.rate / peer.rate).toFixed(1);
  return {
    figures,
    notes: [
      `All three give the same urgency on ${sets.toLocaleString("en")} complete sets of answers (${spread}).`,
      `A whole assessment here is ${times(figures.rules)} times as fast as the urgency alone in json-rules-engine, ` +
        `and ${times(figures.cql)} times as fast as in cql-execution.`,
      `Times are for one patient, from passes over ${sample.length} patients with ${protocol.rules.length} rules.`,
    ],
  };
}
