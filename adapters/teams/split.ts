/** Splits parts of a view into smaller parts that together say the same: a card that is too long becomes several. */
import type { Item, Part, WordSpan, Words } from "../../src/index.ts";

/** Two parts for one, or null when it cannot be split. Nothing is left out. */
export function halve(part: Part): readonly [Part, Part] | null {
  switch (part.kind) {
    case "text": {
      const halves = halveWords(part.words);
      return (
        halves && [
          { ...part, words: halves[0] },
          { ...part, words: halves[1] },
        ]
      );
    }
    case "row":
      return null;
    case "list": {
      const items = halveList(part.items, halveItem);
      return (
        items && [
          { ...part, items: items[0] },
          { ...part, items: items[1] },
        ]
      );
    }
    case "citations": {
      const items = halveList(part.items, () => null);
      return (
        items && [
          { ...part, items: items[0] },
          { ...part, items: items[1] },
        ]
      );
    }
    case "fold": {
      const parts = halveList(part.parts, halve);
      return (
        parts && [
          { ...part, parts: parts[0] },
          {
            ...part,
            title: part.title.endsWith(CONTINUED) ? part.title : part.title + CONTINUED,
            parts: parts[1],
          },
        ]
      );
    }
  }
}

const CONTINUED = " (continued)";

function halveList<T>(
  list: readonly T[],
  halveOne: (one: T) => readonly [T, T] | null,
): readonly [readonly T[], readonly T[]] | null {
  const [first] = list;
  if (first === undefined) return null;
  if (list.length === 1) {
    const halves = halveOne(first);
    return halves && [[halves[0]], [halves[1]]];
  }
  const middle = Math.ceil(list.length / 2);
  return [list.slice(0, middle), list.slice(middle)];
}

function halveItem(item: Item): readonly [Item, Item] | null {
  const notes = item.notes ?? [];
  if (notes.length > 1) {
    const middle = Math.ceil(notes.length / 2);
    return [
      { words: item.words, notes: notes.slice(0, middle) },
      { words: ["(continued)"], notes: notes.slice(middle) },
    ];
  }
  const halves = halveWords(item.words);
  return halves && [{ words: halves[0] }, { words: halves[1], ...(item.notes && { notes: item.notes }) }];
}

function halveWords(words: Words): readonly [Words, Words] | null {
  if (words.length > 1) {
    const middle = Math.ceil(words.length / 2);
    return [words.slice(0, middle), words.slice(middle)];
  }
  const [only] = words;
  return only === undefined ? null : halveSpan(only);
}

/** A long run of text is split at a blank near its middle; without one, between two characters. */
function halveSpan(span: WordSpan): readonly [Words, Words] | null {
  if (typeof span !== "string") return null;
  const characters = [...span];
  if (characters.length < 2) return null;
  const middle = Math.floor(characters.length / 2);
  const blank = characters.findIndex((char, at) => at >= middle && /\s/u.test(char));
  const cut = blank === -1 ? middle : blank + 1;
  if (cut >= characters.length)
    return [[characters.slice(0, middle).join("")], [characters.slice(middle).join("")]];
  return [[characters.slice(0, cut).join("")], [characters.slice(cut).join("")]];
}
