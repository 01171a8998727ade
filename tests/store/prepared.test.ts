/** A statement that is built once says the same each time, of other values. */
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import { expect, test } from "vitest";
import { prepared } from "../../src/store/prepared.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Tables } from "../../src/store/tables.ts";

type Fact = { name: string; value: string };

test("is built once for each shape of its values, and filled with them in their places", async () => {
  const { db } = await openSqlite(":memory:");
  let builds = 0;
  const put = prepared((db, { facts }: { facts: readonly Fact[] }) => {
    builds += 1;
    return db.insertInto("facts").values([...facts]);
  });
  const get = prepared((db, { name }: { name: string }) =>
    db.selectFrom("facts").select("value").where("name", "=", name),
  );
  await put(db, { facts: [{ name: "a", value: "1" }] });
  await put(db, { facts: [{ name: "b", value: "2" }] });
  await put(db, {
    facts: [
      { name: "c", value: "3" },
      { name: "d", value: "4" },
    ],
  });
  expect(builds).toBe(2);
  for (const [name, value] of Object.entries({ a: "1", b: "2", c: "3", d: "4" }))
    expect((await get(db, { name })).rows).toEqual([{ value }]);
  await db.destroy();
});

test("that leaves out one of its values is refused when it is built", async () => {
  const db = new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (any) => new SqliteIntrospector(any),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  const forgetful = prepared((db, { name }: Fact) =>
    db.selectFrom("facts").select("value").where("name", "=", name),
  );
  await expect(async () => forgetful(db, { name: "a", value: "1" })).rejects.toThrow(
    "without one of the values",
  );
});
