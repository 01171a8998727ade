/** The protocol that ships, read once for all tests. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { type Protocol, protocolSchema } from "../src/protocol/schema.ts";

const file = new URL("../protocols/post-spinal-injection-1.0.0.yaml", import.meta.url);

export const protocol: Protocol = protocolSchema.parse(parse(readFileSync(file, "utf8")));
