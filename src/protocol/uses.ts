/** Where a protocol names its own parts outside sentences. */
import { kindOf } from "../answers/registry.ts";
import type { Path } from "./issue.ts";
import type { Protocol } from "./schema.ts";

export interface Use {
  kind: "section" | "panel" | "question" | "finding" | "window" | "recommendation" | "reference" | "citation";
  id: string;
  path: Path;
}

/** Every use of an id, from the top of the file to its end. */
export function usesOf(protocol: Protocol): Use[] {
  const uses: Use[] = [];
  const use = (kind: Use["kind"], id: string | undefined, ...path: Path) => {
    if (id !== undefined) uses.push({ kind, id, path });
  };
  const cite = (part: { citations: readonly string[] }, ...path: Path) => {
    part.citations.forEach((id, at) => {
      use("citation", id, ...path, "citations", at);
    });
  };
  use("recommendation", protocol.provisional.recommend, "provisional", "recommend");
  use("window", protocol.provisional.window, "provisional", "window");
  protocol.questions.forEach((question, at) => {
    use("section", question.section, "questions", at, "section");
    use("panel", question.panel, "questions", at, "panel");
    use("question", question.needs, "questions", at, "needs");
    const origin = kindOf(question.answer).onsetsNotBefore(question.answer);
    if (origin !== null) use("question", origin, "questions", at, "answer", "not_before");
    cite(question, "questions", at);
  });
  protocol.derived.forEach((part, at) => {
    cite(part, "derived", at);
  });
  protocol.rules.forEach((rule, at) => {
    rule.recommend.forEach(({ id, window }, index) => {
      use("recommendation", id, "rules", at, "recommend", index, "id");
      use("window", window, "rules", at, "recommend", index, "window");
    });
    cite(rule, "rules", at);
  });
  protocol.recommendations.forEach((part, at) => {
    use("window", part.window, "recommendations", at, "window");
    cite(part, "recommendations", at);
    part.gate?.released_by.forEach((id, index) => {
      use("finding", id, "recommendations", at, "gate", "released_by", index);
    });
    part.gate?.requires.forEach(({ by }, index) => {
      by.forEach((id, place) => {
        const kind = id.includes(".") ? "recommendation" : "finding";
        use(kind, id, "recommendations", at, "gate", "requires", index, "by", place);
      });
    });
    part.replaced.forEach(({ by }, index) => {
      const place = part.replaced.length > 1 ? [index] : [];
      use("recommendation", by, "recommendations", at, "replaced", ...place, "by");
    });
    use("question", part.result, "recommendations", at, "result");
  });
  protocol.scores.forEach((part, at) => {
    cite(part, "scores", at);
  });
  protocol.background.forEach((part, at) => {
    cite(part, "background", at);
  });
  protocol.citations.forEach(({ reference }, at) => {
    use("reference", reference, "citations", at, "reference");
  });
  return uses;
}

/** What safety properties name: it has to exist, but that does not count as a use of it. */
export function promisedIn(protocol: Protocol): Use[] {
  return protocol.promises.flatMap(({ recommends, shows, never }, at) => {
    const named: [Path, string][] = [
      ...recommends.flatMap((ids, index) =>
        ids.map((id, part): [Path, string] => [["recommends", index, ...(ids.length > 1 ? [part] : [])], id]),
      ),
      ...shows.map((id, index): [Path, string] => [["shows", index], id]),
      ...never.map((id, index): [Path, string] => [["never", index], id]),
    ];
    // without a dot it is a kind ("imaging")
    return named.flatMap(([path, id]): Use[] =>
      id.includes(".") ? [{ kind: "recommendation", id, path: ["promises", at, ...path] }] : [],
    );
  });
}

/** What pairs and lines of acts name: it has to exist, but that does not count as a use of it. */
export function arrangedIn({ exclusive, lines }: Protocol): Use[] {
  const use = (id: string, ...path: Path): Use => ({ kind: "recommendation", id, path });
  return [
    ...exclusive.flatMap((pair, at) => pair.map((id, place) => use(id, "exclusive", at, place))),
    ...lines.flatMap(({ acts }, at) => acts.map((id, place) => use(id, "lines", at, "acts", place))),
  ];
}
