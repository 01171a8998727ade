/** `npm run openapi` writes the description of the HTTP API that it serves. */
import { writeFileSync } from "node:fs";
import { openApiText } from "./openapi.ts";

writeFileSync(new URL("../../adapters/http/openapi.json", import.meta.url), openApiText());
