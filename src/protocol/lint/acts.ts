/** Acts: which never occur together, which share a line, and that nothing due now lacks one. */
import type { Protocol } from "../schema.ts";
import type { ReportIssue } from "./report.ts";

/** More lines than this cannot be read at a glance. */
export const MOST_LINES = 5;
/** What is due within this many hours is due now. */
export const NOW_HOURS = 1;

export function checkActs(protocol: Protocol, report: ReportIssue): void {
  checkPairs(protocol, report);
  if (protocol.lines.length > 0) checkLines(protocol, report);
}

/** A treatment that can be dangerous names what it must never occur with. */
function checkPairs({ recommendations, exclusive }: Protocol, report: ReportIssue): void {
  if (exclusive.length === 0) return;
  recommendations.forEach(({ id, gate }, at) => {
    if (!gate || exclusive.some((pair) => pair.includes(id))) return;
    const message = `"${id}" has a gate, and nothing says what it must never stand beside`;
    report("no-exclusive-pair", ["recommendations", at, "id"], message, "add a pair with it under exclusive");
  });
}

function checkLines(protocol: Protocol, report: ReportIssue): void {
  const { lines } = protocol;
  if (lines.length > MOST_LINES)
    report(
      "too-many-lines",
      ["lines"],
      `there are ${lines.length} lines of acts`,
      `share them among at most ${MOST_LINES}`,
    );
  const first = new Map<string, string>();
  lines.forEach(({ id: line, acts }, at) => {
    acts.forEach((id, place) => {
      const before = first.get(id);
      if (before === undefined) first.set(id, line);
      else {
        const message = `"${id}" already stands on the line "${before}"`;
        report("act-on-two-lines", ["lines", at, "acts", place], message, "leave it on one of the two");
      }
    });
  });
  protocol.recommendations.forEach(({ id }, at) => {
    if (!isEverDueNow(protocol, id) || first.has(id)) return;
    const message = `"${id}" can be due now and stands on no line of acts`;
    report("act-on-no-line", ["recommendations", at, "id"], message, "name it under one of the lines");
  });
}

function isEverDueNow({ windows, rules, recommendations, provisional }: Protocol, id: string): boolean {
  const own = recommendations.find((one) => one.id === id)?.window;
  const asked = rules.flatMap(({ recommend }) =>
    recommend.flatMap((wanted) => (wanted.id === id ? [wanted.window ?? own] : [])),
  );
  if (provisional.recommend === id) asked.push(provisional.window);
  return windows.some(({ id: window, within }) => within.hours <= NOW_HOURS && asked.includes(window));
}
