import { chestRules } from "./chest.ts";
import { type Choices, FIRST_READING, OPEN_POINTS, type OpenPoint, PAIRS } from "./choices.ts";
import { anticoagulation } from "./gate.ts";
import { infectionRules } from "./infection.ts";
import { mergeOutcomes } from "./merge.ts";
import { neurologyRules } from "./neurology.ts";
import { legRaise, painRules } from "./pain.ts";
import { Reading } from "./reading.ts";
import {
  aftercareRules,
  type Card,
  drugRules,
  imagingSafety,
  nothingUntilExcluded,
  oneAntibioticSentence,
} from "./safety.ts";
import { telephone } from "./telephone.ts";
import {
  higher,
  type OracleInput,
  type OracleResult,
  type Outcome,
  type Rule,
  rank,
  type Urgency,
} from "./types.ts";
import { absentPulse, vascularRules } from "./vascular.ts";

/** The combination of the rules: protocol 1.0, "Combining" and "Unknown"; 2.0 section 4, "Telephone". */

const STUDIES_OF_OTHERS = ["imaging.mri_spine", "imaging.mri_spine_repeat"];
const PUNCTURE = "assessment.lumbar_puncture_after_imaging";
const RULES_OF_THE_CLOT = ["dvt-confirmed", "pe-confirmed", "pulmonary-embolism"];

function highest(rules: Rule[]): Urgency {
  return rules.reduce<Urgency>((level, each) => higher(level, each.level), null);
}

/** `examination-impossible`: 1.0 "Unknown", without swelling alone since 2.0. */
function examinationImpossible(r: Reading): boolean {
  const ids = ["motor_grades", "sensory_exam", "perianal_sensation"];
  const unable = ids.filter((id) => r.answer(id).reason === "unable");
  const enough = unable.length === ids.length || (r.choices.any_part_unable_is_unable && unable.length > 0);
  return enough && (r.tri("new_severe_pain") === true || r.fever() === true);
}

function gather(rules: Rule[]): Card {
  const holds = rules.filter((each) => each.truth === true);
  return {
    required: new Set(holds.flatMap((each) => each.adds)),
    not_judged: new Set(holds.flatMap((each) => each.open)),
    one_of: holds.flatMap((each) => each.one_of),
  };
}

/** Whether a rule other than the clot's own asks for a study; null where the specification leaves it open. */
function studyAsked(rules: Rule[]): boolean | null {
  const others = rules.filter((each) => each.truth === true && !RULES_OF_THE_CLOT.includes(each.id));
  const asks = (ids: string[]): boolean => ids.some((id) => STUDIES_OF_OTHERS.includes(id));
  if (others.some((each) => asks(each.adds) || each.one_of.some(asks))) {
    return true;
  }
  return others.some((each) => asks(each.open)) ? null : false;
}

function allRules(r: Reading): Rule[] {
  const rules = [
    ...neurologyRules(r),
    ...vascularRules(r),
    ...chestRules(r),
    ...infectionRules(r),
    ...painRules(r),
  ];
  return [...rules, legRaise(r, rules), ...drugRules(r, rules), ...aftercareRules(r)];
}

/**
 * 1.0, "Combining": an absent pulse and (2.0, section 3) a compartment lead; both show the same disposition.
 */
function leading(r: Reading): string | null {
  const limb = absentPulse(r) === true || r.tri("compartment_signs") === true;
  return limb ? "disposition.emergency_vascular" : null;
}

function addTreatments(r: Reading, rules: Rule[], outcome: Outcome): void {
  const asked = studyAsked(rules);
  const decision = anticoagulation({
    reading: r,
    studyAskedByOthers: asked === true,
    punctureAsked: outcome.required.has(PUNCTURE),
  });
  const drug = "treatment.anticoagulation";
  if (decision.given && asked === null) {
    outcome.not_judged.add(drug);
    outcome.withheld_not_judged.add(drug);
  } else if (decision.given) {
    outcome.required.add(drug);
  }
  if (decision.notJudged) {
    outcome.withheld_not_judged.add(drug);
  }
  if (decision.withheld !== null) {
    if (asked === null) {
      STUDIES_OF_OTHERS.concat("mri_result", "repeat_mri_result").forEach((id) => {
        decision.withheld?.allowed.add(id);
      });
    }
    outcome.withheld.set(drug, decision.withheld);
    const named = [...decision.withheld.allowed].filter((id) => id.startsWith("consult."));
    // "What releases is recommended": whether a named person is also a line of its own is open.
    named.forEach((id) => {
      outcome.not_judged.add(id);
    });
  }
  if (decision.filterMay) {
    outcome.not_judged.add("treatment.vena_cava_filter");
  }
}

/** One patient under one reading of the open points. */
export function evaluateUnder(input: OracleInput, choices: Choices): Outcome {
  const r = new Reading(input, choices);
  const rules = allRules(r);
  const card = gather(rules);
  oneAntibioticSentence(r, card);
  nothingUntilExcluded(r, card);
  imagingSafety(r, card);
  const trueLevel = highest(rules.filter((each) => each.truth === true));
  const possibleLevel = highest(rules.filter((each) => each.truth === null));
  const nothing = trueLevel === null && possibleLevel === null;
  const urgency: Urgency = nothing ? "ROUTINE" : trueLevel;
  const couldBe = higher(urgency, possibleLevel);
  const outcome: Outcome = {
    urgency: [urgency],
    acts_on: [],
    could_be: [couldBe],
    provisional: [rank(couldBe) > rank(urgency)],
    ...card,
    withheld: new Map(),
    withheld_not_judged: new Set(),
    leads: leading(r),
  };
  if (nothing) {
    outcome.required.add("disposition.return_advice");
  }
  settleFloor(r, outcome, urgency, couldBe);
  addTreatments(r, rules, outcome);
  return outcome;
}

/** What to act on now: 1.0 "Unknown", and the telephone. */
function settleFloor(r: Reading, outcome: Outcome, urgency: Urgency, couldBe: Urgency): void {
  const provisional = rank(couldBe) > rank(urgency);
  const complete = "disposition.complete_examination_now";
  const usual = rank(couldBe) >= rank("URGENT") ? higher(urgency, "URGENT") : higher(urgency, couldBe);
  const call = telephone(r).released;
  if (call !== false && rank(urgency) <= rank("SOON")) {
    const level: Urgency[] = call === null ? ["SOON", "URGENT"] : ["SOON"];
    outcome.acts_on = level;
    outcome.urgency = [urgency, "SOON"];
    outcome.provisional = [true];
    (call === null ? outcome.not_judged : outcome.required).add("disposition.telephone_follow_up");
    [complete, "disposition.return_advice"].forEach((id) => {
      outcome.not_judged.add(id);
    });
    return;
  }
  if (provisional) {
    outcome.required.add(complete);
  }
  if (examinationImpossible(r)) {
    outcome.acts_on = ["EMERGENT"];
    const lines = ["imaging.mri_spine", "imaging.mri_spine_repeat", "consult.neurosurgery", complete];
    [...lines, "disposition.emergency_neurosurgery", "caution.no_anticoagulation_until_excluded"].forEach(
      (id) => {
        outcome.not_judged.add(id);
      },
    );
    return;
  }
  const onlySoonPossible = rank(couldBe) === rank("SOON") && urgency === null;
  const open = onlySoonPossible && r.choices.soon_possible_leaves_acts_on_open;
  outcome.acts_on = open ? [null] : [usual];
}

/**
 * Evaluates under every reading of the open points and keeps what all of them agree on. An open point that
 * the first evaluation never consulted cannot change anything, so it is not tried.
 */
export function evaluate(input: OracleInput): OracleResult {
  const consulted = new Set<string>();
  const noting = new Proxy(FIRST_READING, {
    get(choices, name, receiver): unknown {
      consulted.add(String(name));
      return Reflect.get(choices, name, receiver);
    },
  });
  const first = evaluateUnder(input, noting);
  const singles = OPEN_POINTS.filter((name) => consulted.has(name)).map((name) => [name]);
  const pairs = PAIRS.filter((pair) => pair.some((name) => consulted.has(name)));
  const readings: [string, Outcome][] = [...singles, ...pairs].map((names) => [
    names.join(" + "),
    evaluateUnder(input, turned(names)),
  ]);
  return mergeOutcomes(first, readings);
}

function turned(names: OpenPoint[]): Choices {
  const choices = { ...FIRST_READING };
  for (const name of names) {
    choices[name] = true;
  }
  return choices;
}
