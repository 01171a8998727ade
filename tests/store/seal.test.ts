import { describe, expect, test } from "vitest";
import { GENESIS, linkHash, walk } from "../../src/store/chain.ts";
import { newKey, readMasterKey, seal, unseal, unwrapKey, wrapKey } from "../../src/store/seal.ts";

describe("sealing", () => {
  const key = newKey();
  test("opens with the same key and in the same place only", () => {
    const sealed = seal(key, ["event", "e1", 1], "words");
    expect(unseal(key, ["event", "e1", 1], sealed)).toBe("words");
    expect(unseal(newKey(), ["event", "e1", 1], sealed)).toBeUndefined();
    expect(unseal(key, ["event", "e1", 2], sealed)).toBeUndefined();
  });

  test("does not open when a single character was changed, or nothing was ever sealed", () => {
    const sealed = seal(key, [], "words");
    for (let index = 3; index < sealed.length; index++) {
      const changed = sealed.slice(0, index) + (sealed[index] === "A" ? "B" : "A") + sealed.slice(index + 1);
      // The last character of base64 may carry bits that mean nothing.
      const same = Buffer.from(changed.slice(3), "base64url").equals(
        Buffer.from(sealed.slice(3), "base64url"),
      );
      expect(unseal(key, [], changed)).toBe(same ? "words" : undefined);
    }
    for (const text of ["", "s1.", "words", "s1.AAAA"]) expect(unseal(key, [], text)).toBeUndefined();
  });

  test("never looks the same twice", () => {
    expect(seal(key, [], "words")).not.toBe(seal(key, [], "words"));
  });

  test("of a case key ties it to its case and to the master key", () => {
    const master = newKey();
    const wrapped = wrapKey(master, "e1", key);
    expect(Buffer.from(unwrapKey(master, "e1", wrapped) ?? []).equals(key)).toBe(true);
    for (const [other, id] of [
      [newKey(), "e1"],
      [master, "e2"],
      [undefined, "e1"],
    ] as const) {
      expect(unwrapKey(other, id, wrapped)).toBeUndefined();
    }
  });

  test("reads a master key in base64, base64url and hex, and none as none", () => {
    const bytes = Buffer.alloc(32, 251);
    for (const form of ["base64", "base64url", "hex"] as const) {
      expect(readMasterKey(` ${bytes.toString(form)}\n`)).toEqual(bytes);
    }
    expect(readMasterKey(undefined)).toBeUndefined();
    expect(readMasterKey(" ")).toBeUndefined();
    expect(() => readMasterKey("short")).toThrow(/32 bytes/);
  });
});

describe("the hash chain", () => {
  test("hashes the same event the same way for ever", () => {
    const link = {
      encounterId: "e1",
      seq: 1,
      at: "2026-11-25T00:00:00.000Z",
      type: "opened",
      sealed: "s1.AA",
    };
    expect(linkHash(GENESIS, link)).toBe("a4edeb1e08a6617f2a75b8397b05d58cefcfea58a0bec9e92adde602c7b2e1fd");
    // Text that only looks alike when the fields are run together.
    expect(linkHash(GENESIS, { ...link, type: "opened,s1.AA", sealed: "" })).not.toBe(
      linkHash(GENESIS, link),
    );
    expect(walk([])).toEqual({ ok: true, seq: 0, hash: GENESIS });
  });
});
