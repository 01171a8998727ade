/** The server's time on this machine, and the distance to a moment in words that keep counting. */

let serverOffset = 0;

/** Learns how far the server's clock is ahead of this one. */
export function syncClock(serverNow: number): void {
  serverOffset = serverNow - Date.now();
}

export const nowOnServer = (): number => Date.now() + serverOffset;

const MINUTE_IN_MS = 60_000;
const HOUR_IN_MS = 60 * MINUTE_IN_MS;
const DAY_IN_MS = 24 * HOUR_IN_MS;

function durationText(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_IN_MS);
  if (ms < MINUTE_IN_MS) return "less than a minute";
  if (ms < HOUR_IN_MS) return `${minutes} min`;
  const two = (large: string, small: number, unit: string) =>
    small === 0 ? large : `${large} ${small} ${unit}`;
  if (ms < DAY_IN_MS) return two(`${Math.floor(ms / HOUR_IN_MS)} h`, minutes % 60, "min");
  return two(`${Math.floor(ms / DAY_IN_MS)} d`, Math.floor((ms % DAY_IN_MS) / HOUR_IN_MS), "h");
}

/** "in 3 h 20 min", "overdue by 12 min". */
export const dueText = (due: number, at: number = nowOnServer()): string =>
  due > at ? `in ${durationText(due - at)}` : `overdue by ${durationText(at - due)}`;

/** The reader's own date and time. */
export const localTime = (at: number): string =>
  new Date(at).toLocaleString(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });

/** An element whose words follow the clock; it stops when it leaves the page. */
export function keepUpdated(element: HTMLElement, write: () => void): void {
  write();
  const timer = setInterval(() => {
    if (element.isConnected) write();
    else clearInterval(timer);
  }, 10_000);
}
