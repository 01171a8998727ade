import { describe, test } from "vitest";
import { storeContract } from "./contract.ts";
import { postgresAnswers, postgresGround } from "./ground.ts";

const silent = await postgresAnswers();
if (silent) {
  describe("the store contract on Postgres", () => test.skip(silent, () => {}));
} else {
  storeContract("Postgres", postgresGround);
}
