/** Words that people type: each names one thing, otherwise typed words could be recorded as another finding. */
import { kindOf } from "../../answers/registry.ts";
import type { Locate, Path } from "../issue.ts";
import type { Protocol, Question } from "../schema.ts";
import type { ReportIssue } from "./report.ts";

export function checkWords(protocol: Protocol, report: ReportIssue, locate: Locate): void {
  const claimed = new Map<string, { owner: string; path: Path }>();
  protocol.questions.forEach((question, at) => {
    for (const { word, path } of questionWords(question, ["questions", at])) {
      const key = normalizeWord(word);
      const before = claimed.get(key);
      if (!before) claimed.set(key, { owner: question.id, path });
      else if (before.owner !== question.id)
        report(
          "shared-word",
          path,
          `"${word}" already names ${before.owner}, in line ${locate(before.path).line}`,
          "leave it to one of the two, or say it more fully in the other",
        );
    }
    checkOptionWords(question, ["questions", at, "answer", "options"], report);
  });
}

/** Within one choice, a word names one option. */
function checkOptionWords({ answer }: Question, path: Path, report: ReportIssue): void {
  const claimed = new Map<string, string>();
  for (const [place, option] of (kindOf(answer).choices(answer)?.options ?? []).entries()) {
    const words = [option.label, ...option.also, ...option.alone];
    for (const word of new Set(words.map(normalizeWord))) {
      const before = claimed.get(word);
      if (before === undefined) claimed.set(word, option.id);
      else
        report(
          "shared-word",
          [...path, place],
          `"${word}" already names the option ${before}`,
          "leave it to one of the two options",
        );
    }
  }
}

const normalizeWord = (word: string) => word.toLowerCase().replace(/[\s-]+/g, " ");

/** Every word that names a question or one of its parts by itself; an option's `also` needs the question's name. */
function questionWords({ also, answer }: Question, path: Path): { word: string; path: Path }[] {
  const lists: { also: readonly string[]; path: Path }[] = [
    { also, path: ["also"] },
    ...kindOf(answer)
      .vocabulary(answer)
      .map((entry) => ({ also: entry.also, path: ["answer", ...entry.path] })),
  ];
  return lists.flatMap((list) => list.also.map((word, at) => ({ word, path: [...path, ...list.path, at] })));
}
