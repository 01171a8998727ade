/**
 * How bare numbers are used in a clinical message. A list of circumferences, a set of vital signs or a motor grid
 * can have the digits of an identifier; these are the grounds for leaving it alone.
 */

/** The word right before a list of measurements ("calf 38 41 44", "BP 120 80 104"). */
const MEASURE =
  /(?:^|[^\p{L}\p{N}])(?:calf|calves|thighs?|knees?|ankles?|circumferences?|circ|legs?|l|r|lt|rt|left|right|vs|v|and|to|bp|hr|rr|sats?|spo2|o2|temps?|t|pulse|obs|vitals|news2?|gcs|pvr|volumes?|residuals?|bladder|scan|crp|esr|wbc|wcc|plt|plts|platelets|hb|hgb|inr|pt|aptt|ptt|egfr|gfr|cr|creat|creatinine|urea|bun|na|k|glucose|d-?dimer|ck|lactate|trop|troponin|mrc|power|motor|strength|grades?|reflexes|pain|nrs|vas|score|scores|angle|slr|dose|times?|labs?|bloods?)\s{0,3}[:=]?\s{0,3}$/iu;
const UNIT =
  /^\s?(?:ml|mls|cc|mg|mcg|ug|cm|cms|mm|inch|inches|kg|lbs?|h|hrs?|hours?|days?|weeks?|mins?|minutes|bpm|mmhg|ng|pg|mmol|units?|iu|vs|\/min|%|°)(?![\p{L}\p{N}])/iu;

/** Whether the numbers between `start` and `end` follow the name of a measurement or precede a unit. */
export function isMeasured(text: string, start: number, end: number): boolean {
  return MEASURE.test(text.slice(Math.max(0, start - 24), start)) || UNIT.test(text.slice(end, end + 10));
}

/**
 * Digits that read as MRC grades by muscle group: none above 5, and mostly the same one ("5555455555") or only two
 * different ones ("5555544444").
 */
export function isMotorGrid(digits: string): boolean {
  const counts = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < digits.length; at += 1) {
    const grade = digits.charCodeAt(at) - 0x30;
    if (grade < 0 || grade > 5) return false;
    counts[grade] = (counts[grade] ?? 0) + 1;
  }
  return counts.filter((count) => count > 0).length <= 2 || Math.max(...counts) >= digits.length * 0.6;
}

/** A time of day as four digits ("1430"). */
export function isClockTime(digits: string): boolean {
  return /^(?:[01]\d|2[0-3])[0-5]\d$/.test(digits);
}
