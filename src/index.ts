/** The front door: all that adapters may import, in the order in which a case runs. */

// The content
export { loadProtocol } from "./library.ts";
export type { Protocol, Question, Role, Urgency } from "./protocol/schema.ts";
// The engine
export { type Asking, nextQuestion } from "./triage/ask.ts";
export { type Assessment, assess } from "./triage/assess.ts";
export { allowed, type Fault, type Findings, readFindings } from "./triage/finding.ts";
export { Wording } from "./triage/wording.ts";
