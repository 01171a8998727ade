/** The front door: all that adapters may import, in the order in which a case runs. */

// The conversation
export { COMMANDS } from "./conversation/commands.ts";
export type { Actor, Encounter } from "./conversation/encounter.ts";
export type { Act, FormValues, Inbound } from "./conversation/inbound.ts";
export type {
  Action,
  CitationLine,
  Field,
  Form,
  Item,
  Outbound,
  Part,
  Span,
  View,
  ViewKind,
  Words,
} from "./conversation/outbound.ts";
export { type TurnContext, turn } from "./conversation/turn.ts";
// The doors
export type { Bot, Delivered, Delivery, Door, Receipt, Request, ThreadKey } from "./door.ts";
export { ProtocolRefused, SendFault, type SendFaultKind } from "./errors.ts";
// The content
export { type Library, type LoadedProtocol, loadLibrary, loadProtocol, SHIPPED_PROTOCOL } from "./library.ts";
// The proof
export { PROPERTIES, type Proof, prove } from "./proof/prove.ts";
export type { Issue, Locate, Path, Place } from "./protocol/issue.ts";
export { checkProtocol, lintProtocol } from "./protocol/lint.ts";
export { type ProtocolReading, readProtocol } from "./protocol/read.ts";
export type { Protocol, Question, Role, Urgency } from "./protocol/schema.ts";
// The engine
export { type Asking, nextQuestion } from "./triage/ask.ts";
export { type Assessment, assess } from "./triage/assess.ts";
export { allowed, type Fault, type Findings, readFindings } from "./triage/finding.ts";
export { Wording } from "./triage/wording.ts";
