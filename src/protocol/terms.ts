/** The words and numbers that every part of a protocol file is made of. */
import { z } from "zod";

export const SIDES = ["left", "right"] as const;
export type Side = (typeof SIDES)[number];

export const wordSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/,
    "an id is lower-case words joined by _ or -, such as leg_swelling",
  );
export const lineSchema = z.string().trim().min(1, "write something here, or remove the key");

/** Synonyms, as people type them. */
export const spokenSchema = z
  .array(lineSchema)
  .optional()
  .transform((words) => words ?? []);

/** An accepted unit, and how it converts to the canonical one: (value + plus) x times. */
const otherUnit = z.strictObject({
  unit: lineSchema,
  also: spokenSchema,
  plus: z.number().default(0),
  times: z.number().positive(),
});

/** The keys of anything that is measured. */
export const quantitySchema = {
  unit: lineSchema,
  /** Other spellings of the unit itself. */
  unit_also: spokenSchema,
  min: z.number(),
  max: z.number(),
  other_units: z.array(otherUnit).default([]),
};
