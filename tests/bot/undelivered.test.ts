/** What must not be missed, when its thread stops taking messages at any attempt. */
import { afterEach, describe, expect, it } from "vitest";
import { SendFault } from "../../src/errors.ts";
import { Ward } from "./ward.ts";

let ward: Ward;
afterEach(() => ward.close());

describe("an alert that its thread does not take", () => {
  for (const attempt of [1, 5, 6, 7])
    it(`goes another way when it is refused at attempt ${attempt}`, async () => {
      ward = await Ward.open();
      await ward.start();
      let tries = 0;
      ward.door.fail = ({ how, delivery }) => {
        if (how === "tell" || delivery.view.kind !== "alert") return null;
        tries += 1;
        return new SendFault(tries < attempt ? "later" : "refused", "channel_not_found");
      };
      await ward.tap("saddle_sensory_loss", "present");
      for (let again = 1; again < attempt; again += 1) {
        ward.now += 300_000;
        await ward.service.settled();
      }
      expect(tries).toBe(attempt);
      expect(
        ward.door.sent.some(({ how, delivery }) => how === "tell" && delivery.view.kind === "alert"),
      ).toBe(true);
    });
});
