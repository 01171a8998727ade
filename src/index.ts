/** The front door: all that adapters may import, in the order in which a case runs. */

// The bot
export { newHandle } from "./bot/handle.ts";
export { type Replayed, replay } from "./bot/replay.ts";
// The proof
export { assessedUnder, type StoredCase, storedCases } from "./bot/stored.ts";
// The conversation
export { COMMANDS, readCommand } from "./conversation/commands.ts";
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
export { NO_SITE, type Route, type Site } from "./conversation/site.ts";
export { type TurnContext, type Turned, turn, type Wish } from "./conversation/turn.ts";
export { formView } from "./conversation/turn-forms.ts";
export { faultText } from "./conversation/view-cases.ts";
export { SENT_AGAIN, sentAgain } from "./conversation/view-small.ts";
// The doors
export type {
  Bot,
  Casebook,
  CaseLine,
  CasePage,
  CasePicture,
  Delivered,
  Delivery,
  Door,
  Posted,
  Receipt,
  Request,
  ThreadKey,
} from "./door.ts";
export { directly } from "./door.ts";
export { mustBeInTime, ProtocolRefused, SendFault, type SendFaultKind, TriageError } from "./errors.ts";
// The content
export {
  type Library,
  type LoadedProtocol,
  loadLibrary,
  loadProtocol,
  PROTOCOLS,
  SHIPPED_PROTOCOL,
} from "./library.ts";
// The pictures
export { type FormOptions, protocolForm } from "./paper/form.ts";
export { PAPERS, type Paper } from "./paper/form-style.ts";
export { caseStrip, type StripOptions } from "./pictures/case-strip.ts";
export { type LegOptions, legFigure } from "./pictures/leg-figure.ts";
export type { Picture } from "./pictures/picture.ts";
export { protocolDiagram } from "./pictures/protocol-diagram.ts";
export { toPng } from "./png.ts";
export {
  droppedPromises,
  type Standing,
  signoffsOf,
  type Touched,
  touched,
  touchedCase,
} from "./proof/blast.ts";
export { caseSchema, leadingDisposition, type PatientCase } from "./proof/case.ts";
export { smallestFall } from "./proof/difference.ts";
export { mutantsOf } from "./proof/mutants.ts";
export { type Fate, fateOf } from "./proof/mutate.ts";
export { PROPERTIES, type Proof, prove } from "./proof/prove.ts";
export { citationReport } from "./protocol/citations.ts";
export type { Issue, Locate, Path, Place } from "./protocol/issue.ts";
export { checkProtocol, lintProtocol } from "./protocol/lint.ts";
export { type ProtocolReading, readProtocol } from "./protocol/read.ts";
export { isRole, type Protocol, type Question, ROLES, type Role, type Urgency } from "./protocol/schema.ts";
export { createService, type Service, type ServiceParts } from "./service.ts";
export { loadSite } from "./site.ts";
export { type Room, toSmallPng } from "./small-png.ts";
export { masterKeyFor, sqlitePath } from "./store/key-file.ts";
export { openStore } from "./store/open.ts";
export type { Addresses, Store, Verdict } from "./store/store.ts";
export { type Log, type Observer, openTelemetry } from "./telemetry.ts";
export { isThisMachine } from "./this-machine.ts";
// The engine
export { type Asking, nextQuestion } from "./triage/ask.ts";
export { type Assessment, assess } from "./triage/assess.ts";
export { allowed, type Fault, type Findings, readFindings } from "./triage/finding.ts";
export { Wording } from "./triage/wording.ts";
