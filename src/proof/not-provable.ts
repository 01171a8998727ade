import type { Leaf } from "../protocol/condition.ts";
import { sentenceText } from "../protocol/sentence.ts";

/** A sentence that the proof cannot read: it reports so, and proves nothing. */
export class NotProvable extends Error {
  constructor(leaf: Leaf) {
    super(`the proof cannot read this sentence yet: ${sentenceText(leaf)}`);
  }
}
