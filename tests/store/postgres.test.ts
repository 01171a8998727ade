import { describe, test } from "vitest";
import { storeContract } from "./contract.ts";
import { postgresAnswers, postgresGround } from "./ground.ts";
import { committed, wholeTurn } from "./turns.ts";

const silent = await postgresAnswers();
if (silent) {
  describe("the store contract on Postgres", () => test.skip(silent, () => {}));
} else {
  storeContract("Postgres", postgresGround);

  test("a Postgres store opens beside another one in the same database", async () => {
    const grounds = [await postgresGround(), await postgresGround()];
    for (const ground of grounds) await committed(await ground.open(), wholeTurn("e1", 1));
    for (const ground of grounds) await ground.remove();
  });
}
