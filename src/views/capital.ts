/** A word or a phrase as a sentence begins with it. */
export const capital = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
