/** How `npm run doctor` checks a platform. */

/** What was found, and what to do about it; "off" where there is nothing to check. */
export interface CheckFinding {
  state: "right" | "off" | "wrong";
  says: string;
}

/** How far this machine's clock may be off: Slack refuses signatures more than five minutes old. */
const SKEW_MS = 60_000;
const CHECK_TIMEOUT_MS = 10_000;

/**
 * Asks a platform whether it knows the bot.
 * @returns its answer and a remark about this machine's clock, or why there was no answer
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

/** The other side's error code, never its text. */
export const platformCode = (value: unknown): string => (/^\w{1,60}$/.exec(String(value)) ?? ["unknown"])[0];
