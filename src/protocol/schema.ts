/**
 * What a protocol file may say. Everything clinical is data in this shape; the engine knows no medicine.
 *
 * The file is read by clinicians, so conditions are written as sentences ("pain_trend is worsening",
 * "hours_since_injection <= 72 h") and are parsed here, once, into a tagged tree.
 */
import { z } from "zod";
import { answerSchema } from "../answers/registry.ts";
import { condition } from "./condition.ts";
import { duration } from "./duration.ts";
import { hoursOf } from "./sentence.ts";
import { lineSchema, spokenSchema, wordSchema } from "./terms.ts";

/** From calm to dangerous. The order is the order of precedence. */
export const URGENCIES = ["ROUTINE", "SOON", "URGENT", "EMERGENT"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** The reader's role: chosen once by a person and remembered. */
export const ROLES = ["physician", "trainee", "nurse"] as const;
export type Role = (typeof ROLES)[number];
export const isRole = (word: unknown): word is Role => ROLES.some((role) => role === word);

/** How far a source was verified: read, second-hand, from memory, not supported. */
export const EVIDENCE_MARKS = ["V", "V2", "M", "NS"] as const;
export type Mark = (typeof EVIDENCE_MARKS)[number];

export const RECOMMENDATION_KINDS = [
  "imaging",
  "laboratory",
  "consult",
  "treatment",
  "disposition",
  "caution",
  "assessment",
  "followup",
] as const;
export type RecommendationKind = (typeof RECOMMENDATION_KINDS)[number];

/** Where a statement comes from: the article, or us (then it ships labelled and needs a clinician's review). */
const origin = z.enum(["seed", "extension"]);

const dotted = z
  .string()
  .regex(
    /^[a-z]+\.[a-z0-9]+(_[a-z0-9]+)*$/,
    "a recommendation id is kind.words_like_this, such as imaging.mri_spine",
  );
/** Wording, once for everybody or with variants by role; a missing variant reads as the physician's. */
const wording = z.union([
  lineSchema.transform((text) => ({ physician: text, trainee: text, nurse: text })),
  z
    .strictObject({ physician: lineSchema, trainee: lineSchema.optional(), nurse: lineSchema.optional() })
    .transform((by) => ({
      physician: by.physician,
      trainee: by.trainee ?? by.physician,
      nurse: by.nurse ?? by.physician,
    })),
]);
export type RoleWording = z.infer<typeof wording>;

const questionSchema = z.strictObject({
  id: wordSchema,
  section: wordSchema,
  from: origin,
  label: lineSchema,
  ask: wording,
  why: lineSchema,
  citations: z.array(wordSchema).min(1, "name at least one citation that says why this is asked"),
  /** Required when no source of it was read: tells the reader so. */
  support: lineSchema.optional(),
  also: spokenSchema,
  answer: answerSchema,
  /**
   * A positive raises; a negative or an unknown changes nothing, because a normal one does not reassure.
   * Always, or while a condition is known to be true.
   */
  adjunct: z.union([z.boolean(), z.strictObject({ while: condition })]).default(false),
  /** Asked only when this is true, or when its answer alone could raise the urgency. */
  ask_when: condition.optional(),
  /** A pending result reads as this option instead of as unknown. */
  until_known: wordSchema.optional(),
  /** Asked together with the others of its panel. */
  panel: wordSchema.optional(),
  /** Its name on a narrow button, behind "Yes:" or "Abnormal:". */
  short: lineSchema.optional(),
  /** The finding as a patient would notice it: return advice uses these words and no others. */
  patient_words: lineSchema.optional(),
  /** Not asked once this is known to be false, whatever its answer could still raise. */
  asked_unless_absent: condition.optional(),
  /** Asked before every other question while this is true. */
  first_when: condition.optional(),
  /** A result of another question without which this one means nothing. */
  needs: wordSchema.optional(),
  /** The moment of its answer is the moment of the study, not of entering it. */
  study: z.boolean().default(false),
  /** A fact that does not expire: releases may rest on it forever. */
  lasting: z.boolean().default(false),
});
export type Question = z.infer<typeof questionSchema>;

/** What is asked together, and how a shared denial of it would be worded; "chosen" and "measured" cannot be denied. */
const panelSchema = z.strictObject({
  id: wordSchema,
  title: lineSchema,
  how: z.enum(["asked", "looked", "examined", "chosen", "measured"]),
  /** Not asked while this is true, and left unknown. */
  skipped_when: condition.optional(),
  /** Asked in the patient's words while this is true. */
  patient_words_when: condition.optional(),
  /** Asked after the first decision, unless an answer could still raise the urgency. */
  after_decision: z.boolean().default(false),
});
export type Panel = z.infer<typeof panelSchema>;

/** Something that is off until a site's owner signs for it. */
const siteSwitch = z.strictObject({ id: wordSchema, label: lineSchema, says: lineSchema });

/** Recommendations that share a line, in the order in which they are shown. */
const lineOfActs = z.strictObject({ id: wordSchema, label: lineSchema, acts: z.array(dotted).min(1) });

const sectionSchema = z.strictObject({
  id: wordSchema,
  title: lineSchema,
  /** Results are asked for after the first decision, when they arrive. */
  phase: z.enum(["triage", "results"]).default("triage"),
});
export type Section = z.infer<typeof sectionSchema>;

/** How old an answer may be, such as "90 min" or "4 h"; in hours. */
const ageLimit = z.string().transform((text, ctx) => {
  const [, value, unit] = /^(\d+) (min|h|days)$/.exec(text.trim()) ?? [];
  const hours = value === undefined || unit === undefined ? null : hoursOf(Number(value), unit);
  if (hours !== null) return { hours, text: text.trim() };
  ctx.addIssue({ code: "custom", message: 'an age is a number and a unit, such as "90 min" or "4 h"' });
  return z.NEVER;
});

const derived = z.strictObject({
  id: wordSchema,
  label: lineSchema,
  from: origin,
  when: condition,
  citations: z.array(wordSchema).default([]),
  /**
   * It lowers an urgency or opens a treatment: it holds only where all of it is known from explicit answers, and it is
   * never "possible". `to` is the level that it may lower to, `answers_within` how old the answers may be.
   */
  release: z.strictObject({ to: z.enum(URGENCIES), answers_within: ageLimit.optional() }).optional(),
});
export type DerivedFinding = z.infer<typeof derived>;

const window = z.strictObject({
  id: wordSchema,
  label: lineSchema,
  within: duration,
  aim: duration.optional(),
  not_before: duration.optional(),
  counted_from: z.enum(["recognition", "symptom_onset", "injection", "result"]),
  /** For symptom_onset: the derived finding that it counts from, by the first onset of any of its parts that is there. */
  of: wordSchema.optional(),
  from: origin,
  /** Sources that disagree: shown wherever the window is shown. */
  conflict: lineSchema.optional(),
});
export type TimeWindow = z.infer<typeof window>;

const recommended = z.union([
  dotted.transform((id) => ({ id, window: undefined, if: undefined, note: undefined })),
  z.strictObject({
    id: dotted,
    window: wordSchema.optional(),
    if: condition.optional(),
    note: lineSchema.optional(),
  }),
]);

const rule = z.strictObject({
  id: wordSchema,
  label: lineSchema,
  from: origin,
  when: condition,
  /** "none" advises without changing the urgency. */
  urgency: z.enum([...URGENCIES, "none"]),
  /** Raises this rule further while a condition is true. */
  raised: z.strictObject({ to: z.enum(URGENCIES), when: condition }).optional(),
  /** Acts as if at this urgency without claiming it. */
  acts_on: z.enum(URGENCIES).optional(),
  /** Its disposition is shown before those of all other rules of the same urgency while this is true. */
  leads_when: condition.optional(),
  recommend: z.array(recommended).default([]),
  citations: z.array(wordSchema).default([]),
});
export type Rule = z.infer<typeof rule>;

/** One thing that has to be known before a gate opens. */
const requirement = z.strictObject({
  /** Whose answer, or which person's decision, meets it. */
  by: z.array(lineSchema).min(1),
  /** Met only where this is known to be true, from explicit answers. */
  met: condition,
  /** What it is and what to do, shown while it is not met. */
  say: lineSchema,
  /** Only time, or a question that nobody was asked, is missing. */
  waits: z.boolean().default(false),
  /** The age of a moment at which it is met: its hour is shown. */
  reaches: z.strictObject({ finding: wordSchema, age: ageLimit }).optional(),
});
export type Requirement = z.infer<typeof requirement>;

const replacement = z.strictObject({ by: dotted, when: condition });

const recommendation = z.strictObject({
  id: dotted,
  from: origin,
  text: wording,
  /** What people call it when they ask whether they may give it. */
  also: spokenSchema,
  window: wordSchema.optional(),
  citations: z.array(wordSchema).min(1, "a recommendation needs at least one citation"),
  /** Required when no source of it was read: tells the reader so. */
  support: lineSchema.optional(),
  /** Given only while this is true; otherwise it is withheld, and shown as withheld. */
  gate: z
    .strictObject({
      only_if: condition.optional(),
      reason: lineSchema,
      released_by: z.array(lineSchema).default([]),
      /** Everything that has to be known before it opens, each with who releases it and what to do. */
      requires: z.array(requirement).default([]),
    })
    .refine(
      ({ only_if, released_by, requires }) =>
        only_if === undefined ? requires.length > 0 && released_by.length === 0 : requires.length === 0,
      "a gate has only_if and released_by, or requires; write one of the two",
    )
    .refine(
      ({ only_if, released_by }) => only_if === undefined || released_by.length > 0,
      "name under released_by what could open the gate",
    )
    .optional(),
  /** Another recommendation replaces it while a condition is true; the first of several. */
  replaced: z.union([replacement.transform((one) => [one]), z.array(replacement).min(1)]).default([]),
  notes: z.array(z.strictObject({ when: condition.optional(), say: lineSchema })).default([]),
  /** The question that records its result. */
  result: wordSchema.optional(),
  /** Its window becomes a deadline of the case, with reminders. */
  remind: z.boolean().default(false),
  /** Shown only to the owner of the case. */
  audience: z.enum(["everyone", "owner"]).default("everyone"),
});
export type Recommendation = z.infer<typeof recommendation>;

const score = z.strictObject({
  id: dotted,
  label: lineSchema,
  from: origin,
  items: z.array(z.strictObject({ label: lineSchema, points: z.number().int(), when: condition })).min(1),
  likely_from: z.number().int(),
  citations: z.array(wordSchema).min(1),
  /** Only what was measured counts: an incomplete total can raise and never reassures. */
  measured_only: z.boolean().default(false),
});
export type Score = z.infer<typeof score>;

/** A recommendation, a kind of recommendation ("imaging"), or several of which one is enough. */
const promised = z.union([
  z.union([dotted, z.enum(RECOMMENDATION_KINDS)]).transform((id) => [id]),
  z.array(dotted).min(2),
]);

/**
 * A safety property: what must hold for every possible set of answers, stated apart from the rules and proved against
 * them (`npm run prove`). It decides nothing.
 */
const promise = z
  .strictObject({
    id: wordSchema,
    /** The number of the safety property that it is part of. */
    property: z.int().positive(),
    says: lineSchema,
    /** It holds wherever this is true, or wherever this is not known to be true. */
    when: condition.optional(),
    unless: condition.optional(),
    /** It need not hold where all of one of these is known from explicit answers that are not too old. */
    except: z.array(z.strictObject({ when: condition, answers_within: ageLimit.optional() })).default([]),
    /** Acted on as this at least. */
    acts_on: z.enum(URGENCIES).optional(),
    /** Said to be possible at least. */
    could_be: z.enum(URGENCIES).optional(),
    recommends: z.array(promised).default([]),
    /** Recommended or withheld, but never left out. */
    shows: z.array(dotted).default([]),
    never: z.array(dotted).default([]),
  })
  .refine(
    ({ when, unless, except }) =>
      when === undefined ? unless !== undefined || except.length > 0 : unless === undefined,
    "a promise says when it holds: write when: or unless:, and not both; or except: alone",
  )
  .refine(
    ({ acts_on, could_be, recommends, shows, never }) =>
      (acts_on ?? could_be) !== undefined || recommends.length + shows.length + never.length > 0,
    "nothing is promised; add acts_on, could_be, recommends, shows or never",
  );
export type SafetyPromise = z.infer<typeof promise>;

/** Somebody takes responsibility for a case being less urgent than before; `npm run protocol -- diff` asks for it. */
const signoff = z.strictObject({
  /** The version of this protocol that lowers it; a sign-off does not extend to later ones. */
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version is three numbers in quotes, such as "1.1.0"'),
  /** The case that falls, by its id or handle, or the rule that causes it. */
  lowers: lineSchema,
  by: lineSchema,
  date: z.iso.date("a date such as 2026-11-25"),
  why: lineSchema,
});
export type SignOff = z.infer<typeof signoff>;

/** Answers that do not fit together: pointed out, never resolved silently. */
/** Answers that do not fit together, and the sentence that says so. */
export const contradictionSchema = z.strictObject({ id: wordSchema, when: condition, say: lineSchema });

/** Further statements on a topic, for follow-up questions in plain words. */
const background = z.strictObject({
  id: wordSchema,
  title: lineSchema,
  also: spokenSchema,
  citations: z.array(wordSchema).min(1),
});

const reference = z.strictObject({
  id: wordSchema,
  tier: z.enum(["primary", "society", "secondary", "article"]),
  title: lineSchema,
  authors: lineSchema.optional(),
  where: lineSchema.optional(),
  year: z.number().int().optional(),
  url: z.url({ protocol: /^https?$/, error: "a full web address, such as https://doi.org/10.1000/x" }),
  review: lineSchema.optional(),
  /** Titles that it prints as its own sources, where its numbers do not distinguish them. */
  lists: z.array(lineSchema).optional(),
});
export type SourceReference = z.infer<typeof reference>;

const citationSchema = z.strictObject({
  id: wordSchema,
  says: lineSchema,
  reference: wordSchema,
  /** The article's own printed number, where the reference is the article. */
  number: z.array(z.number().int()).optional(),
  mark: z.enum(EVIDENCE_MARKS),
  note: lineSchema.optional(),
});
export type Citation = z.infer<typeof citationSchema>;

export const protocolSchema = z.strictObject({
  id: wordSchema,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version is three numbers in quotes, such as "1.0.0"'),
  title: lineSchema,
  date: z.iso.date("a date such as 2026-11-25"),
  review: lineSchema,
  disclaimer: lineSchema,
  extension_label: lineSchema,
  /** What takes their place once a valid signed review is there: they must not deny it. */
  once_reviewed: z.strictObject({ disclaimer: lineSchema, extension_label: lineSchema }).optional(),
  urgencies: z.strictObject({
    EMERGENT: z.strictObject({ label: lineSchema, means: lineSchema }),
    URGENT: z.strictObject({ label: lineSchema, means: lineSchema }),
    SOON: z.strictObject({ label: lineSchema, means: lineSchema }),
    ROUTINE: z.strictObject({ label: lineSchema, means: lineSchema }),
  }),
  /** What is recommended while something unknown could still raise the urgency. */
  provisional: z.strictObject({
    recommend: dotted,
    window: wordSchema,
    floor: z.enum(URGENCIES),
    /** A lower floor while this is true: the examination is then not asked for. */
    lowered: z.strictObject({ floor: z.enum(URGENCIES), when: condition }).optional(),
  }),
  /** A line is marked with this where its rule, its window or its recommendation goes beyond the article. */
  extension_mark: lineSchema.optional(),
  site_switches: z.array(siteSwitch).default([]),
  sections: z.array(sectionSchema).min(1),
  panels: z.array(panelSchema).default([]),
  questions: z.array(questionSchema).min(1),
  derived: z.array(derived).default([]),
  windows: z.array(window).default([]),
  rules: z.array(rule).min(1),
  recommendations: z.array(recommendation).min(1),
  /** Pairs of recommendations that never appear on one card. */
  exclusive: z.array(z.array(dotted).length(2)).default([]),
  lines: z.array(lineOfActs).default([]),
  scores: z.array(score).default([]),
  contradictions: z.array(contradictionSchema).default([]),
  promises: z.array(promise).default([]),
  signoffs: z.array(signoff).default([]),
  background: z.array(background).default([]),
  references: z.array(reference).min(1),
  citations: z.array(citationSchema).min(1),
});
export type Protocol = z.infer<typeof protocolSchema>;
