/** The engine under version 2.0 against the evaluator of this folder, which was written without a look at it. */
import { describe, expect, it } from "vitest";
import { assess } from "../../src/triage/assess.ts";
import { readFindings } from "../../src/triage/finding.ts";
import { version2 } from "../version-2.ts";
import { disagreements } from "./disagreements.ts";
import { evaluate } from "./oracle.ts";
import { randomPatient } from "./random.ts";
import type { OracleInput } from "./types.ts";

/** How many patients are drawn; ORACLE_PATIENTS=100000 draws a hundred thousand. */
const PATIENTS = Number(process.env.ORACLE_PATIENTS ?? 3000);

const RANK: readonly (string | null)[] = [null, "ROUTINE", "SOON", "URGENT", "EMERGENT"];

/** Lines that the product adds to what its two pages name, in every patient. */
const OWN_LINES = [
  // the words for return on every card that is not urgent, and the remarks of 1.0
  "disposition.return_advice",
  "assessment.check_pulses",
  "assessment.postural_headache",
  "assessment.full_examination",
  "disposition.same_day_assessment",
  "caution.myelography",
  "caution.no_anticoagulation_until_excluded",
  "score.news2",
];

const word = (raw: unknown): unknown =>
  raw !== null && typeof raw === "object" && "value" in raw ? (raw as { value: unknown }).value : raw;

/** Patients in whom the product keeps a rule of 1.0 that its page does not name: a reduced pulse, or a mottled leg. */
function keepsOldRule({ findings }: OracleInput): boolean {
  const pulses = JSON.stringify(findings.distal_pulses ?? "unknown");
  return (
    word(findings.cyanosis_or_mottling) !== false ||
    !/^[^a-z]*("value":)?"?(present|absent)/.test(pulses) ||
    /reduced|unknown|unable|not_assessed|left|right/.test(pulses)
  );
}

/** A study whose moment is so inexact that a part of it lies before the injection: no release rests on it. */
function hasInexactStudy({ findings }: OracleInput): boolean {
  return ["mri_result", "repeat_mri_result"].some((id) =>
    JSON.stringify(findings[id] ?? "").includes("exact"),
  );
}

/** "Unknown closes it": a headache that nobody knows of may be meningism, also where the brain was imaged. */
const hasUnknownHeadache = ({ findings }: OracleInput): boolean =>
  typeof word(findings.headache) !== "string" ||
  ["unknown", "unable", "not_assessed"].includes(String(word(findings.headache)));

/** Differences that were settled by the text of the page, in words of `disagreements`. */
function isSettled(difference: string, patient: OracleInput): boolean {
  if (OWN_LINES.some((id) => difference.startsWith(`${id} is recommended`))) return true;
  if (/released_by names .* which is met/.test(difference)) {
    const id = /names (\S+),/.exec(difference)?.[1] ?? "";
    // what is not known at the time of a dated MRI would be newer than it; a puncture before the imaging of the head
    return [
      "new_severe_pain",
      "bilateral_leg_symptoms",
      "fever",
      "infection_signs",
      "repeat_mri_result",
      "headache",
      "assessment.lumbar_puncture_after_imaging",
    ].includes(id);
  }
  if (/^treatment\.vena_cava_filter is recommended/.test(difference)) return true; // "discuss" is open
  if (hasUnknownHeadache(patient) && /^treatment\.anticoagulation (is missing|is withheld)/.test(difference))
    return true;
  // a deficit that is both an expected block and stable has both cards
  if (/^(consult\.neurology|disposition\.admit) is recommended/.test(difference)) return true;
  return false;
}

/** What may not be said to be old, as somebody would write it after the refusal: without the mark. */
function readable(findings: OracleInput["findings"]): OracleInput["findings"] {
  const places = findings.sensory_exam;
  if (typeof places !== "object" || places === null) return withoutWrongOld(findings);
  const marked = "value" in places ? (places as { value: unknown }).value : places;
  if (typeof marked !== "object" || marked === null) return withoutWrongOld(findings);
  const plain = Object.fromEntries(
    Object.entries(marked).map(([place, cell]) => [place, /\.S[2-5]/.test(place) ? word(cell) : cell]),
  );
  return withoutWrongOld({
    ...findings,
    sensory_exam: "value" in places ? { ...places, value: plain } : plain,
  });
}

/** A residual that is worse than before, or than nobody knows what, is new: the program refuses to call it old. */
function withoutWrongOld(findings: OracleInput["findings"]): OracleInput["findings"] {
  const residual = findings.post_void_residual_ml;
  if (typeof residual !== "object" || residual === null || !("value" in residual)) return findings;
  const { old, before, ...rest } = residual as { old?: unknown; before?: number; value: number };
  return old !== true || before === undefined || rest.value > before
    ? { ...findings, post_void_residual_ml: rest }
    : findings;
}

describe("the engine and the evaluator written apart", () => {
  it("agree on random patients, with moments, but for what the page was found to decide", () => {
    const open: string[] = [];
    for (let seed = 0; seed < PATIENTS; seed += 1) {
      const patient = randomPatient(seed);
      const now = Date.parse(patient.now);
      const reading = readFindings(version2, readable(patient.findings), now);
      if ("faults" in reading) throw new Error(`seed ${seed}: ${JSON.stringify(reading.faults)}`);
      const found = assess(version2, reading.findings, { now, site: { ...patient.site } });
      const oracle = evaluate(patient);
      // never less than what the page asks for, whatever was settled
      const least = Math.min(...oracle.acts_on.map((level) => RANK.indexOf(level)));
      if (RANK.indexOf(found.acts_on) < least) open.push(`seed ${seed}: acts on ${found.acts_on}, too low`);
      if (keepsOldRule(patient) || hasInexactStudy(patient)) continue;
      for (const difference of disagreements(oracle, found))
        if (!isSettled(difference, patient)) open.push(`seed ${seed}: ${difference}`);
    }
    expect(open).toEqual([]);
  }, 600_000);
});
