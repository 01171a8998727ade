/** Citations as people see them: a number that stays the same for a protocol version, and the work it refers to. */
import type { Mark, Protocol } from "../protocol/schema.ts";
import { index } from "../triage/index-of-protocol.ts";
import type { CitationLine, Cite } from "./outbound.ts";

/** How far a source was verified, for readers. */
export const MARK_WORDS: Record<Mark, string> = {
  V: "source read",
  V2: "source read second-hand",
  M: "no primary source read",
  NS: "no primary source found",
};

/** The numbers in brackets for citation ids; what is only remembered is never shown, unless the article says it. */
export function citeNumbers(protocol: Protocol, ids: readonly string[]): number[] {
  const { citations, references } = index(protocol);
  const numbers = ids.flatMap((id) => {
    const citation = citations.get(id);
    if (!citation) return [];
    const article = references.get(citation.reference)?.tier === "article";
    return citation.mark === "M" && !article ? [] : [protocol.citations.indexOf(citation) + 1];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
}

/** The line for a number, or null when there is no such number. */
export function citationLine(protocol: Protocol, number: number): CitationLine | null {
  const citation = protocol.citations[number - 1];
  const reference = citation && index(protocol).references.get(citation.reference);
  if (!citation || !reference) return null;
  const printed = citation.number ? ` [${citation.number.join(", ")}]` : "";
  const work = [reference.authors, reference.title + printed, reference.where, reference.review]
    .flatMap((part) => part?.replace(/\.$/, "") ?? [])
    .join(". ");
  return {
    number,
    says: citation.note ? `${citation.says} (${citation.note})` : citation.says,
    source: `${work} (${reference.tier}; ${MARK_WORDS[citation.mark]})`,
    url: reference.url,
  };
}

/** Numbers that are links to their sources, for a view without space to list them. */
export function cited(protocol: Protocol, ids: readonly string[]): Cite {
  const lines = citationLines(protocol, citeNumbers(protocol, ids));
  return { cite: lines.map(({ number }) => number), urls: lines.map(({ url }) => url) };
}

export const citationLines = (protocol: Protocol, numbers: readonly number[]): CitationLine[] =>
  numbers.flatMap((number) => citationLine(protocol, number) ?? []);
