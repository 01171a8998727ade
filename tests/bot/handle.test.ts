/** Names of cases: what carries one is shown whole on a phone. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { newHandle } from "../../src/bot/handle.ts";
import { buttonWidth, PHONE_CONTENT_WIDTH } from "../../src/pictures/button-labels.ts";

it("the buttons that move to a case, go to it or say that words are about it show its whole name", () => {
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
      const handle = newHandle((below) => (numbers.next().value ?? 0) % below);
      for (const label of [`Move to ${handle}`, `Go to ${handle}`, `About ${handle}`])
        expect(buttonWidth(label)).toBeLessThanOrEqual(PHONE_CONTENT_WIDTH);
    }),
    { numRuns: 2000 },
  );
});
