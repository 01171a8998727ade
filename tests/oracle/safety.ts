import { neuroDeficit } from "./deficits.ts";
import { infection } from "./infection.ts";
import type { Reading } from "./reading.ts";
import { mriValues } from "./results.ts";
import { type Rule, rule } from "./types.ts";
import { calfCounts, limbIschaemia, phlegmasia, reportedSwelling, sign, thighCounts } from "./vascular.ts";

/** Lines that follow from other lines: imaging safety, drugs, aftercare (1.0; 2.0 sections 1, 2 and 5). */

/** Lists that the rules are gathered into before the safety lines change them. */
export interface Card {
  required: Set<string>;
  not_judged: Set<string>;
  one_of: string[][];
}

const STRONG_DRUGS = ["doac", "vitamin_k_antagonist", "lmwh", "unfractionated_heparin"];

/** `mri-contraindicated`, `gadolinium`, plain CT and transfer. */
export function imagingSafety(r: Reading, card: Card): void {
  const first = "imaging.mri_spine";
  const repeat = "imaging.mri_spine_repeat";
  const all = [...card.required, ...card.not_judged, ...card.one_of.flat()];
  const either = card.one_of.some((group) => group.includes(first) || group.includes(repeat));
  const spine = card.required.has(first) || card.required.has(repeat) || either;
  const spineMay = spine || all.includes(first) || all.includes(repeat);
  const brainMay = all.includes("imaging.mri_brain_venography");
  if (spineMay || brainMay) {
    // The specification names the caution but not the case in which it is shown.
    card.not_judged.add("caution.transfer_if_no_mri");
  }
  const impossible = r.tri("mri_contraindicated") === true;
  if (impossible && spineMay) {
    replaceByMyelography(r, card, spine);
  }
  const filtration = r.number("egfr");
  const contrast = r.tri("gadolinium_concern") === true || (filtration !== null && filtration < 30);
  if (contrast && (spineMay || brainMay)) {
    const certain = card.required.has(first) && !impossible;
    (certain ? card.required : card.not_judged).add("caution.contrast");
  }
}

function replaceByMyelography(r: Reading, card: Card, certain: boolean): void {
  const myelography = "imaging.ct_myelography";
  const drug = r.word("anticoagulant");
  const studies = ["imaging.mri_spine", "imaging.mri_spine_repeat"];
  if (card.required.delete("imaging.mri_spine")) {
    card.required.add(myelography);
    card.not_judged.delete("imaging.mri_spine");
  } else {
    card.not_judged.add(myelography);
  }
  if (card.required.delete("imaging.mri_spine_repeat")) {
    // Whether the repeat is replaced as well, and keeps its id, is open.
    card.one_of.push(["imaging.mri_spine_repeat", myelography]);
  }
  card.one_of = card.one_of.map((group) =>
    group.some((id) => studies.includes(id)) ? [...group, myelography] : group,
  );
  card.not_judged.add("consult.neurosurgery");
  const plain = "imaging.ct_spine_plain";
  const drugKnown = drug !== null && drug !== "none" && drug !== "antiplatelet";
  if (drugKnown && certain) {
    card.required.add(plain);
  } else if (drugKnown || (drug === null && r.tri("bleeding_risk") !== false)) {
    card.not_judged.add(plain);
  }
}

/** Section 1: stop the drug in a neurological emergency, reverse it on a confirmed haematoma. */
export function drugRules(r: Reading, rules: Rule[]): Rule[] {
  const trueRule = (id: string): boolean => rules.some((each) => each.id === id && each.truth === true);
  const emergent = rules.some((each) => each.truth === true && each.level === "EMERGENT");
  const drug = r.word("anticoagulant");
  const strong = drug !== null && STRONG_DRUGS.includes(drug);
  const some = r.bleedingRisk() === true && drug !== "none";
  const haematoma = mriValues(r).includes("hematoma");
  const stop = "treatment.stop_anticoagulant";
  const reverse = "treatment.reversal_with_haematology";
  const clotOrLimb =
    limbIschaemia(r) === true || phlegmasia(r) === true || r.result("ctpa_result") === "positive";
  const mayBeEmbolism = r.tri("chest_symptoms_or_collapse") === true;
  // A bleed on brain imaging is a haematoma that is confirmed.
  const forbidden = clotOrLimb && !haematoma && r.result("brain_imaging_result") !== "bleed";
  const neurological = trueRule("neuro-deficit") || haematoma;
  const sure = strong && neurological && !mayBeEmbolism;
  const reversal = rule("reversal", haematoma && some, null, strong ? [reverse] : [], [
    reverse,
    "consult.haematology",
  ]);
  if (forbidden || !some || !emergent) {
    return [reversal];
  }
  return [rule("stop", true, null, sure ? [stop] : [], [stop, "consult.haematology"]), reversal];
}

/** Aftercare and the pitfall, which carry no urgency of their own. */
export function aftercareRules(r: Reading): Rule[] {
  const considered = r.tri("thromboprophylaxis_considered");
  const immobile = r.tri("immobilized") === true;
  const vte = "followup.vte_policy";
  const trend = r.word("pain_trend");
  const pitfall = "caution.not_normal_inflammation";
  const sure = r.tri("new_severe_pain") === true || reportedSwelling(r) === true;
  const maybe =
    thighCounts(r) ||
    calfCounts(r) ||
    r.tri("bilateral_leg_symptoms") === true ||
    r.tri("compartment_signs") === true ||
    sign(r, "calf_tenderness") === true ||
    sign(r, "pitting_edema") === true ||
    (trend !== null && trend !== "no_pain");
  return [
    rule("thromboprophylaxis", immobile && considered !== true, null, considered === false ? [vte] : [], [
      vte,
    ]),
    rule("missed-next-day-contact", r.tri("next_day_contact_made") === false, null, [
      "followup.contact_now",
      "followup.incident_report",
    ]),
    rule("pitfall", sure || maybe, null, sure ? [pitfall] : [], [pitfall]),
  ];
}

/**
 * Section 5: once a haematoma or abscess is confirmed, nothing still says "until excluded"; nor beside a bleed on brain imaging,
 * which has the caution of what is confirmed.
 */
export function nothingUntilExcluded(r: Reading, card: Card): void {
  const confirmed = mriValues(r).some((value) => value === "hematoma" || value === "abscess");
  if (confirmed || r.result("brain_imaging_result") === "bleed") {
    card.required.delete("caution.no_anticoagulation_until_excluded");
    card.not_judged.delete("caution.no_anticoagulation_until_excluded");
  }
}

/** Section 2: never both antibiotic sentences on one card. */
export function oneAntibioticSentence(r: Reading, card: Card): void {
  if (card.required.has("treatment.antibiotics_after_cultures")) {
    card.required.delete("caution.cultures_before_antibiotics");
    card.not_judged.delete("caution.cultures_before_antibiotics");
  }
  // With an unknown deficit and a fever the antibiotic is a conditional sentence under the other id.
  if (
    infection(r) === true &&
    neuroDeficit(r) === null &&
    card.required.has("caution.cultures_before_antibiotics")
  ) {
    card.not_judged.delete("treatment.antibiotics_after_cultures");
  }
}
