/** A simulated platform, as people and the judge see it: what is on the screens, what people can do, what is on its way. */
import type { TranscriptRecorder } from "../transcripts/recorder.ts";
import type { LineOf, Meant } from "../transcripts/transcript.ts";
import type { Program } from "./program.ts";

/** Something on a message that can be tapped. */
export interface Control {
  label: string;
  /** As the platform needs it, to send the tap. */
  element: unknown;
}

/** A message on the platform, also one that is gone. */
export interface ShownMessage {
  id: string;
  /** Its name in the transcript: one person's copy of a message has another than the message. */
  name: string;
  /** The thread or chat that it stands in, as `laneOf` writes it. */
  place: string;
  /** The one person who sees it; null when all who are there do. */
  to: string | null;
  /** The outbox row that it is a copy of, as far as the platform was told. */
  key: string | null;
  /** A view may need several messages: this is the first of them. */
  first: boolean;
  words: string;
  /** It said, when it was posted, that an earlier copy may be there. */
  marked: boolean;
  controls: readonly Control[];
  at: number;
  gone: boolean;
  /** The act that it was said about, where the platform lets an answer go to that alone. */
  answers?: string;
}

/** A form that a person has open. */
export interface OpenForm {
  person: string;
  /** A field's choices; null where one types. */
  fields: readonly { id: string; options: readonly string[] | null }[];
  submit(values: Readonly<Record<string, string>>): void;
}

export interface Answer {
  status: number;
  body: unknown;
}

/** Something that a person did, on its way to the bot. */
export interface Delivery {
  /** Its delivery key ends with this, and no other's. */
  readonly name: string;
  /** Where it was said, as `laneOf` writes it; null for what is about the case of a button. */
  readonly place: string | null;
  /** The button that was tapped, as text: it names its case. Null for one that is about no case. */
  readonly about: string | null;
  readonly what: string;
  readonly person: string;
  /** The act as the transcript has it. */
  readonly act: ActLine;
  /** It asks for something that is recorded, or is refused with a word to its author. */
  readonly records: boolean;
  /** How long after a failed attempt the platform tries again, in milliseconds; empty: it does not. */
  readonly retries: readonly number[];
  /** How long the platform waits for an answer, in milliseconds. */
  readonly limit: number;
  send(program: Program, attempt: number): Promise<Answer>;
  /**
   * What the platform makes of the answer, and shows; true when that acknowledges what was done.
   * @param took how long the answer took, in milliseconds
   */
  heard(answer: Answer, took: number): boolean;
}

/** What a person did, as a line of the transcript. */
export type ActLine = LineOf<"typed" | "pressed" | "submitted" | "edited" | "deleted">;

export interface Platform {
  /** Where everything that stands on a screen is written down. */
  readonly recorder: TranscriptRecorder;
  readonly name: "slack" | "teams";
  readonly persons: readonly string[];
  /** Whether its messages say when they came. */
  readonly dated: boolean;
  readonly shown: ShownMessage[];
  /** Deliveries that were sent off and not taken up by the world yet. */
  readonly outgoing: Delivery[];
  readonly forms: readonly OpenForm[];
  /** Connects a process that has just begun. */
  attach(program: Program): void;
  /** A person begins a case, in one of the ways that the platform has. */
  begin(person: string, words: string, meant: Meant): void;
  /** Where a person can talk with others, or with the bot alone. */
  placesOf(person: string): readonly string[];
  say(person: string, place: string, words: string, addressed: boolean, meant: Meant): void;
  /** Says something below a message, where the platform lets people answer one. */
  reply(person: string, shown: ShownMessage, words: string, meant: Meant): void;
  tap(person: string, shown: ShownMessage, control: Control, meant: Meant): void;
  /** Edits or deletes something that the person said; nothing when there is none. */
  regret(person: string): void;
  /** Closes the channel of a place for good. */
  shut(place: string): void;
  /** Rules of the platform that a message broke. */
  readonly faults: readonly string[];
}

/** A posted copy that says what it is. */
export const isMarked = (words: string): boolean => words.includes("Sent again");

/** How bad the platforms are, from 0 to 1: the share of calls that fail in some way. */
export interface Weather {
  faults: number;
  /** Of answers to deliveries, and of deliveries that come twice. */
  lostAnswers: number;
  twice: number;
  /** Until then every new post is refused in the same way. */
  held: { until: number; how: Held };
}

/** How posts are held up: put off, failing, refused for good, or taken without a name for them. */
export type Held = "429" | "500" | "403" | "202";
