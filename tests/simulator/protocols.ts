/** What the simulated cases run on: mostly a small protocol, which comes to decisions soon, and sometimes the real one. */
import { fileURLToPath } from "node:url";
import type { InstalledProtocol } from "../../src/bot/content.ts";
import { loadProtocol } from "../../src/protocol-store.ts";

const loaded = {
  small: loadProtocol(fileURLToPath(new URL("small.yaml", import.meta.url))),
  shipped: loadProtocol(),
};

export const contentOf = (which: "small" | "shipped"): InstalledProtocol => loaded[which];
