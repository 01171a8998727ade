/** Times as FHIR writes them: with seconds and an offset, always. */

/** @param at milliseconds since the epoch */
export const instant = (at: number): string => new Date(at).toISOString();

/** A moment as it was said; FHIR wants its seconds and a colon in its offset. */
export function moment(said: string): string {
  const seconds = said.replace(/(T\d{2}:\d{2})(?=Z|[+-])/, "$1:00");
  return seconds.replace(/([+-]\d{2})(\d{2})$/, "$1:$2");
}

/** When something was so: a time, or a period where it is not known exactly. */
export const effectiveOf = ({ earliest, latest }: { earliest: number; latest: number }) =>
  earliest === latest
    ? { effectiveDateTime: instant(latest) }
    : { effectivePeriod: { start: instant(earliest), end: instant(latest) } };

/** What a moment represents; to the minute where nobody said how exact it is. */
export function intervalOfMoment(said: { value: string; earliest?: number; latest?: number }) {
  const then = Date.parse(said.value);
  return { earliest: said.earliest ?? then, latest: said.latest ?? then };
}
