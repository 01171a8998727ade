/** Lower-cases a label inside a sentence, but not an abbreviation such as MRI, nor a name as in Homans' sign. */
export const lowerFirst = (label: string): string =>
  /^[A-Z][a-z]/.test(label) && !/^\w+['’]/.test(label)
    ? label.charAt(0).toLowerCase() + label.slice(1)
    : label;

/** Joins alternatives with "or"; when one of them contains a comma, with "; or", so that they stay distinct. */
export const eitherText = (named: readonly string[]): string =>
  named.join(named.some((name) => name.includes(",")) ? "; or " : " or ");
