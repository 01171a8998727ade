/** The position of a moment on the timeline: minutes, hours and weeks share it, so distances are not to scale. */

/** No two different moments are closer than this, in user units, if there is room. */
const MIN_TICK_GAP = 14;
const SCALE_MINUTE = 60_000;

/**
 * Maps moments to positions between two ends: in order, each gap as wide as the logarithm of its length, and moments
 * between two of the given ones in proportion.
 * @param moments milliseconds since the epoch, in any order
 */
export function scaleOf(moments: readonly number[], from: number, to: number): (at: number) => number {
  const marks = [...new Set(moments)].sort((a, b) => a - b);
  const gaps = marks.slice(1).map((mark, at) => Math.log2(2 + (mark - (marks[at] ?? mark)) / SCALE_MINUTE));
  const room = to - from;
  const least = Math.min(MIN_TICK_GAP, room / Math.max(gaps.length, 1));
  const free = room - least * gaps.length;
  const whole = gaps.reduce((sum, gap) => sum + gap, 0);
  const places = [from];
  for (const gap of gaps) places.push((places.at(-1) ?? from) + least + (free * gap) / whole);
  return (at) => {
    const next = marks.findIndex((mark) => mark >= at);
    if (next === -1) return places.at(-1) ?? to;
    const [before, after] = [marks[next - 1], marks[next]];
    const [left = from, right = from] = [places[next - 1], places[next]];
    if (before === undefined || after === undefined) return right;
    return left + ((at - before) / (after - before)) * (right - left);
  };
}
