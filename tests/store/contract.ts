/** What every store promises, in words. Each kind of store runs all of it. */
import { afterEach, beforeEach, describe } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { caseContract } from "./contract-cases.ts";
import { keepingContract } from "./contract-keeping.ts";
import { outboxContract } from "./contract-outbox.ts";
import type { TempDatabase } from "./temp-database.ts";

/** The ground of the running test and a store opened on it. */
export type Bench = { tempDb: TempDatabase; store: Store };

export function storeContract(name: string, make: () => Promise<TempDatabase>): void {
  describe(`the store contract on ${name}`, () => {
    const bench = {} as Bench;
    beforeEach(async () => {
      bench.tempDb = await make();
      bench.store = await bench.tempDb.open();
    });
    afterEach(() => bench.tempDb.remove());

    caseContract(bench);
    outboxContract(bench);
    keepingContract(bench);
  });
}
