/** CDS Hooks as the program's list has it. */
import { readFileSync } from "node:fs";
import type { AdapterModule, CheckFinding } from "../../src/index.ts";
import { type CdsHooksConfig, cdsHooksSettings, isKeyAddress } from "./settings.ts";

const ASK_MAY_TAKE_MS = 10_000;

export const cdsHooksModule = {
  platform: "cds",
  name: "CDS Hooks",
  takesRoutes: false,
  settings: cdsHooksSettings,
  offNotice: "CDS Hooks is off: set CDS_HOOKS_BASE_URL (docs/cds-hooks.md).",
  calledFromOutside: () => true,
  async check(config, ask): Promise<CheckFinding> {
    if (config === null) return { state: "off", says: "CDS_HOOKS_BASE_URL is not set (docs/cds-hooks.md)." };
    for (const [issuer, place] of config.issuers) {
      const keys = await keyCount(place, ask);
      if (keys === 0)
        return {
          state: "wrong",
          says: `No key for ${issuer} is at ${place}. Correct CDS_HOOKS_ISSUERS, or ask whoever runs that system.`,
        };
    }
    return { state: "right", says: `The keys of ${config.issuers.size} can be read.` };
  },
  async open(config, parts) {
    const { openCdsHooks } = await import("./main.ts");
    return openCdsHooks(config, parts);
  },
} as const satisfies AdapterModule<"cds", CdsHooksConfig>;

async function keyCount(place: string, ask: typeof fetch): Promise<number> {
  try {
    const found: unknown = isKeyAddress(place)
      ? await (await ask(place, { signal: AbortSignal.timeout(ASK_MAY_TAKE_MS) })).json()
      : JSON.parse(readFileSync(place, "utf8"));
    const { keys } = (found ?? {}) as { keys?: unknown };
    return Array.isArray(keys) ? keys.length : 0;
  } catch {
    return 0;
  }
}
