import { describe, expect, it } from "vitest";
import { assessedAt, heldIn, hoursAgo, idsOf, NOON, well2But } from "../version-2.ts";

const HOUR = 3_600_000;
const SIGNED = { site: { expected_local_anaesthetic_effect: true } };

/** One leg numb and weak after a transforaminal injection, as a local anaesthetic would have it. */
const block = (hours: number, changes = {}) =>
  well2But({
    hours_since_injection: hours,
    limb_weakness_or_sensory_change: true,
    expected_local_anaesthetic_effect: true,
    motor_grades: Object.fromEntries(
      ["left", "right"].flatMap((side) =>
        ["hip_flexion", "knee_extension", "ankle_dorsiflexion", "great_toe_extension", "plantarflexion"].map(
          (group) => [`${side}.${group}`, side === "left" && group === "ankle_dorsiflexion" ? 4 : 5],
        ),
      ),
    ),
    sensory_exam: { "left.L5": "reduced" },
    ...changes,
  });

/** A thrombosis in a patient in whom nothing else stands in the way of an anticoagulant. */
const clot = (hours: unknown, changes = {}) =>
  well2But({
    hours_since_injection: hours,
    leg_swelling: "left",
    duplex_result: "proximal_dvt",
    traumatic_puncture: false,
    proceduralist_agrees_anticoagulation: true,
    hemodynamically_unstable: false,
    high_clot_burden: false,
    ...changes,
  });

/** A faint after the injection, recovered within minutes. */
const faint = (hours: unknown, changes = {}) =>
  well2But({
    hours_since_injection: hours,
    chest_symptoms_or_collapse: true,
    collapse_kind: "brief_faint_recovered",
    hemodynamically_unstable: false,
    ...changes,
  });

const severe = (hours: unknown, changes = {}) =>
  well2But({ hours_since_injection: hours, new_severe_pain: true, pain_trend: "worsening", ...changes });

describe("1 hour: a deficit that began later is no effect of the local anaesthetic", () => {
  const onset = (hours: number, ago: unknown) =>
    assessedAt(block(hours, { symptom_onset: { limb_weakness_or_sensory_change: ago } }), SIGNED).acts_on;
  it.each([
    ["at once", 2, 2, "URGENT"],
    ["after 6 minutes", 1.5, 1.4, "URGENT"],
    ["after 54 minutes", 2, 1.1, "URGENT"],
    ["after an hour exactly", 2, 1, "URGENT"],
    ["after an hour and a minute", 2, 59 / 60, "EMERGENT"],
    ["after 66 minutes", 2, 0.9, "EMERGENT"],
    ["after 2 hours", 3, 1, "EMERGENT"],
    ["after 3 hours", 3.5, 0.5, "EMERGENT"],
    ["at a moment within the hour", 2, hoursAgo(1.2), "URGENT"],
    ["at a moment after the hour", 2, hoursAgo(0.5), "EMERGENT"],
    ["about an hour in, when nobody knows exactly", 2, { at: hoursAgo(1.1), exact: "hour" }, "EMERGENT"],
    ["before the injection, which cannot be", 2, 3, "URGENT"],
  ])("%s", (_, hours, ago, level) => {
    expect(onset(hours, ago)).toBe(level);
  });
});

describe("2 hours: a faint that recovered needs no CTPA only within them", () => {
  it.each([
    ["after 3 minutes", 0.05, {}, "URGENT"],
    ["after an hour", 1, {}, "URGENT"],
    ["after 119 minutes", 119 / 60, {}, "URGENT"],
    ["after 2 hours exactly", 2, {}, "URGENT"],
    ["after 2 hours and a minute", 121 / 60, {}, "EMERGENT"],
    ["after 3 hours", 3, {}, "EMERGENT"],
    ["on day 4", 96, {}, "EMERGENT"],
    [
      "on day 4, but it began an hour after the injection",
      96,
      { symptom_onset: { chest_symptoms_or_collapse: 95 } },
      "URGENT",
    ],
    ["at 1 h, and another finding began long after", 1, { symptom_onset: { new_severe_pain: 0 } }, "URGENT"],
    [
      "around 2 hours, when nobody knows exactly",
      3,
      { symptom_onset: { chest_symptoms_or_collapse: { at: hoursAgo(1.2), exact: "hour" } } },
      "EMERGENT",
    ],
    ["at an injection that nobody timed", undefined, {}, "EMERGENT"],
  ])("%s", (_, hours, changes, level) => {
    const found = assessedAt(faint(hours, changes));
    expect(found.acts_on).toBe(level);
    expect(idsOf(found).includes("imaging.ctpa")).toBe(level === "EMERGENT");
  });

  it("asks for resuscitation first and for the CTPA when a part of the moment lies on each side", () => {
    const found = assessedAt(
      faint(3, { symptom_onset: { chest_symptoms_or_collapse: { at: hoursAgo(1.2), exact: "hour" } } }),
    );
    expect(idsOf(found)).toEqual(expect.arrayContaining(["assessment.resuscitation_first", "imaging.ctpa"]));
  });
});

describe("4 and 8 hours: a block has to recede, and then be gone", () => {
  it.each([
    ["at half an hour", 0.5, undefined, "URGENT"],
    ["at 3 h 54 min", 3.9, undefined, "URGENT"],
    ["at 3 h 59 min", 239 / 60, undefined, "URGENT"],
    ["at 4 hours exactly, nothing said", 4, undefined, "EMERGENT"],
    ["at 4 hours exactly, receding", 4, true, "URGENT"],
    ["at 4 hours exactly, not receding", 4, false, "EMERGENT"],
    ["at 5 hours, not known", 5, "unknown", "EMERGENT"],
    ["at 7 h 54 min, receding", 7.9, true, "URGENT"],
    ["at 7 h 59 min, receding", 479 / 60, true, "URGENT"],
    ["at 8 hours exactly, receding", 8, true, "EMERGENT"],
    ["at 8 h 6 min, receding", 8.1, true, "EMERGENT"],
    ["at 20 hours, receding", 20, true, "EMERGENT"],
  ])("%s", (_, hours, receding, level) => {
    expect(assessedAt(block(hours, { block_receding: receding }), SIGNED).acts_on).toBe(level);
  });

  it("is never taken for granted where the site has not signed it on", () => {
    expect(assessedAt(block(1)).acts_on).toBe("EMERGENT");
  });

  it.each([
    ["89 minutes old", 89, "URGENT"],
    ["90 minutes old", 90, "URGENT"],
    ["91 minutes old", 91, "EMERGENT"],
  ])("rests on no answer that is older than 90 minutes: one %s", (_, minutes, level) => {
    const old = { value: false, at: hoursAgo(minutes / 60) };
    expect(assessedAt(block(3, { saddle_sensory_loss: old }), SIGNED).acts_on).toBe(level);
  });
});

describe("24 and 48 hours: an anticoagulant after the injection", () => {
  it.each([
    ["at 10 hours", 10, {}, false],
    ["at 23 h 54 min", 23.9, {}, false],
    ["at 23 h 59 min", 24 - 1 / 60, {}, false],
    ["at 24 hours exactly", 24, {}, true],
    ["at 24 h 6 min", 24.1, {}, true],
    ["at 47 h 54 min, puncture unknown", 47.9, { traumatic_puncture: "unknown" }, false],
    ["at 47 h 59 min, puncture traumatic", 48 - 1 / 60, { traumatic_puncture: true }, false],
    ["at 48 hours exactly, puncture traumatic", 48, { traumatic_puncture: true }, true],
    ["at 48 hours exactly, puncture unknown", 48, { traumatic_puncture: undefined }, true],
    ["at 5 days", 120, {}, true],
    ["at a time that nobody knows", undefined, {}, false],
    ["a day ago to the half day", { value: hoursAgo(26), exact: "half_day" }, {}, false],
    ["two days ago to the half day", { value: hoursAgo(48), exact: "half_day" }, {}, true],
  ])("%s", (_, hours, changes, given) => {
    const found = assessedAt(clot(hours, changes));
    expect(idsOf(found).includes("treatment.anticoagulation")).toBe(given);
    expect(heldIn(found).includes("treatment.anticoagulation")).toBe(!given);
  });

  it("says when the time will have passed, and names nothing that is met", () => {
    const [held] = assessedAt(clot(10)).withheld;
    expect(held?.released_by).toEqual(["hours_since_injection"]);
    expect(held?.release).toEqual([
      { by: ["hours_since_injection"], say: "24 h after the injection", at: NOON + 14 * HOUR },
    ]);
  });

  it("is never opened by time alone: what was answered before the hour is asked again", () => {
    const early = { at: hoursAgo(3) };
    const asked = (changes = {}) =>
      assessedAt(
        clot(25, {
          saddle_sensory_loss: { value: false, ...early },
          motor_grades: { value: { worst: 5 }, ...early },
          ...changes,
        }),
      );
    expect(asked().withheld[0]?.released_by).toEqual(["saddle_sensory_loss", "motor_grades"]);
    const again = { at: hoursAgo(0.5) };
    const confirmed = {
      saddle_sensory_loss: { value: false, ...again },
      motor_grades: { value: { worst: 5 }, ...again },
    };
    expect(idsOf(asked(confirmed))).toContain("treatment.anticoagulation");
  });

  it.each([
    ["4 hours old", 4, true],
    ["4 hours and a minute old", 4 + 1 / 60, false],
  ])("rests on no answer of the gate that is older than 4 hours: one %s", (_, hours, given) => {
    const found = assessedAt(clot(120, { pain_trend: { value: "unchanged", at: hoursAgo(hours) } }));
    expect(idsOf(found).includes("treatment.anticoagulation")).toBe(given);
  });
});

describe("72 hours: worsening severe pain points to bleeding, and later to infection", () => {
  it.each([
    ["at 6 hours", 6, {}, ["EMERGENT", false]],
    ["at 71 h 54 min", 71.9, {}, ["EMERGENT", false]],
    ["at 72 hours exactly", 72, {}, ["EMERGENT", false]],
    ["at 72 hours and a minute", 72 + 1 / 60, {}, ["URGENT", true]],
    ["at 73 hours", 73, {}, ["URGENT", true]],
    ["at 10 days", 240, {}, ["URGENT", true]],
    ["at 10 days, begun on the first", 240, { symptom_onset: { new_severe_pain: 230 } }, ["EMERGENT", false]],
    ["at 80 hours, begun 79 hours ago", 80, { symptom_onset: { new_severe_pain: 79 } }, ["EMERGENT", false]],
    ["at 80 hours, begun 7 hours ago", 80, { symptom_onset: { new_severe_pain: 7 } }, ["URGENT", true]],
    [
      "about 72 hours in, when nobody knows exactly",
      80,
      { symptom_onset: { new_severe_pain: { at: hoursAgo(8), exact: "half_day" } } },
      ["EMERGENT", true],
    ],
  ])("%s", (_, hours, changes, [level, infection]) => {
    const found = assessedAt(severe(hours, changes));
    expect(found.acts_on).toBe(level);
    expect(found.rules.true.includes("spinal-infection")).toBe(infection);
    expect(idsOf(found)).toContain("consult.neurosurgery");
  });
});

describe("an MRI counts for what was there when it was done", () => {
  const mri = { value: "negative", at: hoursAgo(5) };
  it.each([
    ["before it", { value: true, at: hoursAgo(6) }, "SOON"],
    ["at the same moment", { value: true, at: hoursAgo(5) }, "SOON"],
    ["after it", { value: true, at: hoursAgo(4) }, "URGENT"],
    ["at a moment that nobody gave", true, "SOON"],
    ["at a time of that day", { value: true, at: hoursAgo(6), exact: "half_day" }, "URGENT"],
  ])("severe pain recorded %s", (_, pain, level) => {
    const found = assessedAt(well2But({ new_severe_pain: pain, mri_result: mri }));
    expect(found.acts_on).toBe(level);
    expect(idsOf(found)).not.toContain("imaging.mri_spine");
  });

  it("asks for a repeat where what is new would need an MRI", () => {
    const found = assessedAt(well2But({ fever: { value: 38.5, at: hoursAgo(1) }, mri_result: mri }));
    expect(found.recommendations.find(({ id }) => id === "imaging.mri_spine_repeat")?.window?.within).toBe(
      "PT12H",
    );
    expect(idsOf(found)).not.toContain("imaging.mri_spine");
  });
});
