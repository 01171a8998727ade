/** Three-valued (Kleene) logic: true, false, and null for "not known". Unknown is never read as false. */
export type Truth = boolean | null;

export const notTruth = (a: Truth): Truth => (a === null ? null : !a);

/** True as soon as one is true; false only when all are known to be false. */
export function anyTruth<T>(of: readonly T[], truth: (item: T) => Truth): Truth {
  let result: Truth = false;
  for (const item of of) {
    const value = truth(item);
    if (value === true) return true;
    if (value === null) result = null;
  }
  return result;
}

/** False as soon as one is false; true only when all are known to be true. */
export function allTruth<T>(of: readonly T[], truth: (item: T) => Truth): Truth {
  let result: Truth = true;
  for (const item of of) {
    const value = truth(item);
    if (value === false) return false;
    if (value === null) result = null;
  }
  return result;
}

/** True once `count` are true; false once so many are false that `count` can no longer be reached. */
export function atLeast<T>(count: number, of: readonly T[], truth: (item: T) => Truth): Truth {
  let yes = 0;
  let open = 0;
  for (const item of of) {
    const value = truth(item);
    if (value === true) yes += 1;
    else if (value === null) open += 1;
  }
  if (yes >= count) return true;
  return yes + open < count ? false : null;
}
