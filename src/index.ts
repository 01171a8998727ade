/** The front door: all that adapters may import, in the order in which a case runs. */

// The bot
export { newHandle } from "./bot/handle.ts";
export { type ReplayReport, replay } from "./bot/replay.ts";
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
  View,
  ViewKind,
  WordSpan,
  Words,
} from "./conversation/outbound.ts";
export { type EscalationRoute, type HospitalConfig, NO_HOSPITAL_CONFIG } from "./conversation/site.ts";
export { type TurnContext, type TurnEffect, type TurnResult, turn } from "./conversation/turn.ts";
export { formView } from "./conversation/turn-forms.ts";
export { faultText } from "./conversation/view-cases.ts";
export { SENT_AGAIN, sentAgain } from "./conversation/view-small.ts";
// The doors
export type {
  Bot,
  CaseLine,
  CasePage,
  CasePicture,
  CaseQueries,
  ChannelAdapter,
  Delivery,
  DeliveryResult,
  PostedMessage,
  Receipt,
  Request,
  ThreadKey,
} from "./door.ts";
export { directDelivery } from "./door.ts";
export {
  assertClaimValid,
  DeliveryError,
  type DeliveryErrorKind,
  ProtocolRefused,
  TriageError,
} from "./errors.ts";
// The content
export {
  type LoadedProtocol,
  loadProtocol,
  loadProtocolStore,
  PROTOCOLS,
  type ProtocolStore,
  SHIPPED_PROTOCOL,
} from "./library.ts";
// The pictures
export { type FormOptions, protocolForm } from "./paper/form.ts";
export { PAPERS, type Paper } from "./paper/form-style.ts";
export { type TimelineOptions, windowTimeline } from "./pictures/case-strip.ts";
export { type LegOptions, legFigure } from "./pictures/leg-figure.ts";
export type { Picture } from "./pictures/picture.ts";
export { protocolDiagram } from "./pictures/protocol-diagram.ts";
export { toPng } from "./png.ts";
export {
  type AffectedCase,
  affectedBy,
  affectedCase,
  type DecisionSummary,
  droppedPromises,
  signoffsOf,
} from "./proof/blast.ts";
export { caseSchema, leadingDisposition, type PatientCase } from "./proof/case.ts";
export { smallestFall } from "./proof/difference.ts";
export { mutantsOf } from "./proof/mutants.ts";
export { type MutantOutcome, outcomeOfMutant } from "./proof/mutate.ts";
export { PROPERTIES, type Proof, prove } from "./proof/prove.ts";
export { citationReport } from "./protocol/citations.ts";
export type { Issue, Locate, Path, SourceLocation } from "./protocol/issue.ts";
export { checkProtocol, lintProtocol } from "./protocol/lint.ts";
export { type ProtocolReading, readProtocol } from "./protocol/read.ts";
export { isRole, type Protocol, type Question, ROLES, type Role, type Urgency } from "./protocol/schema.ts";
export { type BotService, createService, type ServiceParts } from "./service.ts";
export { loadHospitalConfig } from "./site.ts";
export { type ByteBudget, toIndexedPng } from "./small-png.ts";
export { masterKeyFor, sqlitePath } from "./store/key-file.ts";
export { openStore } from "./store/open.ts";
export type { AddressStore, AuditVerdict, Store } from "./store/store.ts";
export { type Log, type Observer, openTelemetry } from "./telemetry.ts";
export { isThisMachine } from "./this-machine.ts";
// The engine
export { type NextQuestion, nextQuestion } from "./triage/ask.ts";
export { type Assessment, assess } from "./triage/assess.ts";
export { allowed, type Findings, type InvalidAnswer, readFindings } from "./triage/finding.ts";
export { RecommendationWording } from "./triage/wording.ts";
