import { expect, it } from "vitest";
import { decodeMessageIds, encodeMessageIds } from "../../src/bot/message-ids.ts";

it.each([
  ["slack", ["1764000009.000100", "1764000009.000200"], "1764000009.000100,1764000009.000200"],
  ["teams", ["1764000009123", "f:2b7c,x"], "1764000009123 f:2b7c,x"],
  ["web", ["0c9c4f0e-6d1e-4a5e"], "0c9c4f0e-6d1e-4a5e"],
])("ids of %s are stored as version 0.1.0 stored them, and read back", (platform, ids, stored) => {
  expect(encodeMessageIds(platform, ids)).toBe(stored);
  expect(decodeMessageIds(platform, stored)).toEqual(ids);
});

it("stores nothing for a message whose ids the platform did not give", () => {
  expect(encodeMessageIds("slack", [])).toBeNull();
});
