/** Real processes that run the bot, for tests of what happens between them and when one of them dies. */
import { fileURLToPath } from "node:url";
import { type Child, childOf } from "../store/child-process.ts";

/** Starts tests/bot/children/<name>.ts. */
export const child = (name: "answer" | "turn", ...args: string[]): Child =>
  childOf(fileURLToPath(new URL(`./children/${name}.ts`, import.meta.url)), ...args);
