/** The question that the peers ask: as long as one of the protocol's, with as many buttons. */

export const QUESTION =
  "Is there new weakness of a leg, or does the patient walk less well than before the injection? " +
  "Compare both sides; an old weakness does not count.";
export const QUESTION_HELP = "Ask the patient to stand on heels and toes, and to rise from a chair.";
export const ANSWER_LABELS = ["Yes", "No", "Not assessed"] as const;
