/** A turn that hangs must not hang its author, nor everybody who writes in the same thread after them. */

/** How long a turn may take before its author is told that there is no answer; milliseconds. */
export const TURN_DEADLINE_MS = 15_000;

export interface TurnDeadline {
  readonly isOver: boolean;
  /** What the work gives, or what `late` says once the time is over; the work then goes on unseen. */
  orLate<T>(work: Promise<T>, late: () => T): Promise<T>;
  /** Nothing waits for it any more. */
  clear(): void;
}

export function startDeadline(ms: number): TurnDeadline {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((done) => {
    timer = setTimeout(() => {
      isOver = true;
      done();
    }, ms);
  });
  return {
    get isOver() {
      return isOver;
    },
    async orLate(work, late) {
      // after the deadline nobody is left to hear of its failure
      work.catch(() => {});
      return Promise.race([work, over.then(late)]);
    },
    clear: () => clearTimeout(timer),
  };
}
