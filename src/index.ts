/**
 * The public API: all that an adapter may import, in the order in which it meets them.
 * The order is for the reader, so the formatter does not sort this file.
 */

// What an adapter is, and what it is given
export type {
  Bot,
  CaseQueries,
  ChannelAdapter,
  ChannelOfThread,
  Delivery,
  DeliveryResult,
  Receipt,
  Request,
} from "./adapter.ts";
export type { CaseLine, CasePage, CasePicture, PostedMessage, ThreadKey } from "./adapter.ts";
export { directDelivery, isToOpen, threadToOpen } from "./adapter.ts";
export type { Actor } from "./case/encounter.ts";

// What comes in: something that a person did
export {
  type Act,
  type AskingPost,
  actSchema,
  type FormValues,
  type Inbound,
  type StandingPost,
} from "./case/inbound.ts";
export { COMMANDS, type CommandSpec } from "./language/command-list.ts";
export type { OpeningRequest } from "./language/opening.ts";

// What goes out: views, which each adapter renders for its platform
export type { Outbound, Part, RowPart, View, ViewKind } from "./views/outbound.ts";
export { actionsOf } from "./views/outbound.ts";
export type { Action, CitationLine, Field, Form, Item, Words, WordSpan } from "./views/outbound.ts";
export { echoParts, mentionParts, traitsOf, type ViewTraits } from "./views/view-kinds.ts";
export type { Role, Urgency } from "./protocol/schema.ts";
export { askedIn, recordedLine } from "./views/question.ts";
export { faultText, NOT_ASSESSED_YET } from "./views/case-list.ts";
export { FILES_NOT_READ, SENT_AGAIN, sentAgain } from "./views/notices.ts";

// What a phone shows of a button
export { type ButtonLabel, buttonLabels, buttonRowsOf } from "./pictures/button-labels.ts";

// Pictures, for platforms that show no SVG
export { toPng } from "./pictures/png.ts";
export { type ByteBudget, toIndexedPng } from "./pictures/indexed-png.ts";

// An answer file, and what it gives: what needs no case and no store
export {
  type AssessmentJson,
  assessmentJson,
  jsonText,
  type QuestionJson,
  questionJson,
  readAnswersUnder,
} from "./answer-file/assessment-json.ts";
export {
  type AnswersFileFault,
  MAX_ANSWERS_FILE_BYTES,
  readAnswersFile,
} from "./answer-file/read-answer-file.ts";
export type { ReadAnswers } from "./answer-file/assessment-json.ts";
export { allowed, type InvalidAnswer, readAnswer } from "./answers/read.ts";
export { type AnswerKindName, kindOf, type SpecOf } from "./answers/registry.ts";
export type { Answer, Value } from "./answers/value.ts";
export { nextQuestion } from "./triage/ask.ts";
export { type Assessment, assess } from "./triage/assess.ts";
export { leafTruth, type Setting } from "./triage/evaluate.ts";
export type { Findings } from "./triage/finding.ts";
export { RecommendationWording } from "./triage/wording.ts";
export { type Protocol, URGENCIES } from "./protocol/schema.ts";
export { SIDES } from "./protocol/terms.ts";
export { DAY_MS, HOUR_MS } from "./answers/moment-value.ts";
export type { LoadedProtocol } from "./protocol-store.ts";

// What can go wrong
export { assertClaimValid, DeliveryError, SettingInvalid, TriageError } from "./errors.ts";

// What each adapter's folder exports to the program: its settings, its check, and how it opens
export type {
  AdapterLog,
  AdapterModule,
  AdapterParts,
  ListenFault,
  ListenPlace,
} from "./app/adapter-module.ts";
export { adapterWithoutThreads } from "./app/no-threads.ts";
export { REQUEST_PRIORITY, REQUESTED_KINDS } from "./app/record-requests.ts";
export {
  MIN_TOKEN_LENGTH,
  readTokens,
  type TokenHolder,
  tokenHolder,
  tokensVariable,
} from "./app/access-tokens.ts";
export { API_REQUESTS_PER_MINUTE, limitedPerMinute } from "./app/rate-limit.ts";
export {
  listedValues,
  listMatching,
  matching,
  missingSetting,
  settingsGroup,
  type SettingsGroup,
} from "./app/settings.ts";
export { askPlatform, type CheckFinding, platformCode } from "./app/platform-check.ts";

// Settings, and what is stored for an adapter
export { type HospitalConfig, NO_HOSPITAL_CONFIG, signedOn } from "./site/hospital-config.ts";
export type { AddressStore, Store } from "./store/store.ts";
export { isLoopbackName, isNoPage, isThisMachine, namesThisMachine } from "./this-machine.ts";

// For an adapter that is a program of its own, such as the terminal
export { type BotService, createService } from "./bot/service.ts";
export { installedProtocols, openTerminalStore, runToExitCode, storeUrl } from "./app/local-store.ts";
