/**
 * Multi-valued decision diagrams: a yes-or-no function of one answer per question, in its unique smallest form.
 *
 * Every node asks for the answer to one question, in a fixed order, and has one branch per answer. Two functions that
 * agree everywhere are the same node, so "never", "always" and "the same as" are comparisons of numbers, and the
 * cheapest way to make a function true is a shortest path.
 */

/** A function, by its number. Only meaningful for the `Diagrams` that made it. */
export type Node = number;

export const NEVER_NODE: Node = 0;
export const ALWAYS_NODE: Node = 1;

const LEAF = Number.MAX_SAFE_INTEGER;

export class Diagrams {
  /** How many different answers each variable has. */
  readonly sizes: readonly number[];
  readonly #variable: number[] = [LEAF, LEAF];
  readonly #children: (readonly Node[])[] = [[], []];
  readonly #unique = new Map<string, Node>();
  readonly #and = new Map<string, Node>();
  readonly #not = new Map<Node, Node>([
    [NEVER_NODE, ALWAYS_NODE],
    [ALWAYS_NODE, NEVER_NODE],
  ]);

  constructor(sizes: readonly number[]) {
    this.sizes = sizes;
  }

  /** True for those answers to one variable. */
  of(variable: number, answers: (answer: number) => boolean): Node {
    const size = this.sizes[variable] ?? 0;
    return this.#make(
      variable,
      Array.from({ length: size }, (_, answer) => (answers(answer) ? ALWAYS_NODE : NEVER_NODE)),
    );
  }

  and(...nodes: readonly Node[]): Node {
    let result: Node = ALWAYS_NODE;
    for (const node of nodes) {
      if (result === NEVER_NODE) return NEVER_NODE;
      result = this.#both(result, node);
    }
    return result;
  }

  or(...nodes: readonly Node[]): Node {
    return this.not(this.and(...nodes.map((node) => this.not(node))));
  }

  not(node: Node): Node {
    let known = this.#not.get(node);
    if (known === undefined) {
      known = this.#make(
        this.#variableOf(node),
        this.#childrenOf(node).map((child) => this.not(child)),
      );
      this.#not.set(node, known);
      this.#not.set(known, node);
    }
    return known;
  }

  /** True where at least `count` of these are. */
  atLeast(count: number, nodes: readonly Node[]): Node {
    // reached[n]: exactly the sets in which n or more of the nodes seen so far are true
    let reached: Node[] = [ALWAYS_NODE, ...Array.from({ length: count }, () => NEVER_NODE)];
    for (const node of nodes)
      reached = reached.map((so, at) =>
        at === 0 ? so : this.or(so, this.and(reached[at - 1] ?? NEVER_NODE, node)),
      );
    return reached[count] ?? NEVER_NODE;
  }

  /** The function with one variable's answer fixed; that variable no longer matters. */
  fix(node: Node, variable: number, answer: number): Node {
    const done = new Map<Node, Node>();
    const walk = (at: Node): Node => {
      const own = this.#variableOf(at);
      if (own > variable) return at;
      const children = this.#childrenOf(at);
      if (own === variable) return children[answer] ?? NEVER_NODE;
      let known = done.get(at);
      if (known === undefined) {
        known = this.#make(own, children.map(walk));
        done.set(at, known);
      }
      return known;
    };
    return walk(node);
  }

  /** True where some answer to the variable makes it true. */
  some(node: Node, variable: number): Node {
    const size = this.sizes[variable] ?? 0;
    return this.or(...Array.from({ length: size }, (_, answer) => this.fix(node, variable, answer)));
  }

  /** Whether one complete set of answers makes it true. */
  holds(node: Node, answers: readonly number[]): boolean {
    let at = node;
    while (at > ALWAYS_NODE) at = this.#childrenOf(at)[answers[this.#variableOf(at)] ?? 0] ?? NEVER_NODE;
    return at === ALWAYS_NODE;
  }

  /** How many complete sets of answers make it true. */
  count(node: Node): bigint {
    const known = new Map<Node, bigint>();
    const between = (from: number, to: number) => {
      let sets = 1n;
      for (let at = from; at < Math.min(to, this.sizes.length); at += 1) sets *= BigInt(this.sizes[at] ?? 0);
      return sets;
    };
    const below = (at: Node): bigint => {
      if (at === NEVER_NODE) return 0n;
      if (at === ALWAYS_NODE) return 1n;
      let sets = known.get(at);
      if (sets === undefined) {
        const next = this.#variableOf(at) + 1;
        sets = 0n;
        for (const child of this.#childrenOf(at))
          sets += below(child) * between(next, this.#variableOf(child));
        known.set(at, sets);
      }
      return sets;
    };
    return below(node) * between(0, this.#variableOf(node));
  }

  /** The answers with the least total cost that make it true, or null when none do; a variable that does not matter is 0. */
  cheapest(node: Node, cost: (variable: number, answer: number) => number): number[] | null {
    const known = new Map<Node, { cost: number; answer: number }>();
    const least = (at: Node): number => {
      if (at <= ALWAYS_NODE) return at === ALWAYS_NODE ? 0 : Number.POSITIVE_INFINITY;
      let best = known.get(at);
      if (!best) {
        best = { cost: Number.POSITIVE_INFINITY, answer: 0 };
        for (const [answer, child] of this.#childrenOf(at).entries()) {
          const total = least(child) + cost(this.#variableOf(at), answer);
          if (total < best.cost) best = { cost: total, answer };
        }
        known.set(at, best);
      }
      return best.cost;
    };
    if (!Number.isFinite(least(node))) return null;
    const answers = this.sizes.map(() => 0);
    for (let at = node; at > ALWAYS_NODE; ) {
      const answer = known.get(at)?.answer ?? 0;
      answers[this.#variableOf(at)] = answer;
      at = this.#childrenOf(at)[answer] ?? NEVER_NODE;
    }
    return answers;
  }

  /** The variables that it depends on, in order. */
  variables(node: Node): number[] {
    const seen = new Set<Node>();
    const found = new Set<number>();
    const walk = (at: Node) => {
      if (at <= ALWAYS_NODE || seen.has(at)) return;
      seen.add(at);
      found.add(this.#variableOf(at));
      for (const child of this.#childrenOf(at)) walk(child);
    };
    walk(node);
    return [...found].sort((a, b) => a - b);
  }

  /** How many nodes were made so far. */
  get size(): number {
    return this.#variable.length;
  }

  #make(variable: number, children: readonly Node[]): Node {
    const [first = NEVER_NODE] = children;
    if (children.every((child) => child === first)) return first;
    const key = `${variable}:${children.join()}`;
    let node = this.#unique.get(key);
    if (node === undefined) {
      node = this.#variable.length;
      this.#variable.push(variable);
      this.#children.push(children);
      this.#unique.set(key, node);
    }
    return node;
  }

  #both(a: Node, b: Node): Node {
    if (a === b || b === ALWAYS_NODE) return a;
    if (a === ALWAYS_NODE) return b;
    if (a === NEVER_NODE || b === NEVER_NODE) return NEVER_NODE;
    const key = a < b ? `${a},${b}` : `${b},${a}`;
    let known = this.#and.get(key);
    if (known === undefined) {
      const [first, second] = [this.#variableOf(a), this.#variableOf(b)];
      const variable = Math.min(first, second);
      const [left, right] = [this.#childrenOf(a), this.#childrenOf(b)];
      const children = Array.from({ length: this.sizes[variable] ?? 0 }, (_, answer) =>
        this.#both(
          first === variable ? (left[answer] ?? NEVER_NODE) : a,
          second === variable ? (right[answer] ?? NEVER_NODE) : b,
        ),
      );
      known = this.#make(variable, children);
      this.#and.set(key, known);
    }
    return known;
  }

  #variableOf(node: Node): number {
    return this.#variable[node] ?? LEAF;
  }

  #childrenOf(node: Node): readonly Node[] {
    return this.#children[node] ?? [];
  }
}
