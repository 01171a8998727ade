import { isRecord } from "./reading.ts";
import type { Findings, OracleInput, Site } from "./types.ts";

const MINUTE = 60_000;

/** Instants around noon, around midnight and on both sides of a change of clocks, with their offsets. */
const NOWS = [
  "2026-03-10T12:00:00+00:00",
  "2026-03-29T03:30:00+02:00",
  "2026-10-25T02:15:00+01:00",
  "2026-06-30T23:50:00-07:00",
];

/** Ages on both sides of every boundary that the protocol names, in hours. */
const AGES = [
  0.2, 0.9, 1, 1.1, 1.5, 1.9, 2, 2.1, 3, 3.9, 4, 4.1, 6, 7.9, 8, 8.1, 12, 23.9, 24, 24.1, 30, 47.9, 48, 48.1,
  60, 71.9, 72, 72.1, 96, 120, 192, 504, 1440,
];

const GROUPS = [
  "hip_flexion",
  "knee_extension",
  "ankle_dorsiflexion",
  "great_toe_extension",
  "plantarflexion",
];

/** Answers that may be re-asked and so may carry a moment of their own. */
const TIMED = [
  "limb_weakness_or_sensory_change",
  "saddle_sensory_loss",
  "urinary_retention",
  "incontinence",
  "new_severe_pain",
  "pain_trend",
  "bilateral_leg_symptoms",
  "fever",
  "infection_signs",
  "sepsis_signs",
  "chest_symptoms_or_collapse",
  "headache",
  "leg_swelling",
  "motor_grades",
  "sensory_exam",
  "perianal_sensation",
  "proceduralist_agrees_anticoagulation",
  "expected_local_anaesthetic_effect",
  "block_receding",
];
/** Numbers, groups of answers and results are simply missing when unknown. */
const MEASURED = [
  "hours_since_injection",
  "procedure",
  "leg_circumference",
  "dvt_signs",
  "capillary_refill_s",
  "post_void_residual_ml",
  "systolic_bp",
  "heart_rate",
  "respiratory_rate",
  "spo2",
  "egfr",
  "duplex_result",
  "ctpa_result",
  "brain_imaging_result",
  "collapse_kind",
  "anticoagulant",
];
const RESULTS = ["mri_result", "repeat_mri_result"];

/** A patient being drawn: starts as a complete, well patient seen in person. */
export class Draft {
  readonly random: () => number;
  readonly findings: Findings;
  readonly site: Site = {};
  readonly now: string;

  constructor(random: () => number) {
    this.random = random;
    this.now = this.pick(NOWS);
    this.findings = {
      procedure: this.pick([
        "epidural_steroid_interlaminar",
        "epidural_steroid_transforaminal",
        "facet_or_medial_branch",
      ]),
      hours_since_injection: this.pick(AGES),
      contact: "in_person",
      bleeding_risk: false,
      infection_risk: this.chance(0.15),
      chest_symptoms_or_collapse: false,
      limb_weakness_or_sensory_change: false,
      saddle_sensory_loss: false,
      urinary_retention: false,
      incontinence: false,
      new_severe_pain: false,
      bilateral_leg_symptoms: false,
      fever: this.pick([false, false, 36.8, 37.9]),
      infection_signs: false,
      sepsis_signs: false,
      leg_swelling: "none",
      headache: "none",
      pain_trend: this.pick(["no_pain", "improving", "unchanged"]),
      motor_grades: { worst: 5 },
      sensory_exam: "normal",
      perianal_sensation: "normal",
      straight_leg_raise: "negative",
      distal_pulses: "present",
      limb_cold_or_pale: false,
      cyanosis_or_mottling: false,
      compartment_signs: false,
      leg_circumference: { calf: { left: 37, right: 37 } },
      dvt_signs: { calf_tenderness: false, warmth_or_erythema: false, pitting_edema: false, homans: false },
      immobilized: false,
      next_day_contact_made: true,
    };
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  pick<T>(items: readonly T[]): T {
    const index = Math.min(items.length - 1, Math.floor(this.random() * items.length));
    return items[index] as T;
  }

  set(values: Findings): void {
    Object.assign(this.findings, values);
  }

  /**
   * Sets each of the values only with this probability, so that every condition is also met with its
   * neighbour.
   */
  mostly(probability: number, values: Findings): void {
    for (const [id, value] of Object.entries(values)) {
      if (this.chance(probability)) {
        this.findings[id] = value;
      }
    }
  }

  hours(choices: readonly number[] = AGES): number {
    const hours = this.pick(choices);
    this.findings.hours_since_injection = hours;
    return hours;
  }

  age(): number {
    const hours = this.findings.hours_since_injection;
    return typeof hours === "number" ? hours : 48;
  }

  onset(id: string, hoursAgo: number): void {
    const held = isRecord(this.findings.symptom_onset) ? this.findings.symptom_onset : {};
    const rounded = Math.round(Math.max(0, hoursAgo) * 10) / 10;
    this.findings.symptom_onset = { ...held, [id]: this.chance(0.8) ? rounded : this.ago(rounded) };
  }

  /** Ten groups, all 5 but for one leg. */
  power(side: string, grade: unknown, group = this.pick(GROUPS)): void {
    const grades: Findings = {};
    for (const leg of ["left", "right"]) {
      for (const name of GROUPS) {
        grades[`${leg}.${name}`] = leg === side && name === group ? grade : 5;
      }
    }
    this.findings.motor_grades = grades;
  }

  ago(hours: number): string {
    return new Date(Date.parse(this.now) - Math.round(hours * 60) * MINUTE)
      .toISOString()
      .replace(".000Z", "+00:00");
  }

  /** Turns some answers into unknowns, with every reason, or takes them away. */
  blur(count: number): void {
    const ids = Object.keys(this.findings).filter(
      (id) => !["contact", "symptom_onset", ...RESULTS].includes(id),
    );
    for (let done = 0; done < count; done += 1) {
      const id = this.pick(ids);
      const drawn = this.pick(["unknown", "unknown", "not_assessed", "unable", "absent from the record"]);
      const form = MEASURED.includes(id) ? "absent from the record" : drawn;
      if (form === "absent from the record") {
        delete this.findings[id];
      } else {
        this.findings[id] = form;
      }
    }
  }

  private wrap(id: string, hoursAgo: number): void {
    const value = this.findings[id];
    if (value === undefined || (isRecord(value) && "value" in value)) {
      return;
    }
    const exact = this.pick(["minute", "minute", "minute", "minute", "hour", "half_day", "day"]);
    const moment = { value, at: this.ago(hoursAgo) };
    this.findings[id] = exact === "minute" ? moment : { ...moment, exact };
  }

  /** Moments on both sides of the 90 min of a block, the 4 h of the gate, and of the study. */
  addMoments(): void {
    const limit = Math.max(0.1, this.age() - 0.1);
    const near = [0, 0.5, 1.4, 1.5, 1.6, 3.9, 4, 4.1, 6, 12, 26];
    const common = Math.min(limit, this.pick(near));
    for (const id of TIMED) {
      if (this.chance(0.5)) {
        this.wrap(id, this.chance(0.8) ? common : Math.min(limit, this.pick(near)));
      }
    }
    const first = Math.min(limit, common + this.pick([0, 0, 1, 2, 5, -0.5]));
    RESULTS.forEach((id, index) => {
      if (this.chance(0.7)) {
        this.wrap(id, Math.max(0, first - index * 0.4));
      }
    });
    if (this.chance(0.05)) {
      this.wrap("mri_result", this.age() + 2);
    }
  }

  finish(): OracleInput {
    // A repeat without a known first result is a fault of the input, not a patient.
    const first = this.findings.mri_result;
    const value = isRecord(first) ? first.value : first;
    if (value === undefined || value === "pending" || value === "not_done") {
      delete this.findings.repeat_mri_result;
    }
    return { findings: this.findings, now: this.now, site: this.site };
  }
}
