/**
 * Commits whole turns and says "acknowledged n" after each. Kills itself, as kill -9 would, at the statement it was told
 * to die at: the real drivers run, only counted on their way. The count begins after the first turn.
 *
 * When: "before" the statement runs, or while it is "underway" (Postgres: sent, not answered).
 */
import { StatementSync } from "node:sqlite";
import pg from "pg";
import { openStore } from "../../../src/store/open-store.ts";
import { wholeTurn } from "../sample-commits.ts";

const [url = "", schema = "", dieAt = "", when = ""] = process.argv.slice(2);
let counting = false;
let statements = 0;

function die(): void {
  process.kill(process.pid, "SIGKILL");
}

function step(kind: string): boolean {
  if (counting) statements += 1;
  return counting && when === kind && statements === Number(dieAt);
}

for (const name of ["run", "all"] as const) {
  const real = StatementSync.prototype[name] as (...values: unknown[]) => unknown;
  Object.defineProperty(StatementSync.prototype, name, {
    value: function (this: StatementSync, ...values: unknown[]) {
      if (step("before")) die();
      return real.apply(this, values);
    },
  });
}
const query = pg.Client.prototype.query as unknown as (...values: unknown[]) => unknown;
Object.defineProperty(pg.Client.prototype, "query", {
  value: function (this: pg.Client, ...values: unknown[]) {
    const [before, underway] = [when === "before" && step("before"), when === "underway" && step("underway")];
    if (before) die();
    const answer = query.apply(this, values);
    // The message is in the socket by then; whether the server has worked on it, nobody knows.
    if (underway) setImmediate(die);
    return answer;
  },
});

const store = await openStore(url, schema ? { postgres: { schema, connections: 1 } } : {});
for (let n = 1; n <= 1_000; n++) {
  const result = await store.commit(wholeTurn("e1", n));
  if (result.kind !== "committed") throw new Error(result.kind);
  process.stdout.write(`acknowledged ${n}\n`);
  counting = true;
  // "never": runs on until the parent kills it, at whatever point that is.
  if (when !== "never" && n === 2) break;
}
await store.close();
process.stdout.write("done\n");
