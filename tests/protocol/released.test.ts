/** A released protocol is never edited: every case is pinned to the hash of the text that it began with. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadProtocolStore, PROTOCOLS } from "../../src/protocol-store.ts";

/** SHA-256 of each released file. A new version is a new file and a new line; a line is never changed. */
const RELEASED = {
  "post-spinal-injection-1.0.0.yaml": "631cdd341dbe3911b4d9e3023c7d2c9ff09c78a05b0338651abfee8833a44983",
};

test.each(Object.entries(RELEASED))("%s is byte for byte what was released", (name, sha256) => {
  const changed = `${name} was changed. One comment more stops every case that is pinned to it: make a new version.`;
  const found = createHash("sha256")
    .update(readFileSync(join(PROTOCOLS, name)))
    .digest("hex");
  expect(found, changed).toBe(sha256);
});

test("each protocol's file is named after its id and version", () => {
  const { all } = loadProtocolStore(PROTOCOLS);
  for (const { protocol, text } of all) {
    const named = join(PROTOCOLS, `${protocol.id}-${protocol.version}.yaml`);
    expect(readFileSync(named, "utf8"), `${protocol.id} ${protocol.version} in ${named}`).toBe(text);
  }
});
