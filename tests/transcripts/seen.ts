/** M1 to M3: for each recorded answer there is a post that asked for it and had stood long enough, and an act that says it. */
import type { Rule, Scene, SeenAct } from "./judge.ts";
import { type Asking, caseOn, plain, type ScreenMessage, says } from "./screens.ts";
import type { FindingNames, Line, LineOf } from "./transcript.ts";

/** For how long a question must have stood before words count for it; milliseconds, as meaning.md has them. */
const READ_MS = 1_000;
const READ_AFTER_OTHERS_MS = 5_000;
const READ_BEFORE_SAME_WORDS_MS = 1_500;
const READ_PANEL_MS = 3_000;
/** The same before a tap counts. */
const BEFORE_TAP_MS = 700;
/** The same before a press denies several. */
const BEFORE_DENIAL_MS = 2_000;
/** The buttons that deny several, and that leave them unassessed. */
const DENIES = /^(?:Asked|Looked|Examined): /;
/** The words that do. */
const DENYING_WORDS =
  /^(?:none of (?:these|them|those|the above|the others)|no to all(?: of (?:them|these))?|all no|(?:all|everything) normal|all of it normal|all examined normal)$/;
const REST_NO = /\brest\b|\bothers\b/;

/** Two taps of one person within this time are a double tap; milliseconds. */
const DOUBLE_TAP_MS = 1_100;

const YES_OR_NO = /^(?:yes|y|yep|yeah|ok|okay|correct|right|confirm(?:ed)?|no|n|nope|wrong)$/;

type Recorded = LineOf<"recorded">;
type Answered = Recorded["event"] & { question: string; how: string; answer: unknown; quote?: string };

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Whether a recorded moment lies between two others; milliseconds since the epoch. */
function liesWithin(answer: unknown, from: number, to: number): boolean {
  const { value } = (answer ?? {}) as { value?: { earliest?: unknown; latest?: unknown } };
  const { earliest, latest } = value ?? {};
  return typeof earliest === "number" && typeof latest === "number" && earliest >= from && latest <= to;
}

/** Words without the name of the bot and without marks round them. */
const bare = (words: string): string =>
  plain(words.replace(/<@[^>]+>|<at>.*?<\/at>/g, " "))
    .toLowerCase()
    .replace(/^["']+|["'.!]+$/g, "")
    .trim();

const isShort = (words: string): boolean => bare(words).split(" ").length <= 3;

export function seenAndMeant(scene: Scene): Rule {
  const { timed, findings, acts, screens } = scene;
  /** What each person recorded by words last. */
  const last = new Map<string, { words: string; question: string }>();
  /** What everybody typed, for the words that a list quotes. */
  const typed: string[] = [];
  const presses: LineOf<"pressed">[] = [];
  const answeredBy = new Set<string>();
  const held = new Map<string, number>();
  const shown = new Map<string, number>();
  let died = -1;

  function dangersOf({ line, asking }: SeenAct, order: number): void {
    if (line.what === "typed" && isShort(line.words)) {
      const lowest = asking.find(({ asks }) => asks !== null);
      const stood = lowest && line.at - lowest.at;
      if (stood !== undefined && timed) {
        if (stood < READ_MS) scene.met("M1 words before the question could be read");
        if (stood < READ_AFTER_OTHERS_MS && othersPut(lowest, line.person))
          scene.met("M1 words after somebody else's act");
        if (last.get(line.person)?.words === bare(line.words) && stood < READ_BEFORE_SAME_WORDS_MS)
          scene.met("M1 the same words again");
      }
      if ((held.get(line.place) ?? -1) > (shown.get(line.place) ?? -1))
        scene.met("M1 words while posts are held up");
      if (died > (shown.get(line.place) ?? order)) scene.met("M1 words after a restart");
    }
    if (line.what === "pressed") {
      const message = screens.find(line.message, line.place);
      if (timed && message && DENIES.test(line.label)) {
        if (line.at - message.at < BEFORE_DENIAL_MS) scene.met("M17 a denial before they could be read");
        if (/others/.test(line.label)) scene.met("M17 a denial where one of them was answered");
      }
      if (timed && message?.asked && line.at - message.at < BEFORE_TAP_MS)
        scene.met("M2 a tap as the message appears");
      const before = presses.findLast(({ person }) => person === line.person);
      if (timed && before && line.at - before.at < DOUBLE_TAP_MS) scene.met("M2 a second tap at once");
      presses.push(line);
    }
    if (line.what === "edited" && answeredBy.has(line.message)) scene.met("M1 an edit of an answer");
  }

  const othersPut = (message: ScreenMessage | undefined, person: string): boolean => {
    const by = message?.after === undefined ? undefined : acts.get(message.after)?.line.person;
    return by !== undefined && by !== person;
  };

  /** Why words cannot have been meant so; null when they can. */
  function notByWords(line: Recorded, event: Answered, finding: FindingNames, act: SeenAct): string | null {
    if (act.line.what === "edited") return "an edit answers nothing";
    if (act.line.what !== "typed") return `it is said to have been typed, and was ${act.line.what}`;
    const { words, at, person } = act.line;
    if (namesIt(words, finding)) return null;
    const fits = ({ asks }: ScreenMessage) =>
      YES_OR_NO.test(bare(words)) ||
      asks?.kind === "question" ||
      asks?.kind === "panel" ||
      asks?.kind === "again";
    // the lowest that asks, or one below it that has just been answered and may still be read as a question
    const standing = act.asking.find((each) => each.asks !== null && fits(each));
    const passing = act.asking.find(
      ({ asks, was }) => asks === null && was?.asks.kind === "question" && was.asks.finding === finding.id,
    );
    const target =
      passing && (!standing || act.asking.indexOf(passing) < act.asking.indexOf(standing))
        ? { ...passing, asks: passing.was?.asks ?? null }
        : standing;
    if (!target) return "nothing was asked where it was typed";
    const wrong = notAskedBy(target.asks, finding);
    if (wrong) return wrong;
    if (target.asked && notAskedBy(target.asked, finding)) return "the question was put by an update";
    const about = caseOn(target);
    if (about !== null && about !== line.case) return `the lowest question was of case ${about}`;
    // beside another answer it releases nothing: the more dangerous one counts
    const releases =
      event.as !== "dissent" && finding.releases.some(({ answer }) => same(answer, event.answer));
    if (target.asks?.kind === "question" && releases) return "it releases, and was not asked for once more";
    if (!timed) return null;
    // asked again just below itself it is the same question: whoever read the first copy has read it
    const above = act.asking.slice(act.asking.findIndex(({ id }) => id === target.id) + 1);
    const other = above.findIndex(({ asks }) => asks?.kind !== "question" || asks.finding !== finding.id);
    const copies = [target, ...(other === -1 ? above : above.slice(0, other))];
    const reasons = copies.map((copy) => whyTooSoon(copy, { at, person, words }, finding));
    return reasons.includes(null) ? null : (reasons[0] ?? null);
  }

  function whyTooSoon(
    post: ScreenMessage,
    { at, person, words }: { at: number; person: string; words: string },
    finding: FindingNames,
  ): string | null {
    const stood = at - post.at;
    if (stood < READ_MS) return `the question had stood ${stood} ms`;
    if (stood < READ_AFTER_OTHERS_MS && othersPut(post, person))
      return `the question had stood ${stood} ms after somebody else's act`;
    const before = last.get(person);
    if (before && before.words === bare(words) && before.question !== finding.id)
      if (stood < READ_BEFORE_SAME_WORDS_MS) return `the same words again, ${stood} ms after the question`;
    return null;
  }

  function notByPress(line: Recorded, event: Answered, finding: FindingNames, act: SeenAct): string | null {
    if (act.line.what !== "pressed") return `it is said to have been tapped, and was ${act.line.what}`;
    const { label, at } = act.line;
    const { pressed } = act;
    if (!pressed) return null; // from before the transcript
    const about = caseOn(pressed);
    if (about !== null && about !== line.case) return `the tapped message was of case ${about}`;
    if (!pressed.buttons.includes(label)) return `the message had no button "${label}"`;
    if (timed && at - pressed.at < BEFORE_TAP_MS) return `the message had stood ${at - pressed.at} ms`;
    if (pressed.asks?.kind === "discard") return says(pressed, finding.label) ? null : "it was not asked";
    const release = finding.releases.find(({ answer }) => same(answer, event.answer));
    if (release && label === release.label) return null;
    // beside another answer it releases nothing: the more dangerous one counts
    if (release && event.as !== "dissent")
      return "it releases, and was not asked for once more in other words";
    const wrong = notAskedBy(pressed.asks, finding);
    if (wrong) return wrong;
    if (pressed.asked && notAskedBy(pressed.asked, finding)) return "the question was put by an update";
    const button = finding.buttons.find((each) => isLabel(label, each.label));
    const ago = finding.moments?.find((each) => isLabel(label, each.label));
    if (ago && liesWithin(event.answer, at - ago.most, at - ago.least)) return null;
    if (!button) return `"${label}" is no answer to ${finding.label}`;
    return same(button.answer, event.answer) ? null : `"${label}" does not mean ${line.says}`;
  }

  /** An answer of a list counts once a person has seen it in that list, and said so. */
  function notByList(line: Recorded, event: Answered, finding: FindingNames, act: SeenAct): string | null {
    const { line: did } = act;
    if (did.what !== "pressed" && did.what !== "typed") return `a list was confirmed by ${did.what}`;
    const list = did.what === "pressed" ? act.pressed : act.asking.find(({ asks }) => asks?.kind === "list");
    if (!list) return did.what === "pressed" ? null : "no list stood where it was confirmed";
    if (timed && did.at - list.at < (did.what === "pressed" ? BEFORE_TAP_MS : READ_MS))
      return `the list had stood ${did.at - list.at} ms`;
    if (!says(list, `${finding.label}:`)) return "the list does not name it";
    const label = did.what === "pressed" ? did.label : "";
    if (line.says !== undefined && !says(list, line.says) && !says({ words: label }, line.says))
      return `the list does not say "${line.says}"`;
    const { quote } = event;
    const quoted = quote === undefined || quote.includes("[") || typed.some((words) => quotes(words, quote));
    return quoted ? null : `nobody typed "${quote}"`;
  }

  /** M17: a denial of several is one statement about each: of what stood there, long enough, and by its own words. */
  function notByPanel(line: Recorded, event: Answered, finding: FindingNames, act: SeenAct): string | null {
    const { line: did } = act;
    const denies = "value" in (event.answer as object);
    if (denies) scene.met("M17 several are denied together");
    if (denies && !same(finding.denied, event.answer)) return `a denial does not say ${line.says}`;
    if (did.what !== "pressed" && did.what !== "typed") return `several were answered by ${did.what}`;
    const message =
      did.what === "pressed"
        ? act.pressed
        : act.asking.find(({ asks }) => asks?.kind === "panel" || asks?.kind === "no to all");
    if (!message) return did.what === "pressed" ? null : "no post with several questions stood there";
    const about = caseOn(message);
    if (about !== null && about !== line.case) return `the post was of case ${about}`;
    const asked = [message.asks, message.was?.asks ?? null, message.asked];
    const named = (asks: Asking | null) =>
      (asks?.kind === "panel" || asks?.kind === "no to all") && asks.findings.includes(finding.id);
    if (!asked.some(named)) return "the post did not ask it";
    if (message.asked && !named(message.asked)) return "it was put by an update";
    const confirms = message.asked?.kind === "no to all";
    const stood = did.at - message.at;
    if (did.what === "typed") {
      // a card that its own tap renewed in place asks what it asked before
      const renewed = act.asking.find((each) => message.id.startsWith(`${each.id} for `) && named(each.asks));
      const read = did.at - (renewed?.at ?? message.at);
      const said = bare(did.words);
      const own = DENYING_WORDS.test(said) || REST_NO.test(said) || (confirms && YES_OR_NO.test(said));
      if (denies && !own) return "the words do not deny several";
      const least = denies && !confirms ? READ_PANEL_MS : READ_MS;
      return timed && read < least ? `the post had stood ${read} ms` : null;
    }
    if (!denies) return did.label === "Not assessed" ? null : `"${did.label}" leaves nothing unassessed`;
    if (!DENIES.test(did.label) && did.label !== "No to all") return `"${did.label}" denies nothing`;
    const least = confirms ? BEFORE_TAP_MS : BEFORE_DENIAL_MS;
    return timed && stood < least ? `the post had stood ${stood} ms` : null;
  }

  function judge(line: Recorded, event: Answered): void {
    const finding = findings.get(event.question);
    const act = line.for === undefined ? undefined : acts.get(line.for);
    if (!finding) return;
    const name = `${line.case}: ${finding.label}: ${line.says} (${event.how}) of ${line.by}`;
    if (!act) {
      if (line.for === undefined && timed) scene.fault("M1", `${name}: nobody did anything for it`);
      return;
    }
    if (act.line.person !== line.by) scene.fault("M1", `${name}: done by ${act.line.person}`);
    const kind = KINDS[event.how];
    if (!kind) return;
    if (finding.releases.some(({ answer }) => same(answer, event.answer)))
      scene.met("M2 an answer that releases");
    if (kind === "list") scene.met("M3 a list is confirmed");
    const by = { words: notByWords, panel: notByPanel, tap: notByPress, list: notByList, form: notByForm }[
      kind
    ];
    const wrong = by(line, event, finding, act);
    if (wrong) scene.fault(RULE_OF[kind], `${name}: ${wrong}; ${whatWasDone(act)}`);
    if (act.line.what === "typed") {
      last.set(line.by, { words: bare(act.line.words), question: event.question });
      if (act.line.message !== undefined) answeredBy.add(act.line.message);
    }
  }

  return {
    see(line: Line, order: number) {
      if (line.what === "refused" && line.place !== undefined) held.set(line.place, order);
      if (line.what === "shown") {
        shown.set(line.place, order);
      }
      if (line.what === "process" && line.is === "dead") died = order;
      if (line.what === "typed" || line.what === "edited") typed.push(bare(line.words));
      if (line.what === "submitted") typed.push(...Object.values(line.filled).map(bare));
      if ("act" in line) {
        const act = acts.get(line.act);
        if (act?.order === order) dangersOf(act, order);
      }
      if (line.what !== "recorded") return;
      if (line.event.type === "answered") judge(line, line.event as Answered);
      if (line.event.type === "settled") judge(line, { ...line.event, how: "settled" } as Answered);
    },
  };
}

const KINDS: Readonly<Record<string, "words" | "panel" | "tap" | "list" | "form">> = {
  words: "words",
  panel: "panel",
  tap: "tap",
  confirmed: "list",
  form: "form",
  edited: "form",
};
const RULE_OF = { words: "M1", panel: "M17", tap: "M2", list: "M3", form: "M3" } as const;

function notByForm(_line: Recorded, event: Answered, _finding: FindingNames, act: SeenAct): string | null {
  if (act.line.what !== "submitted") return `a form was ${act.line.what}`;
  const fields = Object.entries(act.line.filled).filter(([, value]) => value.trim() !== "");
  return fields.some(([field]) => field.includes(event.question)) ? null : "its field was left empty";
}

/** A label that is too long for a button is cut, and written out above under its number. */
const isLabel = (shown: string, label: string): boolean => {
  const cut = /^(?:\(\d+\) )?(.*?)(?:…|\.\.\.)$/.exec(shown);
  return cut ? label.startsWith((cut[1] ?? "").trim()) : shown.replace(/^\(\d+\) /, "") === label;
};

function notAskedBy(asks: Asking | null, finding: FindingNames): string | null {
  if (asks === null) return "the message asked nothing any more";
  if (asks.kind === "list" || asks.kind === "discard") return "what stood lowest was a list";
  if (asks.kind === "panel" || asks.kind === "no to all")
    return asks.findings.includes(finding.id) ? null : `what was asked was ${asks.findings.join(", ")}`;
  return asks.finding === finding.id ? null : `what was asked was ${asks.finding}`;
}

/** Words that name their own finding need no question. */
const namesIt = (words: string, { label }: FindingNames): boolean => {
  const said = new Set(bare(words).split(/[^\p{L}\p{N}]+/u));
  const name = plain(label)
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 3);
  return name.length > 0 && name.every((word) => said.has(word));
};

const quotes = (words: string, quote: string): boolean => {
  const lean = (text: string) =>
    bare(text)
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  return lean(words).includes(lean(quote));
};

const whatWasDone = ({ line }: SeenAct): string => {
  if (line.what === "typed") return `typed "${line.words}" [${line.act}]`;
  if (line.what === "pressed") return `tapped "${line.label}" on ${line.message} [${line.act}]`;
  return `${line.what} [${line.act}]`;
};
