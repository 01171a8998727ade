/**
 * A transcript: what stood on each person's screen and when, what people did, and what was recorded. One JSON object a
 * line, in the order in which it happened; docs/simulator.md explains each. The judge reads nothing else.
 */
import { z } from "zod";

export const FORMAT = 1;

/** Milliseconds since the epoch, by the platform's own clock; of the record, by the bot's. */
const at = z.number();
const person = z.string();
const place = z.string();
const act = z.string();
const message = z.string();
const answer = z.union([z.object({ value: z.unknown() }), z.object({ unknown: z.string() })]);

const findingSchema = z.object({
  id: z.string(),
  label: z.string(),
  /** The sentences that ask for it. */
  asks: z.array(z.string()),
  /** What each button of its question means. */
  buttons: z.array(z.object({ label: z.string(), answer })),
  /** The same where the question is when: how long ago that was at least and at most, in milliseconds. */
  moments: z.array(z.object({ label: z.string(), least: z.number(), most: z.number() })).optional(),
  /** What a sentence that denies several questions says of it; left out where none can. */
  denied: answer.optional(),
  /** Its name on the buttons of a message with several questions. */
  short: z.string().optional(),
  /** Answers that are asked for once more, and the button of that. */
  releases: z.array(z.object({ answer, label: z.string() })),
});

/** What a simulated person had in mind. Real people's transcripts have none of it. */
const meantSchema = z.object({
  /** Which patient it is about, where it says so in words that tell. */
  patient: z.string().optional(),
  /** Parts of the words that are to be recorded, proposed, or named as not read. */
  pieces: z.array(z.string()).optional(),
});

const screen = { words: z.string(), buttons: z.array(z.string()), notification: z.string() };

export const lineSchema = z.discriminatedUnion("what", [
  /** A transcript begins; a file may hold several. */
  z.object({
    what: z.literal("begin"),
    format: z.literal(FORMAT),
    platform: z.string(),
    source: z.string(),
    /** Whether times can be compared; else only the order counts. */
    timed: z.boolean(),
    findings: z.array(findingSchema),
  }),
  /** A new message. `to`: the one person who sees it. `after`: the act that it came of, where that is known. */
  z.object({
    what: z.literal("shown"),
    at,
    message,
    place,
    to: person.optional(),
    after: act.optional(),
    ...screen,
  }),
  z.object({ what: z.literal("changed"), at, message, place, to: person.optional(), ...screen }),
  z.object({ what: z.literal("removed"), at, message, place }),
  /** Words. `toBot`: a mention, a command or a private chat. `below`: the message that was answered. */
  z.object({
    what: z.literal("typed"),
    at,
    act,
    person,
    place,
    message: message.optional(),
    below: message.optional(),
    words: z.string(),
    toBot: z.boolean(),
    meant: meantSchema.optional(),
  }),
  z.object({
    what: z.literal("pressed"),
    at,
    act,
    person,
    place,
    message,
    label: z.string(),
    meant: meantSchema.optional(),
  }),
  z.object({ what: z.literal("submitted"), at, act, person, filled: z.record(z.string(), z.string()) }),
  z.object({ what: z.literal("edited"), at, act, person, message, words: z.string() }),
  z.object({ what: z.literal("deleted"), at, act, person, message }),
  /** The platform was answered: it takes the act for heard. */
  z.object({ what: z.literal("acknowledged"), at, act }),
  /** A call of the bot failed. `done`: the platform had carried it out all the same. */
  z.object({
    what: z.literal("refused"),
    at,
    call: z.string(),
    why: z.string(),
    done: z.boolean(),
    place: place.optional(),
    message: message.optional(),
  }),
  z.object({
    what: z.literal("process"),
    at,
    name: z.string(),
    is: z.enum(["begun", "dead"]),
  }),
  /** From here on nothing fails, and every timer of a process runs on time. */
  z.object({ what: z.literal("calm"), at }),
  /** All that was begun is done: what is to be seen is seen by now. */
  z.object({ what: z.literal("rest"), at }),
  /** An event of the stored record of a case, for an act; none for what the clock did. */
  z.object({
    what: z.literal("recorded"),
    at,
    case: z.string(),
    by: person,
    for: act.optional(),
    /** The answer in the words of the bot, for an event that holds one. */
    says: z.string().optional(),
    event: z.looseObject({ type: z.string() }),
  }),
  z.object({ what: z.literal("forgotten"), at, case: z.string(), for: act.optional() }),
]);

export type Line = z.output<typeof lineSchema>;
export type LineOf<K extends Line["what"]> = Extract<Line, { what: K }>;
export type FindingNames = z.output<typeof findingSchema>;
export type Meant = z.output<typeof meantSchema>;

export const writeTranscript = (lines: readonly Line[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join("");

/**
 * Reads a file of transcripts.
 * @throws Error with the number of the first line that is none of the format
 */
export function readTranscripts(text: string): Line[][] {
  const transcripts: Line[][] = [];
  for (const [index, row] of text.split("\n").entries()) {
    if (row.trim() === "") continue;
    let read: ReturnType<typeof lineSchema.safeParse>;
    try {
      read = lineSchema.safeParse(JSON.parse(row));
    } catch {
      throw new Error(`line ${index + 1} is not JSON`);
    }
    if (!read.success) throw new Error(`line ${index + 1}: ${z.prettifyError(read.error)}`);
    if (read.data.what === "begin") transcripts.push([]);
    const current = transcripts.at(-1);
    if (!current) throw new Error(`line ${index + 1}: a transcript starts with a line "begin"`);
    current.push(read.data);
  }
  return transcripts;
}
