/**
 * The open points of the specification. Each is a question that two careful readers answer differently. The
 * oracle evaluates every patient once with the first answer to all of them and once more for each second
 * answer; whatever differs between these runs is "not determined". README.md describes every point in words.
 */
export interface Choices {
  partial_power_is_whole: boolean;
  whole_sensation_may_be_old: boolean;
  calf_girth_is_swelling_only_in_its_rule: boolean;
  perianal_adjunct_needs_known_absence: boolean;
  old_pulse_needs_perianal: boolean;
  pending_duplex_is_done: boolean;
  leg_raise_waits_for_unknowns: boolean;
  onset_before_injection_is_unknown: boolean;
  inexact_moment_is_wide: boolean;
  negative_ctpa_needs_collapse_kind: boolean;
  homans_is_a_sign_for_the_faint: boolean;
  negative_duplex_is_negative_workup: boolean;
  later_answer_is_reconfirmation: boolean;
  bleeding_risk_dates_the_mri: boolean;
  negative_brain_imaging_ends_headache: boolean;
  unknown_time_fires_both_sides: boolean;
  both_legs_alone_is_no_rule: boolean;
  swelling_stays_urgent_after_negative_duplex: boolean;
  any_part_unable_is_unable: boolean;
  instability_alone_is_emergent: boolean;
  stable_deficit_needs_examination: boolean;
  swelling_rule_ignores_stability: boolean;
  block_needs_every_group: boolean;
  block_accepts_old_pulse: boolean;
  block_ignores_old_deficits: boolean;
  block_context_ages: boolean;
  gate_wants_perianal_and_both_legs_fresh: boolean;
  soon_possible_leaves_acts_on_open: boolean;
  severe_pain_unknown_makes_progressive_possible: boolean;
  superseded_mri_still_counts_for_workup: boolean;
}

export type OpenPoint = keyof Choices;

export const FIRST_READING: Choices = {
  partial_power_is_whole: false,
  whole_sensation_may_be_old: false,
  calf_girth_is_swelling_only_in_its_rule: false,
  perianal_adjunct_needs_known_absence: false,
  old_pulse_needs_perianal: false,
  pending_duplex_is_done: false,
  leg_raise_waits_for_unknowns: false,
  onset_before_injection_is_unknown: false,
  inexact_moment_is_wide: false,
  negative_ctpa_needs_collapse_kind: false,
  homans_is_a_sign_for_the_faint: false,
  negative_duplex_is_negative_workup: false,
  later_answer_is_reconfirmation: false,
  bleeding_risk_dates_the_mri: false,
  negative_brain_imaging_ends_headache: false,
  unknown_time_fires_both_sides: false,
  both_legs_alone_is_no_rule: false,
  swelling_stays_urgent_after_negative_duplex: false,
  any_part_unable_is_unable: false,
  instability_alone_is_emergent: false,
  stable_deficit_needs_examination: false,
  swelling_rule_ignores_stability: false,
  block_needs_every_group: false,
  block_accepts_old_pulse: false,
  block_ignores_old_deficits: false,
  block_context_ages: false,
  gate_wants_perianal_and_both_legs_fresh: false,
  soon_possible_leaves_acts_on_open: false,
  severe_pain_unknown_makes_progressive_possible: false,
  superseded_mri_still_counts_for_workup: false,
};

export const OPEN_POINTS = Object.keys(FIRST_READING) as OpenPoint[];

/** Two points that act on the same answer have to be turned together, or the pair would hide itself. */
export const PAIRS: [OpenPoint, OpenPoint][] = [
  ["perianal_adjunct_needs_known_absence", "old_pulse_needs_perianal"],
  ["block_accepts_old_pulse", "block_ignores_old_deficits"],
];
