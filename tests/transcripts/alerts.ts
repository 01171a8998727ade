/** M8 and M11: every alert on a screen tells the present truth, and is out within seconds of a restart. */
import type { Rule, Scene } from "./judge.ts";
import { caseOn, type ScreenMessage } from "./screens.ts";
import type { Line } from "./transcript.ts";

/** So long after the start of a process an alert that was recorded before is out; milliseconds. */
const BACK_ALONE_MS = 5_000;
const BACK_AMONG_OTHERS_MS = 15_000;

type Says = "emergency" | "nobody has it" | "somebody has it" | "no longer";

/** What a message says of an emergency, by what stands on a lock screen; null when it is no alert. */
function alertOn({ notification }: Pick<ScreenMessage, "notification">): Says | null {
  if (/^Case \S+: no longer an emergency/.test(notification)) return "no longer";
  if (!/^Case \S+: EMERGENT/.test(notification)) return null;
  if (/somebody has it/.test(notification)) return "somebody has it";
  return /nobody has it/.test(notification) ? "nobody has it" : "emergency";
}

/** A long alert is several messages: the first says what it is. */
const isFirstPart = ({ words, notification }: ScreenMessage): boolean =>
  !/\((?:[2-9]|1\d) of \d+\)/.test(`${notification}\n${words.slice(0, 2_000)}`);

interface CaseTruth {
  rules: Set<string>;
  taken: boolean;
  closed: boolean;
}

export function alertsAreTrue(scene: Scene): Rule {
  const cases = new Map<string, CaseTruth>();
  const truthOf = (handle: string): CaseTruth => {
    const known = cases.get(handle) ?? { rules: new Set(), taken: false, closed: false };
    cases.set(handle, known);
    return known;
  };
  /** Where the platform takes nothing any more: what stands there cannot be changed. */
  const closedPlaces = new Set<string>();
  const everAlerts = new Set<ScreenMessage>();
  /** When a place's messages were last taken without a name for them: such a message cannot be changed. */
  const unnamedAt = new Map<string, number>();
  const unnamed = new Set<ScreenMessage>();

  function judgePlace(handle: string, messages: readonly ScreenMessage[]): void {
    const { rules, taken, closed } = truthOf(handle);
    const alerts = messages.filter((each) => !each.gone && alertOn(each) !== null && isFirstPart(each));
    const latest = alerts.at(-1);
    if (!latest || closed || scene.forgotten.has(handle)) return;
    const now = alertOn(latest);
    const where = `${handle}, message ${latest.id}`;
    if (rules.size === 0 && now !== "no longer")
      scene.fault("M8", `${where}: says that it is an emergency, and it is none`);
    if (rules.size > 0 && now === "no longer")
      scene.fault("M8", `${where}: says that it is no emergency, and it is one`);
    if (taken && now === "nobody has it")
      scene.fault("M8", `${where}: says that nobody has it, and somebody does`);
    // who is called again reads the alert above it
    const above = alerts.slice(0, now === "nobody has it" || now === "somebody has it" ? -2 : -1);
    // of a copy that the platform never named, the marked one below it says that it may be there
    for (const old of above) {
      // a private copy stands in for a thread that takes nothing: what comes below it in the same chat replaces it
      if (old.to !== undefined || unnamed.has(old)) continue;
      // of a copy that the platform never named, the marked one below it says that it may be there
      if (messages.some((each) => each.again && messages.indexOf(each) > messages.indexOf(old))) continue;
      if (alertOn(old) !== "no longer" || rules.size > 0)
        scene.fault("M8", `${handle}, message ${old.id}: an older alert stands as if it were the latest`);
    }
  }

  return {
    see(line: Line) {
      if (line.what === "refused" && line.why === "for good" && line.place !== undefined) {
        closedPlaces.add(line.place);
      }
      if (line.what === "refused" && line.why === "empty" && line.place !== undefined)
        unnamedAt.set(line.place, line.at);
      if (line.what === "shown" && alertOn(line) !== null) {
        const message = scene.screens.find(line.message, line.place);
        if (message) everAlerts.add(message);
        if (message && unnamedAt.get(line.place) === line.at) unnamed.add(message);
      }
      if (line.what === "recorded") {
        const truth = truthOf(line.case);
        const { type, rules } = line.event as { type: string; rules?: string[] };
        if (type === "alerted" || type === "stood-down") {
          scene.met("M8 an alert is withdrawn or replaced");
          truth.taken = false;
          for (const rule of rules ?? []) {
            if (type === "alerted") truth.rules.add(rule);
            else truth.rules.delete(rule);
          }
        }
        if (type === "acknowledged") truth.taken = true;
        if (type === "closed") truth.closed = true;
        if (type === "reopened") truth.closed = false;
      }
      if (line.what !== "rest") return;
      const byPlace = Map.groupBy(
        scene.screens.messages.filter((each) => everAlerts.has(each) && !closedPlaces.has(each.place)),
        (each) => JSON.stringify([caseOn(each), each.place]),
      );
      for (const messages of byPlace.values())
        judgePlace(caseOn(messages[0] as ScreenMessage) ?? "", messages);
    },
  };
}

interface Awaited {
  since: number;
  limit: number;
}

export function alertsComeBack(scene: Scene): Rule {
  const alive = new Set<string>();
  /** Cases whose alert is recorded and not seen, and since when a process has had the time to post it. */
  const unseen = new Map<string, Awaited | null>();
  const shutCases = new Set<string>();
  let calm = false;
  return {
    see(line: Line) {
      if (line.what === "calm") calm = true;
      if (line.what === "process" && line.is === "dead") alive.delete(line.name);
      if (line.what === "process" && line.is === "begun") {
        alive.add(line.name);
        for (const [handle, awaited] of unseen)
          if (calm && !awaited) {
            scene.met("M11 a restart before the alert");
            const limit = alive.size > 1 ? BACK_AMONG_OTHERS_MS : BACK_ALONE_MS;
            unseen.set(handle, { since: line.at, limit });
          }
      }
      if (line.what === "recorded" && line.event.type === "alerted") unseen.set(line.case, null);
      if (line.what === "forgotten") unseen.delete(line.case);
      if (line.what === "refused" && line.why === "for good")
        for (const handle of unseen.keys()) shutCases.add(handle);
      if (line.what === "shown" && alertOn(line) !== null) {
        const handle = caseOn(line) ?? "";
        const awaited = unseen.get(handle);
        if (awaited && line.at - awaited.since > awaited.limit && !shutCases.has(handle))
          scene.fault("M11", `${handle}: the alert was out ${line.at - awaited.since} ms after the restart`);
        unseen.delete(handle);
      }
    },
    end() {
      for (const [handle, awaited] of unseen)
        if (awaited && !shutCases.has(handle) && !scene.forgotten.has(handle))
          scene.fault("M11", `${handle}: the alert was not out after the restart`);
    },
  };
}
