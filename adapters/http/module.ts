/** The HTTP API as the program's list has it. */
import type { AdapterModule } from "../../src/index.ts";
import { type HttpApiConfig, httpApiSettings } from "./settings.ts";

export const httpModule = {
  platform: "http",
  name: "The HTTP API",
  takesRoutes: false,
  settings: httpApiSettings,
  offNotice: "The HTTP API is off: set API_TOKENS (docs/api.md).",
  calledFromOutside: () => true,
  async open(config, parts) {
    const { openHttpApi } = await import("./main.ts");
    return openHttpApi(config, parts);
  },
} as const satisfies AdapterModule<"http", HttpApiConfig>;
