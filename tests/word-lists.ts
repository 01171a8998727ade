/** The word lists that ship, read once for all tests. */
import { loadWordLists } from "../src/protocol-store.ts";

export const wordLists = loadWordLists();
