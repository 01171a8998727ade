/** Who recorded and did what, and when: the case's own events, in order. */

import { answerText } from "../answers/text.ts";
import { type Encounter, type EncounterEvent, historyOf } from "../case/encounter.ts";
import type { Protocol, Question } from "../protocol/schema.ts";
import { contradictionsOf } from "../triage/contradict.ts";
import { index } from "../triage/index-of-protocol.ts";
import { deniedAnswer } from "../triage/panels.ts";
import { headline } from "./advice.ts";
import { openLabel } from "./deadline-list.ts";
import type { Item, View, Words } from "./outbound.ts";

export function timelineView(protocol: Protocol, encounter: Encounter): View {
  const items = encounter.events.flatMap((event): Item[] => {
    const words = eventWords(protocol, encounter, event);
    return words === null
      ? []
      : [{ words: [{ time: event.at }, " ", { person: event.actor }, ": ", ...words] }];
  });
  return {
    kind: "timeline",
    handle: encounter.handle,
    title: `Case ${encounter.handle}, what happened`,
    parts: [{ kind: "list", items }],
    actions: [],
    notification: `Case ${encounter.handle}: its timeline.`,
  };
}

const AS = { first: "", change: " (changed)", dissent: " (differs from what stands)" } as const;

const UNREAD_AS = {
  recorded: "recorded already",
  other: "not about this patient",
  edited: "their message says something else now",
} as const;

type DeadlineEvent = Extract<
  EncounterEvent,
  { type: "deadline" | "reminded" | "snoozed" | "done" | "lifted" }
>;

/** What became of a deadline. @param about what it is for, by its id */
function deadlineWords(event: DeadlineEvent, about: (id: string) => string): Words {
  switch (event.type) {
    case "deadline":
      return [`clock: ${about(event.deadline.id)} by `, { time: event.deadline.due }];
    case "reminded":
      return [
        event.stage === "overdue"
          ? `overdue, and reminded: ${about(event.deadline)}`
          : `reminded: ${about(event.deadline)}`,
      ];
    case "snoozed":
      return [`put off until `, { time: event.until }, `: ${about(event.deadline)}`];
    case "done":
      return [`done${event.late ? ", late" : ""}: ${about(event.deadline)}`];
    case "lifted":
      return [`clock stopped, no longer recommended: ${about(event.deadline)}`];
  }
}

/** What was denied together, and what else was said of questions that were asked together. */
function panelWords(
  event: Extract<EncounterEvent, { type: "panel-denied" | "panel-yes" | "asks" | "went-on" }>,
  questions: ReadonlyMap<string, Question>,
): Words {
  const named = (id: string) => {
    const question = questions.get(id);
    const denied = question && deniedAnswer(question);
    return question && denied ? `${question.label}: ${answerText(question, denied)}` : id;
  };
  switch (event.type) {
    case "panel-denied": {
      const stood = `${Math.round(event.stood / 1000)} s after they were shown`;
      return [`${event.sentence} (denied together, ${stood}): ${event.questions.map(named).join("; ")}`];
    }
    case "panel-yes":
      return [`yes, more is asked: ${questions.get(event.question)?.label ?? event.question}`];
    case "asks":
      return [event.asks === "panels" ? "asks several questions in one message" : "asks one by one"];
    case "went-on":
      return ["wants to be asked what is open"];
  }
}

/** One event in words; null for events that only move the conversation on. */
function eventWords(protocol: Protocol, encounter: Encounter, event: EncounterEvent): Words | null {
  const { questions, rules } = index(protocol);
  const label = (id: string) => questions.get(id)?.label ?? id;
  const text = (id: string, answer: Parameters<typeof answerText>[1]) => {
    const question = questions.get(id);
    return question ? answerText(question, answer) : "an answer under an earlier version";
  };
  const ruled = (ids: readonly string[]) => ids.map((id) => rules.get(id)?.label ?? id).join("; ");
  switch (event.type) {
    case "opened":
      return [`opened the case, protocol version ${event.protocol.version}`];
    case "panel-denied":
    case "panel-yes":
    case "asks":
    case "went-on":
      return panelWords(event, questions);
    case "answered":
      // the sentence that denied it names it
      if (event.how === "panel" && "value" in event.answer) return null;
      return [`${label(event.question)}: ${text(event.question, event.answer)}${AS[event.as]}`];
    case "settled":
      return [`settled ${label(event.question)}: ${text(event.question, event.answer)}`];
    case "taken-back": {
      const taken = historyOf(encounter, event.question)[event.rev];
      return [`took back ${label(event.question)}${taken ? `: ${text(event.question, taken.answer)}` : ""}`];
    }
    case "proposed":
      return [
        `typed findings to be confirmed: ${[...new Set(event.items.map((each) => label(each.question)))].join(", ")}`,
      ];
    case "resolved":
      return [event.accepted ? "confirmed typed findings" : "did not take typed findings into the record"];
    case "refused":
      return ["filled in a form; part of it was not recorded"];
    case "alerted":
      return [
        event.rules.length > 0
          ? `ALERT, EMERGENT: ${ruled(event.rules)}`
          : "ALERT, EMERGENT: more is due now",
      ];
    case "urgent":
      return [
        event.rules.length > 0 ? `URGENT: ${ruled(event.rules)}` : "no longer URGENT by what is recorded",
      ];
    case "acknowledged":
      return ["has the emergency"];
    case "called-again":
      return ["nobody had the emergency yet: called again"];
    case "stood-down":
      return [`the alert no longer holds: ${ruled(event.rules)}`];
    case "decided":
      return [`decision: ${headline(event.assessment)}`];
    case "deadline":
    case "reminded":
    case "snoozed":
    case "done":
    case "lifted":
      return deadlineWords(event, (id) => openLabel(protocol, encounter, id));
    case "pointed-out":
      return [
        contradictionsOf(protocol).find(({ id }) => id === event.contradiction)?.say ?? "a contradiction",
      ];
    case "owner":
      return ["owner: ", { person: event.owner }];
    case "role":
      return [`worded for a ${event.role}`];
    case "retracted-message":
      return ["deleted a message; what it recorded stays"];
    case "closed":
      return [event.reason === "idle" ? "closed because of inactivity" : "closed the case"];
    case "reopened":
      return ["opened the case again"];
    case "moved":
      return [`moved to protocol version ${event.protocol.version}`];
    case "check-asked":
      return event.check.kind === "answer"
        ? [
            `asked once more: ${label(event.check.question)}: ${text(event.check.question, event.check.answer)}`,
          ]
        : null;
    case "words-kept":
      return event.words === ""
        ? null
        : ["typed words that may be about another patient; they are not recorded here"];
    case "words-given":
      return [
        event.to === encounter.handle
          ? "said that they are about this case"
          : `they went to case ${event.to}`,
      ];
    case "left-unread":
      return [`not read: "${event.words}"`];
    case "unread-settled":
      return [`said of words that were not read: ${UNREAD_AS[event.as]}`];
    case "unread-named":
      return [`said that words that were not read are about ${label(event.question)}`];
    case "words-removed":
      return ["had the words removed that they had typed; what was read from them stays"];
    case "described":
    case "edit-read":
    case "asked":
    case "panel-asked":
    case "focused":
      return null;
  }
}
