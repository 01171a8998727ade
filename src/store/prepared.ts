/** Statements that are built once and then only filled in: building one costs several times what running it does. */
import type { Compilable, CompiledQuery, QueryResult } from "kysely";
import { ProgrammerError } from "../errors.ts";
import type { Db, Tx } from "./tables.ts";

/** What a statement is filled with: texts and numbers, in lists and maps. A different number of rows is another statement. */
type ParameterValue =
  | string
  | number
  | null
  | undefined
  | readonly ParameterValue[]
  | { readonly [name: string]: ParameterValue };

/** Stands for a value while its statement is built. */
class Slot {
  readonly at: number;
  constructor(at: number) {
    this.at = at;
  }
}

interface CompiledStatement<R> {
  query: CompiledQuery<R>;
  /** Which value each parameter of the statement is; -1 for a constant. */
  order: readonly number[];
}

/**
 * A statement, from the code that builds it. `build` only places the values: it sees placeholders, so whatever it
 * decided by a value would be decided once and for all.
 * @throws ProgrammerError when it left one out
 */
export function prepared<P extends { readonly [name: string]: ParameterValue }, R>(
  build: (db: Db | Tx, given: P) => Compilable<R>,
): (db: Db | Tx, given: P) => Promise<QueryResult<R>> {
  // SQLite and Postgres spell the same statement differently
  const known = new WeakMap<object, Map<string, CompiledStatement<R>>>();
  return (db, given) => {
    const executor = db.getExecutor();
    const { adapter } = executor;
    let shapes = known.get(adapter);
    if (!shapes) {
      shapes = new Map();
      known.set(adapter, shapes);
    }
    const values: (string | number | null)[] = [];
    const shape = flattenFilling(given, values);
    let built = shapes.get(shape);
    if (!built) {
      built = compile(build(db, withSlots(given, { next: 0 }) as P), values.length);
      shapes.set(shape, built);
    }
    const { query, order } = built;
    const parameters = order.map((at, place) => (at === -1 ? query.parameters[place] : values[at]));
    return executor.executeQuery<R>({ ...query, parameters });
  };
}

/** The values in order, and their shape. */
function flattenFilling(given: ParameterValue, values: (string | number | null)[]): string {
  if (given === undefined) return "";
  if (given === null || typeof given !== "object") {
    values.push(given);
    return "?";
  }
  let shape = "";
  for (const [name, value] of Object.entries(given)) shape += `${name}:${flattenFilling(value, values)},`;
  return `(${shape})`;
}

function withSlots(given: ParameterValue, count: { next: number }): unknown {
  if (given === undefined) return undefined;
  if (given === null || typeof given !== "object") {
    count.next += 1;
    return new Slot(count.next - 1);
  }
  if (Array.isArray(given)) return given.map((value) => withSlots(value, count));
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, withSlots(value, count)]));
}

function compile<R>(statement: Compilable<R>, count: number): CompiledStatement<R> {
  const query = statement.compile();
  const order = query.parameters.map((value) => (value instanceof Slot ? value.at : -1));
  if (new Set(order.filter((at) => at !== -1)).size !== count)
    throw new ProgrammerError("given", "A statement was built without one of the values that it is given.");
  return { query, order };
}
