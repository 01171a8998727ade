import { describe, test } from "vitest";
import { storeContract } from "./contract.ts";
import { committed, wholeTurn } from "./sample-commits.ts";
import { postgresAnswers, tempPostgres } from "./temp-database.ts";

const silent = await postgresAnswers();
if (silent) {
  describe("the store contract on Postgres", () => test.skip(silent, () => {}));
} else {
  storeContract("Postgres", tempPostgres);

  test("a Postgres store opens next to another one in the same database", async () => {
    const grounds = [await tempPostgres(), await tempPostgres()];
    for (const tempDb of grounds) await committed(await tempDb.open(), wholeTurn("e1", 1));
    for (const tempDb of grounds) await tempDb.remove();
  });
  test("a Postgres store opens while what belongs to others in its database comes and goes", async () => {
    const [tempDb, others] = [await tempPostgres(), await tempPostgres()];
    let opening = true;
    const churn = async (name: string) => {
      const schema = `${others.schema}_${name}`;
      const tables = Array.from({ length: 12 }, (_, at) => `create table ${schema}.t${at} (a int, b text)`);
      while (opening) {
        await others.run(`create schema ${schema}; ${tables.join("; ")}`);
        await others.run(`drop schema ${schema} cascade`);
      }
    };
    const going = churn("a");
    for (let times = 0; times < 40; times += 1) await (await tempDb.open()).close();
    opening = false;
    await going;
    for (const each of [tempDb, others]) await each.remove();
  });
}
