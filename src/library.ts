/** Placeholder until the reader lands. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { protocolSchema } from "./protocol/schema.ts";

export function loadProtocol(
  file = new URL("../protocols/post-spinal-injection.yaml", import.meta.url).pathname,
) {
  const text = readFileSync(file, "utf8");
  return {
    protocol: protocolSchema.parse(parse(text)),
    hash: createHash("sha256").update(text).digest("hex"),
    text,
  };
}
