/** What `npm run doctor` asks of a platform. */

/** What was found, and what to do about it; "off" where there is nothing to find. */
export interface CheckFinding {
  state: "right" | "off" | "wrong";
  says: string;
}

/** How far this machine's clock may be off: Slack's signatures are refused beyond five minutes. */
const SKEW_MS = 60_000;
const CHECK_TIMEOUT_MS = 10_000;

/**
 * Asks a platform whether it knows the bot.
 * @returns its answer and a word about this machine's clock, or what stands in the way of one
 */
export async function askPlatform(
  ask: typeof fetch,
  url: string,
  init: RequestInit,
): Promise<{ body: Record<string, unknown>; clock: string } | CheckFinding> {
  try {
    const response = await ask(url, {
      method: "POST",
      ...init,
      signal: AbortSignal.timeout(CHECK_TIMEOUT_MS),
    });
    const theirs = Date.parse(response.headers.get("date") ?? "");
    const off = Math.abs(theirs - Date.now());
    if (off > SKEW_MS)
      return {
        state: "wrong",
        says: `This machine's clock is off by ${Math.round(off / 1000)} s. Set it by NTP.`,
      };
    return {
      body: (await response.json()) as Record<string, unknown>,
      clock: Number.isNaN(off) ? "" : " The clock agrees.",
    };
  } catch {
    return { state: "wrong", says: `${new URL(url).host} does not answer. Check the network and its proxy.` };
  }
}

/** A code of the other side, never its text. */
export const platformCode = (value: unknown): string => (/^\w{1,60}$/.exec(String(value)) ?? ["unknown"])[0];
