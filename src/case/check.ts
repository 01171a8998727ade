/** What is asked once more before it counts, by a message of its own. */
import type { Answer } from "../answers/value.ts";

export type Check =
  /** An answer that lowers the urgency or releases a treatment. */
  | { kind: "answer"; question: string; rev: number; answer: Answer }
  /** Whether a list of findings is to be put away; `question` and `rev`: or whether the words answered that. */
  | { kind: "discard"; proposal: number }
  /** Whether what another person recorded, or what an alert rests on, is to be taken back: the events of that act. */
  | { kind: "undo"; from: number; to: number };
