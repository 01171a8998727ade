/** Lower-cases a label inside a sentence, but not an abbreviation such as MRI, nor a name as in Homans' sign. */
export const lowerFirst = (label: string): string =>
  /^[A-Z][a-z]/.test(label) && !/^\w+['’]/.test(label)
    ? label.charAt(0).toLowerCase() + label.slice(1)
    : label;

/** One of several, each to be told from the next also where it has a comma of its own. */
export const eitherText = (named: readonly string[]): string =>
  named.join(named.some((name) => name.includes(",")) ? "; or " : " or ");
