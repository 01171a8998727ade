/**
 * What must be true of every transcript, whoever wrote it down: nothing is recorded that its author could not have meant
 * by what stood there, nothing typed vanishes, no case holds another patient's finding, every alert tells the truth and
 * is out within seconds. Each rule is judged by the transcript alone.
 */
import { alertsAreTrue, alertsComeBack } from "./alerts.ts";
import { answeredBack } from "./answered-back.ts";
import { onePatient } from "./one-patient.ts";
import { type ScreenMessage, Screens } from "./screens.ts";
import { seenAndMeant } from "./seen.ts";
import type { FindingNames, Line, LineOf } from "./transcript.ts";

/** Something that a person did, with what stood on their screen when the platform got it. */
export interface SeenAct {
  line: LineOf<"typed" | "pressed" | "submitted" | "edited" | "deleted">;
  /** Its place among the lines. */
  order: number;
  /** Lowest first: the messages that asked something in the place, as they were. */
  asking: readonly ScreenMessage[];
  /** The message that was pressed, as it was. */
  pressed: ScreenMessage | null;
}

/** What the rules share. */
export interface Scene {
  readonly timed: boolean;
  readonly findings: ReadonlyMap<string, FindingNames>;
  readonly screens: Screens;
  readonly acts: ReadonlyMap<string, SeenAct>;
  /** The platform took it for heard. */
  readonly acknowledged: ReadonlySet<string>;
  readonly forgotten: ReadonlySet<string>;
  /** A promise is broken. */
  fault(rule: RuleName, what: string): void;
  /** A situation in which a promise could be broken. */
  met(danger: Danger): void;
}

/** Part of the judge: told of each line in order, and of the end. */
export interface Rule {
  see(line: Line, order: number): void;
  end?(): void;
}

export type RuleName = "M1" | "M2" | "M3" | "M4" | "M7" | "M8" | "M11" | "M17";

/** The dangerous situations, each of a rule: a judge that never meets one shows nothing. */
export const DANGERS = [
  "M1 words before the question could be read",
  "M1 words after somebody else's act",
  "M1 the same words again",
  "M1 words while posts are held up",
  "M1 words after a restart",
  "M1 an edit of an answer",
  "M2 a tap as the message appears",
  "M2 a second tap at once",
  "M2 an answer that releases",
  "M3 a list is confirmed",
  "M4 words that are not read",
  "M7 words about another patient",
  "M7 words under an alert",
  "M7 words where two cases are open",
  "M8 an alert is withdrawn or replaced",
  "M11 a restart before the alert",
  "M17 several are denied together",
  "M17 a denial before they could be read",
  "M17 a denial where one of them was answered",
] as const;

export type Danger = (typeof DANGERS)[number];

export interface Verdict {
  /** A sentence for each broken promise, with its rule. */
  faults: readonly string[];
  /** How often each danger was met. */
  met: Readonly<Partial<Record<Danger, number>>>;
}

/** Judges one transcript. @throws Error when it does not begin with the line "begin" */
export function judgeTranscript(lines: readonly Line[]): Verdict {
  const [first] = lines;
  if (first?.what !== "begin") throw new Error('a transcript starts with a line "begin"');
  const faults: string[] = [];
  const met: Partial<Record<Danger, number>> = {};
  const screens = new Screens(first.findings);
  const acts = new Map<string, SeenAct>();
  const acknowledged = new Set<string>();
  const forgotten = new Set<string>();
  const scene: Scene = {
    timed: first.timed,
    findings: new Map(first.findings.map((finding) => [finding.id, finding])),
    screens,
    acts,
    acknowledged,
    forgotten,
    fault: (rule, what) => faults.push(`${rule}: ${what}`),
    met: (danger) => {
      met[danger] = (met[danger] ?? 0) + 1;
    },
  };
  const rules = [seenAndMeant, answeredBack, onePatient, alertsAreTrue, alertsComeBack].map((make) =>
    make(scene),
  );
  for (const [order, line] of lines.entries()) {
    screens.see(line);
    if (line.what === "acknowledged") acknowledged.add(line.act);
    if (line.what === "forgotten") forgotten.add(line.case);
    if (isAct(line)) acts.set(line.act, seen(screens, line, order));
    for (const rule of rules) rule.see(line, order);
  }
  for (const rule of rules) rule.end?.();
  return { faults, met };
}

/** A client shows for a moment what has been changed already. */
function asRead(message: ScreenMessage, line: SeenAct["line"]): ScreenMessage {
  const { was } = message;
  const label = line.what === "pressed" ? line.label : "";
  if (!was || message.buttons.includes(label) || line.at - was.until >= JUST_NOW_MS) return message;
  return { ...message, asks: was.asks, buttons: was.buttons, words: was.words };
}

/** Whoever types may not have noticed what changed on the screen within this time; milliseconds. */
const JUST_NOW_MS = 5_000;

const ACTS: ReadonlySet<Line["what"]> = new Set(["typed", "pressed", "submitted", "edited", "deleted"]);

const isAct = (line: Line): line is SeenAct["line"] => ACTS.has(line.what);

function seen(screens: Screens, line: SeenAct["line"], order: number): SeenAct {
  const copy = (message: ScreenMessage): ScreenMessage => ({ ...message });
  const pressed = line.what === "pressed" ? screens.find(line.message, line.place) : undefined;
  const asking =
    line.what === "typed"
      ? screens
          .seenBy(line.person, line.place)
          .filter(({ asks, was }) => asks !== null || (was !== null && line.at - was.until < JUST_NOW_MS))
          .map(copy)
          .reverse()
      : [];
  return { line, order, asking, pressed: pressed ? asRead(copy(pressed), line) : null };
}
