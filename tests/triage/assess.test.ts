import { describe, expect, it } from "vitest";
import {
  assessed,
  leading,
  type Raw,
  read,
  recommendation,
  recommended,
  WELL,
  wellBut,
  withheld,
} from "../patient.ts";

const MRI = "imaging.mri_spine";
const DUPLEX = "imaging.duplex_legs";
const ANTICOAGULATION = "treatment.anticoagulation";

describe("a single red flag", () => {
  it("fever alone: URGENT, MRI of the spine and the infection tests the same day", () => {
    const found = assessed(wellBut({ fever: true }));
    expect(found).toMatchObject({
      urgency: "URGENT",
      acts_on: "URGENT",
      could_be: "URGENT",
      provisional: false,
    });
    expect(recommendation(found, MRI).window).toMatchObject({ within: "PT12H", from: "recognition" });
    expect(recommended(found)).toEqual(
      expect.arrayContaining([
        "laboratory.infection",
        "consult.spine_and_infectious_diseases",
        "caution.cultures_before_antibiotics",
      ]),
    );
    expect(leading(found)).toBe("disposition.same_day_spine_infection");
  });

  it("new severe pain alone: URGENT, with a full examination and an MRI the same day", () => {
    const found = assessed(wellBut({ new_severe_pain: true, pain_trend: "unchanged" }));
    expect(found).toMatchObject({ urgency: "URGENT", acts_on: "URGENT", provisional: false });
    expect(recommendation(found, MRI).window).toMatchObject({ within: "PT12H" });
    expect(recommended(found)).toContain("assessment.full_examination");
    expect(leading(found)).toBe("disposition.same_day_assessment");
  });

  it("swelling with an unknown examination: URGENT, could be EMERGENT, and the examination comes first", () => {
    const found = assessed({ leg_swelling: "left" });
    expect(found).toMatchObject({
      urgency: "URGENT",
      acts_on: "URGENT",
      could_be: "EMERGENT",
      provisional: true,
    });
    expect(recommended(found)).toEqual(
      expect.arrayContaining([
        DUPLEX,
        "score.wells_dvt",
        "assessment.full_examination",
        "disposition.complete_examination_now",
      ]),
    );
    expect(leading(found)).toBe("disposition.same_day_dvt");
  });

  it("swelling with a normal examination: a duplex the same day and no examination asked for again", () => {
    const found = assessed(wellBut({ leg_swelling: "left" }));
    expect(found).toMatchObject({ urgency: "URGENT", provisional: false });
    expect(recommended(found)).not.toContain("assessment.full_examination");
    expect(recommended(found)).not.toContain(MRI);
  });

  it("bilateral swelling: URGENT, both legs scanned, and a word that the score was made for one leg", () => {
    const found = assessed(wellBut({ leg_swelling: "both" }));
    expect(found.acts_on).toBe("URGENT");
    expect(recommended(found)).toContain(DUPLEX);
    expect(recommendation(found, "score.wells_dvt").notes.join(" ")).toMatch(/one leg/i);
  });

  it.each(["limb_weakness_or_sensory_change", "saddle_sensory_loss", "urinary_retention", "incontinence"])(
    "%s alone is a deficit: EMERGENT, MRI within 4 hours and neurosurgery",
    (finding) => {
      const found = assessed({ [finding]: true });
      expect(found).toMatchObject({ urgency: "EMERGENT", acts_on: "EMERGENT", provisional: false });
      expect(recommendation(found, MRI).window).toMatchObject({
        within: "PT4H",
        aim_hours: 2,
        from: "recognition",
      });
      expect(recommended(found)).toEqual(
        expect.arrayContaining([
          "consult.neurosurgery",
          "caution.decompression_window",
          "caution.no_anticoagulation_until_excluded",
        ]),
      );
      expect(leading(found)).toBe("disposition.emergency_neurosurgery");
    },
  );

  it.each<[string, Raw]>([
    ["a new grade of 4", { motor_grades: { "left.hip_flexion": 4 } }],
    ["a worst grade of 4", { motor_grades: { worst: 4 } }],
    ["reduced feeling", { sensory_exam: "reduced" }],
    ["reduced feeling in one place", { sensory_exam: { "left.S1.pinprick": "reduced" } }],
    ["reduced perianal feeling", { perianal_sensation: "reduced" }],
    ["a reduced anal tone", { anal_tone: "reduced" }],
    ["a residual of 200 mL", { post_void_residual_ml: 200 }],
  ])("a deficit on examination alone is EMERGENT: %s", (_what, raw) => {
    expect(assessed(raw)).toMatchObject({ urgency: "EMERGENT", acts_on: "EMERGENT" });
    expect(assessed(wellBut(raw))).toMatchObject({ urgency: "EMERGENT", acts_on: "EMERGENT" });
  });

  it("the strictest decompression clock runs, and the disagreement of the sources is shown", () => {
    const { window } = recommendation(assessed({ incontinence: true }), "caution.decompression_window");
    expect(window).toMatchObject({ within: "PT12H", from: "symptom_onset" });
    expect(window?.conflict).toMatch(/24 to 48/);
  });
});

describe("a deficit", () => {
  it("with a negative MRI stays EMERGENT: the MRI again and higher, neurosurgery, and the pulses", () => {
    const found = assessed(wellBut({ limb_weakness_or_sensory_change: true, mri_result: "negative" }));
    expect(found).toMatchObject({ urgency: "EMERGENT", acts_on: "EMERGENT" });
    expect(found.rules.true).toContain("deficit-mri-negative");
    expect(recommendation(found, MRI).notes.join(" ")).toMatch(/thoracic.*diffusion/i);
    expect(recommended(found)).toEqual(
      expect.arrayContaining(["consult.neurosurgery", "assessment.check_pulses"]),
    );
  });

  it("that is old does not count", () => {
    const old = { grade: 3, old: true };
    const found = assessed(wellBut({ motor_grades: { worst: 5, "right.ankle_dorsiflexion": old } }));
    expect(found).toMatchObject({ urgency: "ROUTINE", acts_on: "ROUTINE", provisional: false });
  });

  it("that is old leaves the groups that were not graded unknown", () => {
    for (const motor_grades of [
      { worst: 3, old: true },
      { "right.ankle_dorsiflexion": { grade: 3, old: true } },
    ])
      expect(assessed(wellBut({ motor_grades }))).toMatchObject({ acts_on: "URGENT", provisional: true });
  });

  it("that is new counts despite an old one", () => {
    const found = assessed(
      wellBut({
        motor_grades: { "right.ankle_dorsiflexion": { grade: 3, old: true }, "left.ankle_dorsiflexion": 4 },
      }),
    );
    expect(found.urgency).toBe("EMERGENT");
  });

  it("with a contraindicated MRI keeps its urgency and its time, and CT myelography takes the place", () => {
    const found = assessed(wellBut({ limb_weakness_or_sensory_change: true, mri_contraindicated: true }));
    expect(found).toMatchObject({ urgency: "EMERGENT", acts_on: "EMERGENT" });
    expect(recommended(found)).not.toContain(MRI);
    expect(recommendation(found, "imaging.ct_myelography")).toMatchObject({ replaces: MRI });
    expect(recommendation(found, "imaging.ct_myelography").window).toMatchObject({ within: "PT4H" });
    expect(recommended(found)).toContain("consult.neurosurgery");
    expect(recommended(found)).not.toContain("caution.myelography");
  });

  it("with a contraindicated MRI and a bleeding risk or an infection warns of the second puncture", () => {
    for (const risk of [{ bleeding_risk: true }, { fever: true }, { infection_signs: true }])
      expect(
        recommended(
          assessed(wellBut({ limb_weakness_or_sensory_change: true, mri_contraindicated: true, ...risk })),
        ),
      ).toContain("caution.myelography");
  });

  it("with both pulses absent: both studies and both surgeons, and the limb leads", () => {
    const found = assessed(
      wellBut({ limb_weakness_or_sensory_change: true, motor_grades: { worst: 2 }, distal_pulses: "absent" }),
    );
    expect(found.acts_on).toBe("EMERGENT");
    expect(recommended(found, "imaging")).toEqual(["imaging.ct_angiography", MRI]);
    expect(recommended(found, "disposition")).toEqual([
      "disposition.emergency_vascular",
      "disposition.emergency_neurosurgery",
    ]);
    expect(recommended(found)).toEqual(
      expect.arrayContaining(["consult.vascular_surgery", "consult.neurosurgery"]),
    );
  });

  it("with a cold limb and present pulses: both are shown, and the spine leads", () => {
    const found = assessed(wellBut({ incontinence: true, limb_cold_or_pale: true }));
    expect(recommended(found, "disposition").slice(0, 2)).toEqual([
      "disposition.emergency_neurosurgery",
      "disposition.emergency_vascular",
    ]);
  });

  it("with swelling: MRI and duplex, the MRI not delayed, no anticoagulant", () => {
    const found = assessed(wellBut({ leg_swelling: "right", incontinence: true }));
    expect(recommended(found, "imaging")).toEqual(expect.arrayContaining([MRI, DUPLEX]));
    expect(recommended(found)).toEqual(
      expect.arrayContaining([
        "caution.mri_not_delayed_by_duplex",
        "caution.no_anticoagulation_until_excluded",
      ]),
    );
  });
});

describe("a contraindicated MRI", () => {
  it("without a deficit: CT myelography in the time that the MRI had, the same day", () => {
    const found = assessed(wellBut({ fever: true, mri_contraindicated: true }));
    expect(recommended(found)).not.toContain(MRI);
    expect(recommendation(found, "imaging.ct_myelography").window).toMatchObject({ within: "PT12H" });
  });

  it("in meningism: neither MRI is shown, and CT takes the place of both", () => {
    const found = assessed(wellBut({ headache: "meningism", mri_contraindicated: true }));
    expect(recommended(found, "imaging").sort()).toEqual([
      "imaging.ct_brain_venography",
      "imaging.ct_myelography",
    ]);
  });

  it("means nothing while no MRI is recommended", () => {
    const found = assessed(wellBut({ mri_contraindicated: true, gadolinium_concern: true, egfr: 12 }));
    expect(found.acts_on).toBe("ROUTINE");
    expect(recommended(found, "imaging")).toEqual([]);
    expect(recommended(found, "caution")).toEqual([]);
  });

  it("never comes with the advice to do a plain MRI", () => {
    const found = assessed(
      wellBut({ incontinence: true, mri_contraindicated: true, gadolinium_concern: true }),
    );
    expect(recommended(found)).not.toContain("caution.contrast");
  });
});

describe("contrast", () => {
  it.each<[string, Raw, boolean]>([
    ["a concern", { gadolinium_concern: true }, true],
    ["eGFR 29", { egfr: 29 }, true],
    ["eGFR 30", { egfr: 30 }, false],
    ["nothing known", {}, false],
  ])("%s", (_what, raw, cautioned) => {
    const found = assessed(wellBut({ incontinence: true, ...raw }));
    expect(recommended(found).includes("caution.contrast")).toBe(cautioned);
    expect(recommended(found)).toContain(MRI);
  });
});

describe("threats to life and limb", () => {
  it("embolism with swelling: CT angiography of the lungs and a duplex, the embolism leads, no anticoagulant yet", () => {
    const found = assessed(wellBut({ chest_symptoms_or_collapse: true, leg_swelling: "left" }));
    expect(found).toMatchObject({ urgency: "EMERGENT", acts_on: "EMERGENT" });
    expect(recommended(found, "imaging")).toEqual(expect.arrayContaining(["imaging.ctpa", DUPLEX]));
    expect(leading(found)).toBe("disposition.emergency_pe");
    expect(recommended(found)).not.toContain(ANTICOAGULATION);
    expect(withheld(found)).toEqual([ANTICOAGULATION]);
  });

  it("embolism without swelling: no duplex", () => {
    expect(recommended(assessed(wellBut({ chest_symptoms_or_collapse: true })), "imaging")).toEqual([
      "imaging.ctpa",
    ]);
  });

  it.each<[string, Raw]>([
    ["fever", { fever: true }],
    ["an infected site", { infection_signs: true }],
  ])("sepsis with %s: tests now, antibiotics after cultures, MRI once stable", (_what, raw) => {
    const found = assessed(wellBut({ ...raw, sepsis_signs: true }));
    expect(found).toMatchObject({ urgency: "EMERGENT", acts_on: "EMERGENT" });
    expect(leading(found)).toBe("disposition.emergency_sepsis");
    expect(recommendation(found, "laboratory.infection").window).toMatchObject({ within: "PT1H" });
    expect(recommendation(found, MRI).notes.join(" ")).toMatch(/stable/);
    expect(recommended(found)).toContain("treatment.antibiotics_after_cultures");
  });

  it("meningism: spine and brain, tests now, no fever needed", () => {
    const found = assessed(wellBut({ headache: "meningism" }));
    expect(found.urgency).toBe("EMERGENT");
    expect(recommended(found, "imaging").sort()).toEqual(["imaging.mri_brain_venography", MRI]);
    expect(recommended(found)).toContain("laboratory.infection");
    expect(leading(found)).toBe("disposition.emergency_meningitis");
  });

  it("phlegmasia: duplex, venography and vascular surgery now", () => {
    const found = assessed(
      wellBut({
        leg_swelling: "left",
        cyanosis_or_mottling: true,
        new_severe_pain: true,
        pain_trend: "unchanged",
      }),
    );
    expect(found.urgency).toBe("EMERGENT");
    expect(leading(found)).toBe("disposition.emergency_vascular");
    for (const id of [DUPLEX, "imaging.ct_or_mr_venography"])
      expect(recommendation(found, id).window).toMatchObject({ within: "PT1H" });
    expect(recommended(found)).toContain("consult.vascular_surgery");
  });

  it("compartment syndrome: theatre within the hour, no imaging at all, and a word about pulses", () => {
    const found = assessed(wellBut({ compartment_signs: true }));
    expect(found.urgency).toBe("EMERGENT");
    expect(recommended(found, "imaging")).toEqual([]);
    expect(recommendation(found, "consult.orthopedic_or_vascular_surgery").window).toMatchObject({
      within: "PT1H",
    });
    expect(recommended(found)).toContain("caution.pulses_do_not_exclude");
    expect(leading(found)).toBe("disposition.emergency_vascular");
  });

  it.each<[string, Raw, string]>([
    ["an absent pulse on one side", { distal_pulses: { left: "absent", right: "present" } }, "EMERGENT"],
    ["a cold limb with present pulses", { limb_cold_or_pale: true }, "EMERGENT"],
    ["reduced pulses with mottling", { distal_pulses: "reduced", cyanosis_or_mottling: true }, "EMERGENT"],
    [
      "reduced pulses and a refill of 3.1 s",
      { distal_pulses: "reduced", capillary_refill_s: 3.1 },
      "EMERGENT",
    ],
    ["reduced pulses and a refill of 3 s", { distal_pulses: "reduced", capillary_refill_s: 3 }, "URGENT"],
    ["reduced pulses alone", { distal_pulses: "reduced" }, "URGENT"],
    ["mottling alone", { cyanosis_or_mottling: true }, "URGENT"],
    ["a slow refill alone", { capillary_refill_s: 6 }, "ROUTINE"],
  ])("the limb: %s is %s", (_what, raw, urgency) => {
    const found = assessed(wellBut(raw));
    expect(found.acts_on).toBe(urgency);
    expect(recommended(found).includes("imaging.ct_angiography")).toBe(urgency === "EMERGENT");
  });

  it("several at once are all shown", () => {
    const found = assessed(
      wellBut({ incontinence: true, chest_symptoms_or_collapse: true, compartment_signs: true, fever: true }),
    );
    expect(recommended(found, "disposition")).toEqual(
      expect.arrayContaining([
        "disposition.emergency_neurosurgery",
        "disposition.emergency_pe",
        "disposition.emergency_vascular",
        "disposition.same_day_spine_infection",
      ]),
    );
  });

  it.each(["hematoma", "abscess", "other_compression"])(
    "%s on MRI: admitted for decompression",
    (mri_result) => {
      const found = assessed(wellBut({ mri_result }));
      expect(found.urgency).toBe("EMERGENT");
      expect(leading(found)).toBe("disposition.admit_for_decompression");
      expect(recommended(found)).toContain("consult.neurosurgery");
    },
  );
});

describe("new severe pain", () => {
  const pain = (raw: Raw) => assessed(wellBut({ new_severe_pain: true, pain_trend: "unchanged", ...raw }));

  it.each<[string, Raw, string, string]>([
    ["with a bleeding risk", { bleeding_risk: true }, "EMERGENT", "disposition.emergency_neurosurgery"],
    [
      "with a bleeding risk, months later",
      { bleeding_risk: true, hours_since_injection: 2000 },
      "EMERGENT",
      "disposition.emergency_neurosurgery",
    ],
    [
      "worsening at 72 h",
      { pain_trend: "worsening", hours_since_injection: 72 },
      "EMERGENT",
      "disposition.emergency_neurosurgery",
    ],
    [
      "worsening at 72.1 h",
      { pain_trend: "worsening", hours_since_injection: 72.1 },
      "URGENT",
      "disposition.same_day_spine_infection",
    ],
    ["unchanged at 6 h", { hours_since_injection: 6 }, "URGENT", "disposition.same_day_assessment"],
    ["in both legs", { bilateral_leg_symptoms: true }, "EMERGENT", "disposition.emergency_neurosurgery"],
  ])("%s", (_what, raw, urgency, disposition) => {
    const found = pain(raw);
    expect(found).toMatchObject({ urgency, acts_on: urgency });
    expect(leading(found)).toBe(disposition);
    expect(recommended(found)).toContain(MRI);
    expect(recommended(found)).toContain("caution.not_normal_inflammation");
  });

  it("on a bleeding risk asks for coagulation tests now and an MRI within 4 hours", () => {
    const found = pain({ bleeding_risk: true });
    expect(recommendation(found, MRI).window).toMatchObject({ within: "PT4H" });
    expect(recommended(found)).toEqual(
      expect.arrayContaining(["laboratory.coagulation", "consult.neurosurgery"]),
    );
  });

  it("with an unknown bleeding risk, trend or time is provisional", () => {
    for (const raw of [
      { bleeding_risk: undefined },
      { pain_trend: undefined, hours_since_injection: 10 },
      { pain_trend: "worsening", hours_since_injection: undefined },
    ])
      expect(pain(raw)).toMatchObject({ urgency: "URGENT", could_be: "EMERGENT", provisional: true });
  });
});

describe("headache", () => {
  it.each([
    ["meningism", "EMERGENT", "disposition.emergency_meningitis"],
    ["changing_or_non_postural", "URGENT", "disposition.same_day_assessment"],
    ["postural", "SOON", "disposition.return_advice"],
    ["none", "ROUTINE", "disposition.return_advice"],
  ])("%s is %s", (headache, urgency, disposition) => {
    const found = assessed(wellBut({ headache }));
    expect(found).toMatchObject({ urgency, acts_on: urgency, provisional: false });
    expect(leading(found)).toBe(disposition);
  });
});

describe("a confirmed thrombosis", () => {
  /** All that the gate asks for, 24 h after a clean puncture. */
  const CLEAR: Raw = {
    leg_swelling: "left",
    duplex_result: "proximal_dvt",
    hemodynamically_unstable: false,
    high_clot_burden: false,
    hours_since_injection: 24,
    traumatic_puncture: false,
    proceduralist_agrees_anticoagulation: true,
  };
  const clot = (raw: Raw) => assessed(wellBut({ ...CLEAR, ...raw }));

  it("with nothing excluded: URGENT, the anticoagulant withheld with the reason and what releases it", () => {
    const found = assessed({ duplex_result: "proximal_dvt" });
    expect(found).toMatchObject({ urgency: "URGENT", acts_on: "URGENT", provisional: true });
    expect(recommended(found)).not.toContain(ANTICOAGULATION);
    expect(found.withheld).toHaveLength(1);
    expect(found.withheld[0]).toMatchObject({ id: ANTICOAGULATION, because: ["dvt-confirmed"] });
    expect(found.withheld[0]?.reason).toMatch(/haematoma/i);
    expect(found.withheld[0]?.released_by).toEqual(
      expect.arrayContaining(["mri_result", "proceduralist_agrees_anticoagulation"]),
    );
    expect(leading(found)).toBe("disposition.same_day_dvt");
  });

  it.each<[string, Raw]>([
    ["24 h after a clean puncture, all clear, agreed", {}],
    ["distal, all clear, agreed", { duplex_result: "distal_dvt" }],
    ["48 h after a traumatic puncture", { hours_since_injection: 48, traumatic_puncture: true }],
    ["48 h when the puncture is unknown", { hours_since_injection: 48, traumatic_puncture: undefined }],
    [
      "a negative MRI, whatever the rest",
      {
        mri_result: "negative",
        hours_since_injection: 2,
        proceduralist_agrees_anticoagulation: false,
        bleeding_risk: true,
      },
    ],
    ["an MRI that found another compression", { mri_result: "other_compression", hours_since_injection: 2 }],
  ])("haematoma excluded, anticoagulant recommended: %s", (_what, raw) => {
    const found = clot(raw);
    expect(recommended(found)).toContain(ANTICOAGULATION);
    expect(withheld(found)).toEqual([]);
  });

  it.each<[string, Raw]>([
    ["23 h", { hours_since_injection: 23 }],
    ["23.9 h", { hours_since_injection: 23.9 }],
    ["an unknown time", { hours_since_injection: undefined }],
    ["24 h with an unknown puncture", { traumatic_puncture: undefined }],
    ["24 h after a traumatic puncture", { traumatic_puncture: true }],
    ["47 h after a traumatic puncture", { hours_since_injection: 47, traumatic_puncture: true }],
    ["new severe pain", { new_severe_pain: true, pain_trend: "improving", hours_since_injection: 200 }],
    ["pain unknown", { new_severe_pain: undefined, hours_since_injection: 200 }],
    ["bleeding risk", { bleeding_risk: true, hours_since_injection: 200 }],
    ["bleeding risk unknown", { bleeding_risk: undefined, hours_since_injection: 200 }],
    ["a deficit", { saddle_sensory_loss: true, hours_since_injection: 200 }],
    ["a deficit not excluded", { perianal_sensation: undefined, hours_since_injection: 200 }],
    ["no agreement", { proceduralist_agrees_anticoagulation: false, hours_since_injection: 200 }],
    ["agreement not asked", { proceduralist_agrees_anticoagulation: undefined, hours_since_injection: 200 }],
    ["an MRI that is pending", { mri_result: "pending", hours_since_injection: 5 }],
    ["a haematoma on MRI", { mri_result: "hematoma", hours_since_injection: 5 }],
    ["an abscess on MRI", { mri_result: "abscess", hours_since_injection: 5 }],
  ])("haematoma not excluded, anticoagulant withheld: %s", (_what, raw) => {
    const found = clot(raw);
    expect(recommended(found)).not.toContain(ANTICOAGULATION);
    expect(withheld(found)).toEqual([ANTICOAGULATION]);
  });

  it("a haematoma on MRI withholds it although everything else is clear and agreed", () => {
    const found = clot({ mri_result: "hematoma", hours_since_injection: 200 });
    expect(recommended(found)).not.toContain(ANTICOAGULATION);
    expect(withheld(found)).toEqual([ANTICOAGULATION]);
  });

  it("with new severe pain or a deficit: the MRI comes before the first dose", () => {
    for (const raw of [{ new_severe_pain: true, pain_trend: "unchanged" }, { incontinence: true }])
      expect(recommendation(clot(raw), MRI).notes.join(" ")).toMatch(/before the first dose/i);
  });

  it("ends the question of the duplex", () => {
    const found = clot({});
    expect(recommended(found)).not.toContain(DUPLEX);
    expect(found).toMatchObject({ urgency: "URGENT", provisional: false });
  });

  it("with a high clot burden: admitted; unstable: EMERGENT; not known to be stable: provisional", () => {
    expect(clot({ high_clot_burden: true })).toMatchObject({ urgency: "URGENT" });
    expect(recommended(clot({ high_clot_burden: true }))).toContain("disposition.admit");
    expect(clot({ hemodynamically_unstable: true })).toMatchObject({ urgency: "EMERGENT" });
    expect(leading(clot({ hemodynamically_unstable: true }))).toBe("disposition.admit");
    expect(clot({ hemodynamically_unstable: undefined })).toMatchObject({
      urgency: "URGENT",
      could_be: "EMERGENT",
      provisional: true,
    });
  });
});

describe("results that reassure", () => {
  it("duplex negative, suspicion high: SOON, repeated after 6 to 8 days, venography to be considered", () => {
    const found = assessed(
      wellBut({ leg_swelling: "left", duplex_result: "negative", clinical_suspicion_remains_high: true }),
    );
    expect(found).toMatchObject({ urgency: "SOON", acts_on: "SOON" });
    expect(recommendation(found, DUPLEX).window).toMatchObject({
      within: "P8D",
      not_before_hours: 144,
      from: "result",
    });
    expect(recommendation(found, "imaging.ct_or_mr_venography").notes.join(" ")).toMatch(/consider/i);
    expect(leading(found)).toBe("disposition.repeat_duplex");
  });

  it("work-up negative, symptoms persist: the pain service within 2 weeks for severe radicular symptoms", () => {
    const found = assessed(
      wellBut({ mri_result: "negative", symptoms_persist: true, severe_radicular_symptoms: true }),
    );
    expect(found).toMatchObject({ urgency: "SOON", acts_on: "SOON" });
    expect(recommendation(found, "disposition.pain_specialist_2_weeks").window).toMatchObject({
      within: "P14D",
    });
    expect(recommended(found)).toContain("assessment.alternative_diagnoses");
  });

  it("work-up negative, symptoms persist, nothing radicular: no referral within 2 weeks", () => {
    const found = assessed(
      wellBut({ mri_result: "negative", symptoms_persist: true, severe_radicular_symptoms: false }),
    );
    expect(found.acts_on).toBe("SOON");
    expect(recommended(found)).not.toContain("disposition.pain_specialist_2_weeks");
  });

  it.each<[string, Raw]>([
    ["a thrombosis", { duplex_result: "distal_dvt" }],
    ["a haematoma", { mri_result: "hematoma", duplex_result: "negative" }],
    ["nothing done", {}],
  ])("a work-up is not negative with %s", (_what, raw) => {
    expect(assessed(wellBut({ symptoms_persist: true, ...raw })).rules.true).not.toContain(
      "negative-workup-persisting",
    );
  });

  it("a result that is not in hand reads as not done, whatever the reason", () => {
    for (const raw of [
      {},
      { duplex_result: "unknown" },
      { duplex_result: "unable" },
      { duplex_result: "not_done" },
    ])
      expect(recommended(assessed(wellBut({ leg_swelling: "left", ...raw })))).toContain(DUPLEX);
    expect(recommended(assessed(wellBut({ leg_swelling: "left", duplex_result: "pending" })))).toContain(
      DUPLEX,
    );
  });

  it("straight leg raise alone: SOON, and nothing with anything above it", () => {
    expect(assessed(wellBut({ straight_leg_raise: "positive" }))).toMatchObject({ urgency: "SOON" });
    expect(assessed(wellBut({ straight_leg_raise: "positive", fever: true })).rules.true).not.toContain(
      "radiculopathy",
    );
  });
});

describe("an examination that cannot be done", () => {
  const UNABLE = { motor_grades: "unable", sensory_exam: "unable", perianal_sensation: "unable" };

  it.each<[string, Raw]>([
    ["fever", { fever: true }],
    ["new severe pain", { new_severe_pain: true, pain_trend: "improving" }],
    ["leg swelling", { leg_swelling: "left" }],
  ])("with %s: acted on as EMERGENT with MRI and neurosurgery, without claiming it", (_what, raw) => {
    const found = assessed(wellBut({ ...UNABLE, ...raw }));
    expect(found).toMatchObject({
      urgency: "URGENT",
      could_be: "EMERGENT",
      acts_on: "EMERGENT",
      provisional: true,
    });
    expect(recommendation(found, MRI).window).toMatchObject({ within: "PT4H" });
    expect(recommended(found)).toEqual(
      expect.arrayContaining(["consult.neurosurgery", "disposition.complete_examination_now"]),
    );
    expect(leading(found)).toBe("disposition.emergency_neurosurgery");
  });

  it("with none of them: URGENT, and the examination is asked for first", () => {
    const found = assessed(wellBut(UNABLE));
    expect(found).toMatchObject({
      urgency: null,
      could_be: "EMERGENT",
      acts_on: "URGENT",
      provisional: true,
    });
    expect(leading(found)).toBe("disposition.complete_examination_now");
  });

  it("that was merely not done yet is not acted on as EMERGENT", () => {
    for (const reason of ["not_assessed", "declined"]) {
      const found = assessed(
        wellBut({ fever: true, motor_grades: reason, sensory_exam: reason, perianal_sensation: reason }),
      );
      expect(found).toMatchObject({ acts_on: "URGENT", could_be: "EMERGENT" });
    }
  });

  it("is not needed when a deficit is known anyway", () => {
    const found = assessed(wellBut({ ...UNABLE, fever: true, incontinence: true }));
    expect(found).toMatchObject({ urgency: "EMERGENT", acts_on: "EMERGENT", provisional: false });
    expect(found.rules.true).not.toContain("examination-impossible");
  });
});

describe("what is not known", () => {
  it("nothing known at all: no urgency, acted on as URGENT, and the examination is asked for first, with a time", () => {
    const found = assessed({});
    expect(found).toMatchObject({
      urgency: null,
      could_be: "EMERGENT",
      acts_on: "URGENT",
      provisional: true,
    });
    expect(found.recommendations[0]).toMatchObject({
      id: "disposition.complete_examination_now",
      window: { within: "PT1H" },
    });
    expect(found.rules.true).toEqual([]);
  });

  it("nothing found and everything that matters known: ROUTINE, not provisional, and when to return", () => {
    const found = assessed(WELL);
    expect(found).toMatchObject({
      urgency: "ROUTINE",
      could_be: "ROUTINE",
      acts_on: "ROUTINE",
      provisional: false,
      open: [],
    });
    expect(recommended(found)).toEqual(["disposition.return_advice"]);
  });

  const MATTERS = [
    "chest_symptoms_or_collapse",
    "limb_weakness_or_sensory_change",
    "saddle_sensory_loss",
    "urinary_retention",
    "incontinence",
    "new_severe_pain",
    "bilateral_leg_symptoms",
    "fever",
    "infection_signs",
    "leg_swelling",
    "headache",
    "motor_grades",
    "sensory_exam",
    "perianal_sensation",
    "distal_pulses",
    "limb_cold_or_pale",
    "cyanosis_or_mottling",
    "compartment_signs",
  ];
  it.each(MATTERS)("%s not known is never ROUTINE: acted on as URGENT, and named as open", (finding) => {
    for (const raw of [undefined, "not_assessed", "declined", "unable"]) {
      const found = assessed(wellBut({ [finding]: raw }));
      expect(found).toMatchObject({ urgency: null, acts_on: "URGENT", provisional: true });
      expect(found.open.map((open) => open.finding)).toContain(finding);
      expect(leading(found)).toBe("disposition.complete_examination_now");
      expect(recommendation(found, "disposition.complete_examination_now").window).not.toBeNull();
    }
  });

  it.each([
    "hours_since_injection",
    "bleeding_risk",
    "procedure",
    "infection_risk",
    "next_day_contact_made",
    "pain_trend",
    "anal_tone",
    "post_void_residual_ml",
    "capillary_refill_s",
    "straight_leg_raise",
    "leg_circumference",
    "dvt_signs",
  ])("%s not known changes nothing in a well patient", (finding) => {
    expect(assessed(wellBut({ [finding]: undefined }))).toMatchObject({
      urgency: "ROUTINE",
      provisional: false,
    });
  });

  it("partly known is not known", () => {
    for (const raw of [
      { motor_grades: { "left.hip_flexion": 5 } },
      { sensory_exam: { "left.L5": "normal" } },
      { distal_pulses: { left: "present" } },
    ])
      expect(assessed(wellBut(raw))).toMatchObject({ urgency: null, acts_on: "URGENT", provisional: true });
  });

  it("does not make an EMERGENT patient provisional", () => {
    expect(assessed({ incontinence: true })).toMatchObject({ provisional: false, open: [] });
  });

  it("is listed with what could become EMERGENT by itself first", () => {
    const { open } = assessed({ fever: true });
    const alone = open.map((one) => one.could_reach === "EMERGENT" && one.alone);
    expect(alone[0]).toBe(true);
    expect(alone.indexOf(false)).toBe(alone.lastIndexOf(true) + 1);
    expect(open[0]?.finding).toBe("chest_symptoms_or_collapse");
  });
});

describe("adjuncts", () => {
  it.each<[string, Raw]>([
    ["a normal anal tone", { anal_tone: "normal" }],
    ["an unknown anal tone", { anal_tone: "unable" }],
    ["a residual of 150 mL", { post_void_residual_ml: 150 }],
    ["a residual of 199 mL", { post_void_residual_ml: 199 }],
    ["an unknown residual", { post_void_residual_ml: "unknown" }],
    ["a refill of 1 s", { capillary_refill_s: 1 }],
    ["an unknown refill", { capillary_refill_s: "unknown" }],
    ["a negative straight leg raise", { straight_leg_raise: "negative" }],
    ["Homans' sign", { dvt_signs: { homans: true } }],
    ["no Homans' sign", { dvt_signs: { homans: false } }],
  ])("%s changes nothing: in a well patient, in an unknown one, or beside a fever", (_what, raw) => {
    for (const base of [WELL, {}, { fever: true }, wellBut({ fever: true })])
      expect(assessed({ ...base, ...raw })).toEqual(assessed(base));
  });

  it("a normal anal tone and a small residual never exclude a deficit", () => {
    const found = assessed(
      wellBut({ perianal_sensation: undefined, anal_tone: "normal", post_void_residual_ml: 20 }),
    );
    expect(found).toMatchObject({ urgency: null, acts_on: "URGENT" });
  });

  it("circumferences and signs raise while there is no swelling, and their absence changes nothing", () => {
    expect(assessed(wellBut({ leg_circumference: { calf: { left: 39.1, right: 36 } } })).acts_on).toBe(
      "URGENT",
    );
    expect(assessed(wellBut({ leg_circumference: { calf: { left: 39, right: 36 } } })).acts_on).toBe(
      "ROUTINE",
    );
    expect(assessed(wellBut({ leg_circumference: { calf: { left: 41.1, right: 38.1 } } })).acts_on).toBe(
      "ROUTINE",
    );
    expect(assessed(wellBut({ leg_circumference: { thigh: { left: 60, right: 50 } } })).acts_on).toBe(
      "ROUTINE",
    );
    expect(assessed(wellBut({ leg_circumference: "unable", dvt_signs: "unable" })).acts_on).toBe("ROUTINE");
    for (const sign of ["calf_tenderness", "warmth_or_erythema", "pitting_edema"]) {
      const found = assessed(wellBut({ dvt_signs: { [sign]: true } }));
      expect(found.acts_on).toBe("URGENT");
      expect(recommended(found)).toContain(DUPLEX);
    }
  });

  it("circumferences and signs matter when swelling is not known", () => {
    const open = assessed(wellBut({ leg_swelling: undefined })).open.map(({ finding }) => finding);
    expect(open).toEqual(expect.arrayContaining(["leg_swelling", "leg_circumference", "dvt_signs"]));
  });
});

describe("combining", () => {
  it("a recommendation given twice appears once, with its strictest window and all its reasons", () => {
    const found = assessed(
      wellBut({ fever: true, new_severe_pain: true, pain_trend: "unchanged", incontinence: true }),
    );
    const all = recommended(found);
    expect(new Set(all).size).toBe(all.length);
    const mri = recommendation(found, MRI);
    expect(mri.window).toMatchObject({ within: "PT4H" });
    expect(mri.because).toEqual(["neuro-deficit", "spinal-infection", "new-severe-pain"]);
  });

  it("sepsis makes the infection tests due now although the infection rule gives them the day", () => {
    const found = assessed(wellBut({ fever: true, sepsis_signs: true }));
    expect(recommendation(found, "laboratory.infection")).toMatchObject({
      window: { within: "PT1H" },
      because: ["sepsis", "spinal-infection"],
    });
  });

  it("aftercare is named and changes no urgency", () => {
    const found = assessed(
      wellBut({ immobilized: true, thromboprophylaxis_considered: false, next_day_contact_made: false }),
    );
    expect(found.acts_on).toBe("ROUTINE");
    expect(recommended(found, "followup")).toEqual([
      "followup.vte_policy",
      "followup.contact_now",
      "followup.incident_report",
    ]);
  });

  it("aftercare of another procedure than a blood patch is labelled", () => {
    const notes = (procedure: string) =>
      recommendation(assessed(wellBut({ procedure, next_day_contact_made: false })), "followup.contact_now")
        .notes;
    expect(notes("facet_or_medial_branch").join(" ")).toMatch(/blood patch/i);
    expect(notes("epidural_blood_patch")).toEqual([]);
  });

  it("is the same for the same findings, in any order", () => {
    const raw = wellBut({ fever: 38.4, leg_swelling: "both", distal_pulses: "reduced" });
    const turned = Object.fromEntries(Object.entries(raw).reverse());
    expect(assessed(turned)).toEqual(assessed(raw));
    expect(read(turned)).toEqual(read(raw));
  });
});

describe("fever", () => {
  it.each<[unknown, string]>([
    [38.0, "URGENT"],
    [37.9, "ROUTINE"],
    ["100.4 F", "URGENT"],
    ["100.3 F", "ROUTINE"],
    ["38,0", "URGENT"],
    [45, "URGENT"],
    [30, "ROUTINE"],
  ])("%s is %s", (fever, urgency) => {
    expect(assessed(wellBut({ fever })).acts_on).toBe(urgency);
  });
});
