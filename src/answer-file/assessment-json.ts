/**
 * What an answer file gives: the assessment or the next question as plain JSON, in the shape that README.md documents. The
 * command line prints it and the HTTP API sends it, byte for byte the same. Pure.
 */
import { allowed, type InvalidAnswer } from "../answers/read.ts";
import type { Protocol, RecommendationKind, Urgency } from "../protocol/schema.ts";
import { nextQuestion } from "../triage/ask.ts";
import { type Assessment, assess } from "../triage/assess.ts";
import type { Setting } from "../triage/evaluate.ts";
import { type Findings, readFindings } from "../triage/finding.ts";
import type { ReleaseStep } from "../triage/recommend.ts";
import { RecommendationWording } from "../triage/wording.ts";

/** The assessment in the documented shape; keys are stable, checks rely on them. */
export interface AssessmentJson {
  protocol: Assessment["protocol"];
  urgency: Urgency | null;
  could_be: Urgency;
  acts_on: Urgency;
  provisional: boolean;
  recommendations: readonly {
    id: string;
    kind: RecommendationKind;
    text: string;
    /** ISO 8601 duration, and what it is counted from. */
    window: { within: string; from: string } | null;
    because: readonly string[];
    citations: readonly string[];
  }[];
  withheld: readonly {
    id: string;
    reason: string;
    released_by: readonly string[];
    release?: readonly string[];
  }[];
  open: readonly string[];
  rules: Assessment["rules"];
}

/** The next question in the documented shape; null when every one has an answer. */
export interface QuestionJson {
  question: {
    id: string;
    label: string;
    ask: string;
    why: string;
    citations: readonly string[];
    allowed: string;
  } | null;
  section?: { id: string; title: string };
  position?: number;
  total?: number;
}

/** Findings and their setting, read under a protocol. */
export interface ReadAnswers {
  protocol: Protocol;
  findings: Findings;
  setting: Setting;
}

export type AnswersReading =
  | ReadAnswers
  | { switches: readonly string[] }
  | { faults: readonly InvalidAnswer[] };

/** Reads raw findings; `switches` names those that the protocol does not have. */
export function readAnswersUnder(
  protocol: Protocol,
  findings: Readonly<Record<string, unknown>>,
  setting: Setting,
): AnswersReading {
  const switches = Object.keys(setting.site).filter(
    (id) => !protocol.site_switches.some((one) => one.id === id),
  );
  if (switches.length > 0) return { switches };
  const reading = readFindings(protocol, findings, setting.now);
  return "faults" in reading ? reading : { protocol, findings: reading.findings, setting };
}

/** @param timeZone IANA name, for the hour at which time alone opens a treatment; this machine's when left out */
export function assessmentJson(
  { protocol, findings, setting }: ReadAnswers,
  timeZone?: string,
): AssessmentJson {
  const result = assess(protocol, findings, setting);
  const wording = new RecommendationWording(protocol, findings, result, setting);
  return {
    protocol: result.protocol,
    urgency: result.urgency,
    could_be: result.could_be,
    acts_on: result.acts_on,
    provisional: result.provisional,
    recommendations: result.recommendations.map((each) => ({
      id: each.id,
      kind: each.kind,
      text: wording.line(each, "physician"),
      window: each.window && { within: each.window.within, from: each.window.from },
      because: each.because,
      citations: each.citations,
    })),
    withheld: result.withheld.map(({ id, reason, released_by, release }) => ({
      id,
      reason,
      released_by,
      ...(release && { release: release.map((step) => releaseText(step, setting.now, timeZone)) }),
    })),
    open: result.open.map(({ finding }) => finding),
    rules: result.rules,
  };
}

/** What a gate requires, with the hour at which time alone meets it. */
function releaseText({ say, at }: ReleaseStep, now: number, timeZone: string | undefined): string {
  if (at === undefined) return say;
  const day = (ms: number) => new Date(ms).toLocaleDateString("en-GB", { dateStyle: "full", timeZone });
  const time = new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone });
  const date = new Date(at).toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone });
  const when =
    day(at) === day(now)
      ? `${time} today`
      : day(at) === day(now + 86_400_000)
        ? `${time} tomorrow`
        : `${time} on ${date}`;
  return `${say}: ${when}`;
}

/** The next question: of the triage first, then of the results. */
export function questionJson({ protocol, findings, setting }: ReadAnswers): QuestionJson {
  const asking =
    nextQuestion(protocol, findings, "triage", setting) ??
    nextQuestion(protocol, findings, "results", setting);
  if (!asking) return { question: null };
  const { id, label, ask, why, citations, answer } = asking.question;
  return {
    question: { id, label, ask: ask.physician, why, citations, allowed: allowed(answer) },
    section: { id: asking.section.id, title: asking.section.title },
    position: asking.position,
    total: asking.total,
  };
}

/** As it is printed and sent. */
export const jsonText = (result: AssessmentJson | QuestionJson): string =>
  `${JSON.stringify(result, null, 2)}\n`;
