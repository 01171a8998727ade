/**
 * What a protocol file may say. Everything clinical is data in this shape; the engine knows no medicine.
 *
 * The file is read by clinicians, so conditions are written as sentences ("pain_trend is worsening",
 * "hours_since_injection <= 72 h") and are parsed here, once, into a tagged tree.
 */
import { z } from "zod";
import { condition } from "./condition.ts";
import { duration } from "./duration.ts";

/** From calm to dangerous. The order is the order of precedence. */
export const URGENCIES = ["ROUTINE", "SOON", "URGENT", "EMERGENT"] as const;
export type Urgency = (typeof URGENCIES)[number];

/** Who reads: chosen once by a person and remembered. */
export const ROLES = ["physician", "trainee", "nurse"] as const;
export type Role = (typeof ROLES)[number];
export const isRole = (word: unknown): word is Role => ROLES.some((role) => role === word);

/** How far a source was verified: read, second-hand, from memory, not supported. */
export const MARKS = ["V", "V2", "M", "NS"] as const;
export type Mark = (typeof MARKS)[number];

export const KINDS = [
  "imaging",
  "laboratory",
  "consult",
  "treatment",
  "disposition",
  "caution",
  "assessment",
  "followup",
] as const;
export type RecommendationKind = (typeof KINDS)[number];

export const SIDES = ["left", "right"] as const;

/** Where a statement comes from: the article, or us (which ships labelled and needs a clinician's review). */
const origin = z.enum(["seed", "extension"]);

const word = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/,
    "an id is lower-case words joined by _ or -, such as leg_swelling",
  );
const dotted = z
  .string()
  .regex(
    /^[a-z]+\.[a-z0-9]+(_[a-z0-9]+)*$/,
    "a recommendation id is kind.words_like_this, such as imaging.mri_spine",
  );
const line = z.string().trim().min(1, "write something here, or remove the key");
const spoken = z
  .array(line)
  .optional()
  .transform((words) => words ?? []);

/** Wording, once for everybody or with variants by role; a missing variant reads as the physician's. */
const wording = z.union([
  line.transform((text) => ({ physician: text, trainee: text, nurse: text })),
  z.strictObject({ physician: line, trainee: line.optional(), nurse: line.optional() }).transform((by) => ({
    physician: by.physician,
    trainee: by.trainee ?? by.physician,
    nurse: by.nurse ?? by.physician,
  })),
]);
export type Wording = z.infer<typeof wording>;

/** `also` names the option once its question is named; `alone` names it by itself, such as "blood patch". */
const option = z.strictObject({ id: word, label: line, also: spoken, alone: spoken });

/** A unit that may be typed, and how it becomes the canonical one: (value + plus) x times. */
const otherUnit = z.strictObject({
  unit: line,
  also: spoken,
  plus: z.number().default(0),
  times: z.number().positive(),
});
const quantity = {
  unit: line,
  /** Other spellings of the unit itself. */
  unit_also: spoken,
  min: z.number(),
  max: z.number(),
  other_units: z.array(otherUnit).default([]),
};

const answer = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("tri"),
    /** A measurement that may be given instead of yes or no. */
    measured: z
      .strictObject({
        ...quantity,
        present_at_least: z.number(),
        /** Words that announce the measurement and say nothing about the finding, such as "temp". */
        also: spoken,
      })
      .optional(),
    /** The finding's parts, each by its words: one that is there makes it present; only all of them denied make it absent. */
    parts: z.array(z.array(line).min(1)).default([]),
    /** Words for one example of it: there, it is present; denied, much of it may still be. */
    examples: spoken,
    /** Words that say by themselves that it is absent, such as "afebrile". */
    absent_also: spoken,
  }),
  z.strictObject({
    kind: z.literal("choice"),
    options: z.array(option).min(2),
    /** The option that means "not there"; the others count as present. */
    absent: word.optional(),
    by_side: z.boolean().default(false),
    /** An angle in degrees may be given by side. */
    degrees: z.strictObject({ min: z.number(), max: z.number() }).optional(),
  }),
  z.strictObject({
    kind: z.literal("number"),
    ...quantity,
    /** A point in time may be given instead: it becomes the hours since then. */
    since: z.boolean().default(false),
  }),
  z.strictObject({
    kind: z.literal("grades"),
    groups: z.array(z.strictObject({ id: word, label: line, root: line, also: spoken })).min(1),
    min: z.number(),
    max: z.number(),
    normal: z.number(),
  }),
  z.strictObject({
    kind: z.literal("sensation"),
    modalities: z.array(word).min(1),
    dermatomes: z.array(z.string().regex(/^[LS][1-5]$/, "a dermatome is L1 to S5")).min(1),
  }),
  z.strictObject({
    kind: z.literal("circumferences"),
    levels: z.array(z.strictObject({ id: word, label: line, also: spoken })).min(1),
    ...quantity,
  }),
  z.strictObject({
    kind: z.literal("signs"),
    signs: z
      .array(z.strictObject({ id: word, label: line, also: spoken, adjunct: z.boolean().default(false) }))
      .min(1),
  }),
]);
export type AnswerSpec = z.infer<typeof answer>;

const question = z.strictObject({
  id: word,
  section: word,
  from: origin,
  label: line,
  ask: wording,
  why: line,
  citations: z.array(word).min(1, "name at least one citation that says why this is asked"),
  /** Required when no source of it was read: says so to the reader. */
  support: line.optional(),
  also: spoken,
  answer,
  /**
   * A positive raises; a negative or an unknown changes nothing, because a normal one does not reassure.
   * Always, or while a condition is known to be true.
   */
  adjunct: z.union([z.boolean(), z.strictObject({ while: condition })]).default(false),
  /** Asked only when this is true, or when its answer alone could raise the urgency. */
  ask_when: condition.optional(),
  /** A result that is not in hand reads as this option instead of as unknown. */
  until_known: word.optional(),
});
export type Question = z.infer<typeof question>;

const section = z.strictObject({
  id: word,
  title: line,
  /** Results are asked for after the first decision, when they arrive. */
  phase: z.enum(["triage", "results"]).default("triage"),
});
export type Section = z.infer<typeof section>;

const derived = z.strictObject({
  id: word,
  label: line,
  from: origin,
  when: condition,
  citations: z.array(word).default([]),
});
export type Derived = z.infer<typeof derived>;

const window = z.strictObject({
  id: word,
  label: line,
  within: duration,
  aim: duration.optional(),
  not_before: duration.optional(),
  counted_from: z.enum(["recognition", "symptom_onset", "injection", "result"]),
  from: origin,
  /** Sources that disagree: said wherever the window is shown. */
  conflict: line.optional(),
});
export type Window = z.infer<typeof window>;

const recommended = z.union([
  dotted.transform((id) => ({ id, window: undefined, if: undefined, note: undefined })),
  z.strictObject({
    id: dotted,
    window: word.optional(),
    if: condition.optional(),
    note: line.optional(),
  }),
]);

const rule = z.strictObject({
  id: word,
  label: line,
  from: origin,
  when: condition,
  /** "none" advises without changing the urgency. */
  urgency: z.enum([...URGENCIES, "none"]),
  /** Raises this rule further while a condition is true. */
  raised: z.strictObject({ to: z.enum(URGENCIES), when: condition }).optional(),
  /** Acts as if at this urgency without claiming it. */
  acts_on: z.enum(URGENCIES).optional(),
  /** Its disposition is shown before those of every other rule of the same urgency while this is true. */
  leads_when: condition.optional(),
  recommend: z.array(recommended).default([]),
  citations: z.array(word).default([]),
});
export type Rule = z.infer<typeof rule>;

const recommendation = z.strictObject({
  id: dotted,
  from: origin,
  text: wording,
  /** What people call it when they ask whether they may. */
  also: spoken,
  window: word.optional(),
  citations: z.array(word).min(1, "a recommendation needs at least one citation"),
  /** Required when no source of it was read: says so to the reader. */
  support: line.optional(),
  /** Given only while this is true; otherwise it is withheld, and shown as withheld. */
  gate: z.strictObject({ only_if: condition, reason: line, released_by: z.array(line).min(1) }).optional(),
  /** Another recommendation takes its place while a condition is true. */
  replaced: z.strictObject({ by: dotted, when: condition }).optional(),
  notes: z.array(z.strictObject({ when: condition.optional(), say: line })).default([]),
  /** The question that records its result. */
  result: word.optional(),
  /** Its window becomes a deadline of the case, with reminders. */
  remind: z.boolean().default(false),
  /** Shown to the owner of the case alone. */
  audience: z.enum(["everyone", "owner"]).default("everyone"),
});
export type Recommendation = z.infer<typeof recommendation>;

const score = z.strictObject({
  id: dotted,
  label: line,
  from: origin,
  items: z.array(z.strictObject({ label: line, points: z.number().int(), when: condition })).min(1),
  likely_from: z.number().int(),
  citations: z.array(word).min(1),
});
export type Score = z.infer<typeof score>;

/** A recommendation, a kind of recommendation ("imaging"), or several of which one is enough. */
const promised = z.union([z.union([dotted, z.enum(KINDS)]).transform((id) => [id]), z.array(dotted).min(2)]);

/**
 * What must hold for every possible set of answers, said once more beside the rules and proved against them
 * (`npm run prove`). It decides nothing.
 */
const promise = z
  .strictObject({
    id: word,
    /** The number of the safety property that it is part of. */
    property: z.int().positive(),
    says: line,
    /** It holds wherever this is true, or wherever this is not known to be true. */
    when: condition.optional(),
    unless: condition.optional(),
    /** Acted on as this at least. */
    acts_on: z.enum(URGENCIES).optional(),
    recommends: z.array(promised).default([]),
    /** Recommended or withheld, but never left out. */
    shows: z.array(dotted).default([]),
    never: z.array(dotted).default([]),
  })
  .refine(
    (one) => (one.when === undefined) !== (one.unless === undefined),
    "a promise says when it holds: write when: or unless:, and not both",
  )
  .refine(
    ({ acts_on, recommends, shows, never }) =>
      acts_on !== undefined || recommends.length + shows.length + never.length > 0,
    "nothing is promised; add acts_on, recommends, shows or never",
  );
export type SafetyPromise = z.infer<typeof promise>;

/** Somebody answers for it that a case is less urgent than before; `npm run protocol -- diff` asks for it. */
const signoff = z.strictObject({
  /** The version of this protocol that lowers it; a sign-off does not reach later ones. */
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version is three numbers in quotes, such as "1.1.0"'),
  /** The case that falls, by its id or handle, or the rule because of which it does. */
  lowers: line,
  by: line,
  date: z.iso.date("a date such as 2026-11-25"),
  why: line,
});
export type SignOff = z.infer<typeof signoff>;

/** Answers that do not fit together: pointed out, never resolved silently. */
const contradiction = z.strictObject({ id: word, when: condition, say: line });

/** Further statements on a topic, for follow-up questions in plain words. */
const background = z.strictObject({ id: word, title: line, also: spoken, citations: z.array(word).min(1) });

const reference = z.strictObject({
  id: word,
  tier: z.enum(["primary", "society", "secondary", "article"]),
  title: line,
  authors: line.optional(),
  where: line.optional(),
  year: z.number().int().optional(),
  url: z.url({ protocol: /^https?$/, error: "a full web address, such as https://doi.org/10.1000/x" }),
  review: line.optional(),
  /** Titles that it prints as its own sources, where they cannot be told apart by its numbers. */
  lists: z.array(line).optional(),
});
export type Reference = z.infer<typeof reference>;

const citation = z.strictObject({
  id: word,
  says: line,
  reference: word,
  /** The article's own printed number, where the reference is the article. */
  number: z.array(z.number().int()).optional(),
  mark: z.enum(MARKS),
  note: line.optional(),
});
export type Citation = z.infer<typeof citation>;

export const protocolSchema = z.strictObject({
  id: word,
  version: z.string().regex(/^\d+\.\d+\.\d+$/, 'a version is three numbers in quotes, such as "1.0.0"'),
  title: line,
  date: z.iso.date("a date such as 2026-11-25"),
  review: line,
  disclaimer: line,
  extension_label: line,
  urgencies: z.strictObject({
    EMERGENT: z.strictObject({ label: line, means: line }),
    URGENT: z.strictObject({ label: line, means: line }),
    SOON: z.strictObject({ label: line, means: line }),
    ROUTINE: z.strictObject({ label: line, means: line }),
  }),
  /** What is recommended while something unknown could still raise the urgency. */
  provisional: z.strictObject({ recommend: dotted, window: word, floor: z.enum(URGENCIES) }),
  sections: z.array(section).min(1),
  questions: z.array(question).min(1),
  derived: z.array(derived).default([]),
  windows: z.array(window).default([]),
  rules: z.array(rule).min(1),
  recommendations: z.array(recommendation).min(1),
  scores: z.array(score).default([]),
  contradictions: z.array(contradiction).default([]),
  promises: z.array(promise).default([]),
  signoffs: z.array(signoff).default([]),
  background: z.array(background).default([]),
  references: z.array(reference).min(1),
  citations: z.array(citation).min(1),
});
export type Protocol = z.infer<typeof protocolSchema>;
