/** Builds something once for each object that it is built from, and forgets it with that object. */
export function oncePer<From extends object, Built>(build: (from: From) => Built): (from: From) => Built {
  const built = new WeakMap<From, Built>();
  return (from) => {
    const known = built.get(from);
    if (known !== undefined) return known;
    const made = build(from);
    built.set(from, made);
    return made;
  };
}
