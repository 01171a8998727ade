/** What operators see of the running program: counts and codes. Nothing here ever holds what people typed. */
import pino from "pino";
import { Counter, collectDefaultMetrics, Histogram, Registry } from "prom-client";
import type { Urgency } from "./protocol/schema.ts";

/** One event, named by a stable code; its fields are delivery ids, codes and counts. */
export type Log = (
  level: "debug" | "info" | "warn" | "error",
  event: string,
  fields?: Readonly<Record<string, string | number | boolean>>,
) => void;

/** What the bot reports of itself. */
export interface Observer {
  /** @param outcome a receipt's outcome: a repeated delivery is a "duplicate" */
  turn(platform: string, kind: string, outcome: string, seconds: number): void;
  decided(urgency: Urgency, provisional: boolean): void;
  /** A deadline passed, and nobody had marked it as done. */
  overdue(): void;
  /** @param outcome sent, later, refused or unsure */
  send(platform: string, outcome: string, code: string): void;
}

export interface Telemetry extends Observer {
  log: Log;
  /** The metrics in Prometheus' text format. */
  metrics(): Promise<{ type: string; text: string }>;
}

/** Keys that would hold content or secrets, at any depth: a mistake elsewhere does not reach the log. */
const REDACTED = ["text", "words", "quote", "body", "token", "secret", "password", "authorization", "name"];

/** @param write receives lines of one JSON object each; standard output when left out */
export function openTelemetry(
  level: "debug" | "info" | "warn" | "error" | "silent",
  write?: (line: string) => void,
): Telemetry {
  const options = {
    level,
    base: null,
    redact: { paths: REDACTED.flatMap((key) => [key, `*.${key}`]), censor: "[left out]" },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  const logger = write ? pino(options, { write }) : pino(options);
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const turns = new Counter({
    name: "triage_turns_total",
    help: "What people did, by adapter, kind and outcome; a duplicate is a delivery that was handled before",
    labelNames: ["door", "kind", "outcome"],
    registers,
  });
  const seconds = new Histogram({
    name: "triage_turn_seconds",
    help: "From a request to its durable record",
    labelNames: ["door"],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const decisions = new Counter({
    name: "triage_decisions_total",
    help: "Decisions, by what to act on and whether something unknown could still raise them",
    labelNames: ["urgency", "provisional"],
    registers,
  });
  const overdue = new Counter({
    name: "triage_deadlines_overdue_total",
    help: "Deadlines that passed before anyone said they are done",
    registers,
  });
  const sends = new Counter({
    name: "triage_sends_total",
    help: "Attempts to post a message, by adapter, outcome and the platform's code",
    labelNames: ["door", "outcome", "code"],
    registers,
  });
  return {
    log: (at, event, fields = {}) => logger[at]({ event, ...fields }),
    turn(platform, kind, outcome, took) {
      turns.inc({ door: platform, kind, outcome });
      seconds.observe({ door: platform }, took);
    },
    decided: (urgency, provisional) => decisions.inc({ urgency, provisional: String(provisional) }),
    overdue: () => overdue.inc(),
    send: (platform, outcome, code) => sends.inc({ door: platform, outcome, code }),
    metrics: async () => ({ type: registry.contentType, text: await registry.metrics() }),
  };
}
