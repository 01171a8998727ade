/** The list of commands that help, menus and manifests are made from. */
import { expect, it } from "vitest";
import { COMMANDS } from "../../src/language/command-list.ts";

it("names each command once", () => {
  const names = COMMANDS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)]);
});
