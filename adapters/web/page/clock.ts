/** The server's time on this machine, and how far away a moment is, in words that tick. */

let ahead = 0;

/** Learns how far the server's clock is ahead of this one. */
export function setClock(serverNow: number): void {
  ahead = serverNow - Date.now();
}

export const now = (): number => Date.now() + ahead;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function span(ms: number): string {
  const minutes = Math.floor(ms / MINUTE);
  if (ms < MINUTE) return "less than a minute";
  if (ms < HOUR) return `${minutes} min`;
  const two = (large: string, small: number, unit: string) =>
    small === 0 ? large : `${large} ${small} ${unit}`;
  if (ms < DAY) return two(`${Math.floor(ms / HOUR)} h`, minutes % 60, "min");
  return two(`${Math.floor(ms / DAY)} d`, Math.floor((ms % DAY) / HOUR), "h");
}

/** "in 3 h 20 min", "overdue by 12 min". */
export const distance = (due: number, at: number = now()): string =>
  due > at ? `in ${span(due - at)}` : `overdue by ${span(at - due)}`;

/** The reader's own date and time. */
export const localTime = (at: number): string =>
  new Date(at).toLocaleString(undefined, { weekday: "short", hour: "2-digit", minute: "2-digit" });

/** An element whose words follow the clock; it is let go when it has left the page. */
export function ticking(element: HTMLElement, write: () => void): void {
  write();
  const timer = setInterval(() => {
    if (element.isConnected) write();
    else clearInterval(timer);
  }, 10_000);
}
