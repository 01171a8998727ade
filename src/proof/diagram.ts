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

/** A table from pairs of numbers to a number, with open addressing: a few times faster than a Map of texts. */
class PairTable {
  #first = new Int32Array(1 << 16);
  #second = new Int32Array(1 << 16);
  #value = new Int32Array(1 << 16).fill(-1);
  #used = 0;

  get(first: number, second: number): number {
    return this.#value[this.#slot(first, second)] ?? -1;
  }

  set(first: number, second: number, value: number): void {
    if (this.#used * 2 > this.#value.length) this.#grow();
    const slot = this.#slot(first, second);
    if (this.#value[slot] === -1) this.#used += 1;
    this.#first[slot] = first;
    this.#second[slot] = second;
    this.#value[slot] = value;
  }

  #slot(first: number, second: number): number {
    const mask = this.#value.length - 1;
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    hash = (hash ^ (hash >>> 15)) & mask;
    while (this.#value[hash] !== -1 && (this.#first[hash] !== first || this.#second[hash] !== second))
      hash = (hash + 1) & mask;
    return hash;
  }

  #grow(): void {
    const [first, second, value] = [this.#first, this.#second, this.#value];
    const size = value.length * 2;
    this.#first = new Int32Array(size);
    this.#second = new Int32Array(size);
    this.#value = new Int32Array(size).fill(-1);
    for (let at = 0; at < value.length; at += 1) {
      const held = value[at] ?? -1;
      if (held === -1) continue;
      const slot = this.#slot(first[at] ?? 0, second[at] ?? 0);
      this.#first[slot] = first[at] ?? 0;
      this.#second[slot] = second[at] ?? 0;
      this.#value[slot] = held;
    }
  }
}

export class Diagrams {
  /** How many different answers each variable has. */
  readonly sizes: readonly number[];
  readonly #variable: number[] = [LEAF, LEAF];
  readonly #children: (readonly Node[])[] = [[], []];
  readonly #hash: number[] = [0, 0];
  /** Nodes by what they hold, with open addressing. */
  #unique = new Int32Array(1 << 16);
  readonly #and = new PairTable();
  readonly #not: Node[] = [ALWAYS_NODE, NEVER_NODE];

  constructor(sizes: readonly number[]) {
    this.sizes = sizes;
  }

  /** How many nodes were made so far: what they hold in memory. */
  get made(): number {
    return this.#variable.length;
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
    let known = this.#not[node];
    if (known === undefined) {
      known = this.#make(
        this.#variableOf(node),
        this.#childrenOf(node).map((child) => this.not(child)),
      );
      this.#not[node] = known;
      this.#not[known] = node;
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

  /**
   * Whether the function is true somewhere with the one answer and not with the other, everything else the same. It looks
   * at each node of the variable by itself: some set of answers leads to every one of them.
   */
  isLost(node: Node, variable: number, from: number, to: number): boolean {
    return (this.#nodesByVariable(node).get(variable) ?? []).some((at) => {
      const children = this.#childrenOf(at);
      const [was, is] = [children[from] ?? NEVER_NODE, children[to] ?? NEVER_NODE];
      return was !== is && this.and(was, this.not(is)) !== NEVER_NODE;
    });
  }

  readonly #byVariable = new Map<Node, ReadonlyMap<number, readonly Node[]>>();

  #nodesByVariable(node: Node): ReadonlyMap<number, readonly Node[]> {
    let known = this.#byVariable.get(node);
    if (!known) {
      const found = new Map<number, Node[]>();
      const seen = new Set<Node>();
      const walk = (at: Node): void => {
        if (at <= ALWAYS_NODE || seen.has(at)) return;
        seen.add(at);
        const own = found.get(this.#variableOf(at)) ?? [];
        own.push(at);
        found.set(this.#variableOf(at), own);
        for (const child of this.#childrenOf(at)) walk(child);
      };
      walk(node);
      known = found;
      this.#byVariable.set(node, known);
    }
    return known;
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

  /** The variables whose answers these answers need to make it true, in order. */
  tested(node: Node, answers: readonly number[]): number[] {
    const found: number[] = [];
    for (let at = node; at > ALWAYS_NODE; ) {
      const variable = this.#variableOf(at);
      found.push(variable);
      at = this.#childrenOf(at)[answers[variable] ?? 0] ?? NEVER_NODE;
    }
    return found;
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

  /** How many nodes a function is made of. */
  nodesOf(...of: readonly Node[]): number {
    const seen = new Set<Node>();
    const walk = (at: Node): void => {
      if (at <= ALWAYS_NODE || seen.has(at)) return;
      seen.add(at);
      for (const child of this.#childrenOf(at)) walk(child);
    };
    for (const node of of) walk(node);
    return seen.size;
  }

  /** How many nodes were made so far. */
  get size(): number {
    return this.#variable.length;
  }

  #make(variable: number, children: readonly Node[]): Node {
    const [first = NEVER_NODE] = children;
    let same = true;
    let hash = variable;
    for (const child of children) {
      if (child !== first) same = false;
      hash = Math.imul(hash ^ child, 0x9e3779b1);
      hash ^= hash >>> 15;
    }
    if (same) return first;
    const mask = this.#unique.length - 1;
    let slot = hash & mask;
    for (;;) {
      const node = this.#unique[slot] ?? 0;
      if (node === 0) break;
      if (this.#variable[node] === variable && alike(this.#children[node] ?? [], children)) return node;
      slot = (slot + 1) & mask;
    }
    const made = this.#variable.length;
    this.#variable.push(variable);
    this.#children.push(children);
    this.#hash.push(hash);
    this.#unique[slot] = made;
    if (made * 2 > this.#unique.length) this.#grow();
    return made;
  }

  #grow(): void {
    this.#unique = new Int32Array(this.#unique.length * 2);
    const mask = this.#unique.length - 1;
    for (let node = 2; node < this.#variable.length; node += 1) {
      let slot = (this.#hash[node] ?? 0) & mask;
      while (this.#unique[slot] !== 0) slot = (slot + 1) & mask;
      this.#unique[slot] = node;
    }
  }

  #both(a: Node, b: Node): Node {
    if (a === b || b === ALWAYS_NODE) return a;
    if (a === ALWAYS_NODE) return b;
    if (a === NEVER_NODE || b === NEVER_NODE) return NEVER_NODE;
    if (this.#not[a] === b) return NEVER_NODE;
    const [low, high] = a < b ? [a, b] : [b, a];
    let known = this.#and.get(low, high);
    if (known === -1) {
      const [first, second] = [this.#variableOf(a), this.#variableOf(b)];
      const variable = Math.min(first, second);
      const [left, right] = [this.#childrenOf(a), this.#childrenOf(b)];
      const children: Node[] = [];
      const size = this.sizes[variable] ?? 0;
      for (let answer = 0; answer < size; answer += 1)
        children.push(
          this.#both(
            first === variable ? (left[answer] ?? NEVER_NODE) : a,
            second === variable ? (right[answer] ?? NEVER_NODE) : b,
          ),
        );
      known = this.#make(variable, children);
      this.#and.set(low, high, known);
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

const alike = (a: readonly Node[], b: readonly Node[]): boolean => {
  for (let at = 0; at < a.length; at += 1) if (a[at] !== b[at]) return false;
  return true;
};
