/** The HTTP API on the program's one server. It holds no conversation of its own, so nothing is ever posted to it. */
import { readFileSync } from "node:fs";
import type { Express } from "express";
import { type AdapterParts, adapterWithoutThreads } from "../../src/index.ts";
import { createApiRouter } from "./routes.ts";
import type { HttpApiConfig } from "./settings.ts";

/** Where its routes begin; a change that breaks a caller gets another. */
const API_PATH = "/v1";

export function openHttpApi(config: HttpApiConfig, parts: AdapterParts) {
  const description = readFileSync(new URL("openapi.json", import.meta.url), "utf8");
  return {
    adapter: adapterWithoutThreads("http"),
    mount: (app: Express) =>
      void app.use(API_PATH, createApiRouter({ ...parts, holders: config.holders, description })),
    openNotice: (url: string) => `The HTTP API is at ${url}${API_PATH}: docs/api.md`,
    stop() {},
  };
}
