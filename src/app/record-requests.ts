/** What is proposed to a record system as a request of FHIR, whichever way it asks. */

/** FHIR's request priority for each urgency. */
export const REQUEST_PRIORITY = {
  EMERGENT: "stat",
  URGENT: "urgent",
  SOON: "routine",
  ROUTINE: "routine",
} as const;

/** Kinds of recommendation that a department carries out. A treatment is never proposed as a request. */
export const REQUESTED_KINDS: readonly string[] = ["imaging", "laboratory", "consult"];
