/** Replaces abbreviations and spellings: "LLE", "cant", spoken punctuation and numbers in words. Positions stay as typed. */
import type { Line } from "./plain.ts";
import type { ReaderWords } from "./reader-words.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Whether commas and full stops were spoken: there are words for them, and none that are typed. */
export function isDictated({ spoken }: ReaderWords, lines: readonly Line[]): boolean {
  const text = lines.map((line) => line.text).join(" ");
  if (/[,.](?:\s|$)/.test(text)) return false;
  return tokensOf(text).some(({ word }) => spoken.comma.has(word) || spoken.stop.has(word));
}

export function rewritten(words: ReaderWords, tokens: readonly Token[], dictated: boolean): Token[] {
  const { spoken, short } = words;
  const written: Token[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const token = tokens[at];
    if (!token) continue;
    const decimal = decimalAt(words, tokens, at);
    const number = decimal ?? numberAt(words, tokens, at);
    if (number) {
      written.push(number.token);
      at = number.to - 1;
    } else if (dictated && spoken.comma.has(token.word)) written.push({ ...token, kind: "mark", word: "," });
    else if (dictated && spoken.stop.has(token.word)) written.push({ ...token, kind: "mark", word: "." });
    else {
      const full = token.kind === "word" ? short.get(token.word) : undefined;
      if (!full) written.push(token);
      else
        for (const [place, word] of full.entries())
          written.push({ ...token, word, glued: place === 0 && token.glued });
    }
  }
  return written;
}

interface Rewritten {
  token: Token;
  to: number;
}

/** "38 point 6", "39 comma 1": a number in three tokens. */
function decimalAt({ spoken }: ReaderWords, tokens: readonly Token[], at: number): Rewritten | null {
  const [whole, point, part] = [tokens[at], tokens[at + 1], tokens[at + 2]];
  if (whole?.kind !== "number" || part?.kind !== "number" || !point) return null;
  if (!spoken.point.has(point.word) || !/^\d{1,3}$/.test(whole.word) || !/^\d{1,2}$/.test(part.word))
    return null;
  return { token: { ...whole, word: `${whole.word}.${part.word}`, end: part.end }, to: at + 3 };
}

/** "six hundred and forty", "sixty eight": a number in words. One below twenty stays a word: "one leg". */
function numberAt({ numerals }: ReaderWords, tokens: readonly Token[], from: number): Rewritten | null {
  let total = 0;
  let current = 0;
  let large = false;
  let to = from;
  for (let at = from; at < tokens.length; at += 1) {
    const word = tokens[at]?.word ?? "";
    const unit = numerals.units.indexOf(word);
    const ten = numerals.tens.indexOf(word);
    if (ten >= 0 && current % 100 === 0) {
      current += (ten + 2) * 10;
      large = true;
    } else if (
      unit >= 0 &&
      (current === 0 || (current % 100 === 0 ? current > 0 : unit < 10 && current % 10 === 0))
    )
      current += unit;
    else if (numerals.hundred.includes(word) && current > 0 && current < 10) {
      current *= 100;
      large = true;
    } else if (numerals.thousand.includes(word) && current > 0 && total === 0) {
      total = current * 1000;
      current = 0;
      large = true;
    } else if (word === numerals.and && (current >= 100 || total > 0) && isNumeral(numerals, tokens[at + 1]))
      continue;
    else break;
    to = at + 1;
  }
  const [first, last] = [tokens[from], tokens[to - 1]];
  if (!large || !first || !last) return null;
  const word = String(total + current);
  return { token: { ...first, kind: "number", word, raw: word, end: last.end }, to };
}

const isNumeral = ({ units, tens }: ReaderWords["numerals"], token: Token | undefined): boolean =>
  token !== undefined && (units.includes(token.word) || tens.includes(token.word));
