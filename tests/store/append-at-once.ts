/** Many appends to one case, as one of several who make them at the same moment. */
import type { Store } from "../../src/store/store.ts";
import { adding } from "./sample-commits.ts";

export async function appendAtOnce(store: Store, id: string, name: string, count: number): Promise<void> {
  /** Whether it was recorded upon this seq. */
  async function append(n: number, seq: number): Promise<boolean> {
    const events = [{ type: "answered", actor: name, body: `${name}-${n}` }];
    const result = await store.commit(adding(id, seq, { events }, { deliveryKeys: [`${name}-${n}`] }));
    if (result.kind === "duplicate") throw new Error("handled twice");
    return result.kind === "committed";
  }

  // All at once upon the same seq, so that all but one lose. The losers read again and try again, eight at a time: were it
  // all of them, what each had read would be old before its turn came.
  const all = Array.from({ length: count }, (_, n) => n);
  const won = await Promise.all(all.map((n) => append(n, 1)));
  const losers = all.filter((n) => !won[n]);
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let n = losers.pop(); n !== undefined; n = losers.pop()) {
        while (!(await append(n, (await store.audit.heads()).items[0]?.seq ?? 0)));
      }
    }),
  );
}
