/** What can happen in a case. Events are appended and never changed. */
import type { WordListsPin } from "../answers/answer-words.ts";
import type { Answer } from "../answers/value.ts";
import type { Role } from "../protocol/schema.ts";
import type { Assessment } from "../triage/assess.ts";
import type { Setting } from "../triage/evaluate.ts";
import type { Check } from "./check.ts";

/** A member of the care team, never a patient. The id is unique across platforms ("slack:T1:U1"). */
export interface Actor {
  id: string;
  name?: string;
  /** The workspace or organisation of a guest, by the platform's own id; left out for people of the house. */
  home?: string;
}

/** The protocol that a case began with, and keeps. */
export interface ProtocolPin {
  id: string;
  version: string;
  hash: string;
}

/** How an answer reached the record. */
export type How = "tap" | "words" | "form" | "confirmed" | "edited" | "panel";

/** How a case asks: several questions in one post, or one by one. */
export type AskingMode = "panels" | "one by one";

export interface ProposedItem {
  question: string;
  answer: Answer;
  /** The words it was read from, with identifiers already removed. */
  quote: string;
  uncertain?: boolean;
  /** The platform's message it was read from, if that is not the proposal's own. */
  message?: string;
  /** The id of the person who said it, when it comes from an earlier proposal. */
  by?: string;
}

export interface Deadline {
  /** The recommendation that it is for. */
  id: string;
  due: number;
  started: number;
  counted_from: string;
}

export type EventBody =
  /** `asks`: how it asks; one by one where that is left out. */
  | { type: "opened"; handle: string; protocol: ProtocolPin; role: Role; asks?: AskingMode }
  | { type: "asked"; question: string; rev: number }
  /** Several questions were asked in one post, each at its revision. `panel` counts such posts. */
  | {
      type: "panel-asked";
      panel: number;
      id: string;
      items: readonly { question: string; rev: number }[];
    }
  /** A person said that it is there, which does not say enough: it is asked by itself next. */
  | { type: "panel-yes"; panel: number; question: string }
  /**
   * What a post asked and was still open was denied together, in this sentence: the answers follow. `stood`: for how long
   * the post had been on the person's screen; milliseconds.
   */
  | { type: "panel-denied"; panel: number; questions: readonly string[]; sentence: string; stood: number }
  /** From here on it asks so. */
  | { type: "asks"; asks: AskingMode }
  /** In an emergency a person wants to be asked what is open: until the next message about it. */
  | { type: "went-on"; alert: number }
  | {
      type: "answered";
      question: string;
      answer: Answer;
      /** The first answer, a change of the accepted one, or another person's conflicting one. */
      as: "first" | "change" | "dissent";
      how: How;
      quote?: string;
      /** The platform's message that it was typed in, so that an edit can be recognised. */
      message?: string;
    }
  /** The bot asks to confirm something before it counts. */
  | { type: "check-asked"; number: number; check: Check }
  | { type: "settled"; question: string; answer: Answer }
  /** An answer is no longer one; `rev` is its place in the question's history. It stays in the record. */
  | { type: "taken-back"; question: string; rev: number }
  /** Form fields that were not understood, kept as typed until their question is answered. */
  | { type: "refused"; values: Readonly<Record<string, string>> }
  | { type: "focused"; question: string | null }
  | { type: "proposed"; proposal: number; items: readonly ProposedItem[]; message?: string }
  /** With `questions`, only these are settled, and the rest of the proposal stays open. */
  | {
      type: "resolved";
      proposal: number;
      accepted: boolean;
      questions?: readonly string[];
      /** Questions of doubtful items: nothing is recorded for them, and they are asked next. */
      doubtful?: readonly string[];
    }
  /**
   * `recommended`: what was recommended at that moment: its clocks run from here. `setting`: the moment and the site's
   * switches that it was read at, under a protocol that knows time.
   */
  | { type: "alerted"; rules: readonly string[]; recommended?: readonly string[]; setting?: Setting }
  /** Somebody acts on the emergency: nobody else is called. `alert` counts the messages about it. */
  | { type: "acknowledged"; alert: number }
  /** Nobody acknowledged it in time, and the same people were notified again. */
  | { type: "called-again"; alert: number }
  /** An alert that no longer holds, because the record changed. */
  | { type: "stood-down"; rules: readonly string[] }
  /**
   * The rules that make the case URGENT now. `posted`: by a message of its own; else an alert or a decision says so.
   * `recommended`: what came with them: its clocks run from here.
   */
  | {
      type: "urgent";
      rules: readonly string[];
      posted: boolean;
      recommended?: readonly string[];
      /** When it was found, and what the site had signed on; left out by earlier versions. */
      setting?: Setting;
    }
  | { type: "decided"; assessment: Assessment; setting?: Setting }
  | { type: "deadline"; deadline: Deadline }
  | { type: "reminded"; deadline: string; stage: "before" | "overdue" }
  | { type: "snoozed"; deadline: string; until: number }
  | { type: "done"; deadline: string; late: boolean }
  /** No longer recommended: its deadline is cancelled. */
  | { type: "lifted"; deadline: string }
  | { type: "pointed-out"; contradiction: string }
  /** What people's words say about who the patient is, to notice another patient: ages, sexes, labels such as "bed 4". */
  | { type: "described"; ages: readonly string[]; sexes: readonly string[]; labels: readonly string[] }
  /** Words that may be about another patient: they do not count, and are kept out of what is shown. */
  | { type: "words-kept"; kept: number; words: string; message?: string }
  /** A person has said which case they belong to: its handle. */
  | { type: "words-given"; kept: number; to: string }
  /** Words that were neither recorded nor proposed: they count as not read until a person says what they are. */
  | { type: "left-unread"; unread: number; words: string; message?: string }
  /** A person has named the finding that such words are about: its next answer settles them. */
  | { type: "unread-named"; unread: number; question: string }
  /** `recorded`: a person has recorded them otherwise; `other`: not about this patient; `edited`: their message says something else now. */
  | { type: "unread-settled"; unread: number; as: "recorded" | "other" | "edited" }
  /**
   * A person had the words removed that they had typed; what was read from them stays. `were`: the hashes of the record up
   * to here as they were before, cut to what a posted decision shows of them.
   */
  | { type: "words-removed"; were?: readonly string[] }
  | { type: "owner"; owner: Actor }
  | { type: "role"; role: Role }
  | { type: "retracted-message"; message: string }
  /** What an edited message says now, in normalised words: the same edit may be delivered again. */
  | { type: "edit-read"; message: string; words: string }
  | { type: "closed"; reason: "person" | "idle" }
  | { type: "reopened" }
  | { type: "moved"; protocol: ProtocolPin };

/** One thing that happened: what, when (milliseconds since the epoch) and by whom. */
/** Events that put a question, or several, to people. */
export const QUESTION_EVENTS: ReadonlySet<EventBody["type"]> = new Set(["asked", "panel-asked"]);

export type EncounterEvent = EventBody & {
  readonly at: number;
  readonly actor: Actor;
  /** The word lists that it was read with, where it was read from what a person typed. */
  readonly word_lists?: WordListsPin;
};
