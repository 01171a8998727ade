import { kindOf } from "../answers/registry.ts";
import type { Question } from "./schema.ts";

/** Whether an unknown of this finding always reads as not present, because a normal one does not reassure. */
export function isAlwaysAdjunct({ adjunct, answer }: Question, part: string | undefined): boolean {
  if (adjunct === true) return true;
  return kindOf(answer)
    .parts(answer)
    .some(({ id, adjunct: always }) => always && id === part);
}
