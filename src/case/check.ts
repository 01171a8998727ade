/** What the bot asks to confirm, with a message of its own, before it counts. */
import type { Answer } from "../answers/value.ts";

export type Check =
  /** An answer that lowers the urgency or releases a treatment. */
  | { kind: "answer"; question: string; rev: number; answer: Answer }
  /** Whether to discard a list of findings; with `question` and `rev`: or whether the words answered that question. */
  | { kind: "discard"; proposal: number }
  /** Whether a bare no denies everything that a post with several questions asks. */
  | { kind: "panel"; panel: number }
  /** Whether what another person recorded, or what an alert rests on, is to be taken back: the events of that act. */
  | { kind: "undo"; from: number; to: number };
