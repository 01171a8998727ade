/** M4: of what the platform delivered each piece is recorded, proposed, or named to its author as not read. */
import type { Rule, Scene, SeenAct } from "./judge.ts";
import { plain, type ScreenMessage } from "./screens.ts";
import type { Line } from "./transcript.ts";

/** A message as it was said, also what it said before it was changed. */
interface Said {
  message: ScreenMessage;
  words: string;
  order: number;
}

export function answeredBack(scene: Scene): Rule {
  const { acts, screens, acknowledged } = scene;
  const recordedFor = new Map<string, string>();
  const said: Said[] = [];
  const judged = new Set<string>();
  /** Where the platform takes nothing any more: nobody can be told anything there. */
  const shut = new Set<string>();
  /** When the platform last refused a message of a place for good: a note to one person may vanish so. */
  const refusedAt = new Map<string, number>();
  /** When a process last ended. */
  let diedAt = -1;

  function judge(act: SeenAct): void {
    const { line, order } = act;
    if ("place" in line && shut.has(line.place)) return;
    if (line.what !== "typed" && line.what !== "pressed" && line.what !== "submitted") return;
    const recorded = recordedFor.get(line.act);
    const seen = said.filter(
      ({ message, order: when }) => when > order && (message.to === undefined || message.to === line.person),
    );
    const own = seen.filter(({ message }) => message.after === undefined || message.after === line.act);
    if (line.what === "typed") {
      const pieces = line.meant?.pieces ?? [];
      if (pieces.length > 0) scene.met("M4 words that are not read");
      for (const piece of pieces) {
        const kept = recorded !== undefined && contains(recorded, piece);
        // where no case is open the words are offered whole
        const shown = own.some(({ words }) => contains(words, piece) || contains(words, OFFERED));
        if (!kept && !shown)
          scene.fault("M4", `"${piece}" was typed by ${line.person} and is nowhere [${line.act}]`);
      }
    }
    const expects = line.what === "typed" ? line.toBot : !opensWindow(act);
    const vanished = "place" in line && (refusedAt.get(line.place) ?? -1) > order;
    // a note to one person is a courtesy: it goes with the process that was about to send it
    const pieces = line.what === "typed" ? (line.meant?.pieces ?? []) : [];
    const wentWithProcess = pieces.length === 0 && diedAt > order;
    if (expects && recorded === undefined && own.length === 0 && !vanished && !wentWithProcess)
      scene.fault("M4", `no word to ${line.person} about "${nameOf(act)}" [${line.act}]`);
  }

  return {
    see(line: Line, order: number) {
      if (line.what === "shown" || line.what === "changed") {
        const message = screens.find(line.message, line.place);
        if (message) said.push({ message, words: line.words, order });
      }
      if (line.what === "recorded" && line.for !== undefined)
        recordedFor.set(line.for, `${recordedFor.get(line.for) ?? ""}\n${JSON.stringify(line.event)}`);
      if (line.what === "process" && line.is === "dead") diedAt = order;
      if (line.what === "refused" && line.why === "forbidden" && line.place !== undefined)
        refusedAt.set(line.place, order);
      if (line.what === "refused" && line.why === "for good" && line.place !== undefined)
        shut.add(line.place);
      if (line.what !== "rest") return;
      for (const [name, act] of acts)
        if (acknowledged.has(name) && !judged.has(name)) {
          judged.add(name);
          judge(act);
        }
    },
  };
}

/** What it shows stands in a window, which is no message. */
const opensWindow = ({ line }: SeenAct): boolean =>
  line.what === "pressed" &&
  ["Answer several", "Edit", "Fill in a form", "Fill in the numbers"].includes(line.label);

const OFFERED = "Start a case with these words?";

const contains = (text: string, piece: string): boolean =>
  plain(text).toLowerCase().includes(plain(piece).toLowerCase());

const nameOf = ({ line }: SeenAct): string => {
  if (line.what === "typed") return line.words;
  return line.what === "pressed" ? line.label : line.what;
};
