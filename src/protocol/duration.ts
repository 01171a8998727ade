import { z } from "zod";

/** Hours in each word that a protocol may use for a length of time. */
const HOURS: Record<string, number> = { h: 1, hour: 1, hours: 1, day: 24, days: 24, week: 168, weeks: 168 };

/**
 * A length of time as a clinician writes it ("4 h", "2 weeks"), as hours and as ISO 8601.
 * Lengths given in days or weeks stay in days, because the reader counts calendar days there.
 */
export const duration = z.string().transform((text, ctx) => {
  const match = /^(\d+) (h|hours?|days?|weeks?)$/.exec(text.trim());
  if (!match) {
    ctx.addIssue({
      code: "custom",
      message: 'a length of time is a number and a unit, such as "4 h" or "14 days"',
    });
    return z.NEVER;
  }
  const hours = Number(match[1]) * (HOURS[match[2] ?? ""] ?? 0);
  const inHours = (match[2] ?? "").startsWith("h");
  return { hours, iso: inHours ? `PT${hours}H` : `P${hours / 24}D`, text: text.trim() };
});
