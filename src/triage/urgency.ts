import { URGENCIES, type Urgency } from "../protocol/schema.ts";

const RANKS: readonly (Urgency | null)[] = [null, ...URGENCIES];
const rank = (urgency: Urgency | null): number => RANKS.indexOf(urgency);

/** The more dangerous of two urgencies; null is below all. */
export const higher = <T extends Urgency | null>(a: T, b: T): T => (rank(a) >= rank(b) ? a : b);

export const isHigher = (a: Urgency | null, b: Urgency | null): boolean => rank(a) > rank(b);

/** For sorting: the most dangerous first. */
export const byDanger = (a: Urgency | null, b: Urgency | null): number => rank(b) - rank(a);
