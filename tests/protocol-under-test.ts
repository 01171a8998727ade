/**
 * Version 1.0.0, read once for all tests of what runs a protocol: their patients and wording stay as they are when a
 * newer version ships. What ships is tested under tests/version-2.ts.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type Protocol, protocolSchema } from "../src/protocol/schema.ts";

export const VERSION_1_FILE = fileURLToPath(
  new URL("../protocols/post-spinal-injection-1.0.0.yaml", import.meta.url),
);

export const protocol: Protocol = protocolSchema.parse(parse(readFileSync(VERSION_1_FILE, "utf8")));
