/** A clinician's signed review of one version of a protocol: the file's form, and what makes it valid. */
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import type { Issue, Path } from "./issue.ts";
import { pathText } from "./issue.ts";
import type { Protocol } from "./schema.ts";

/** What a reviewer may say about a rule. */
export const VERDICTS = ["agree", "change", "comment"] as const;

const line = z
  .string()
  .trim()
  .min(1, "it must not be empty")
  .regex(/^[^\r\n]*$/, "one line of text");
const signedReviewSchema = z.strictObject({
  protocol: line,
  version: line,
  /** SHA-256 of the protocol's file, in hexadecimal: exactly the text that was read. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits, as the printed review shows them"),
  name: line,
  role: line,
  date: z.iso.date("a date such as 2026-11-25"),
  /** One for each rule, by its id. */
  verdicts: z.record(
    z.string(),
    z
      .strictObject({ verdict: z.enum(VERDICTS), comment: line.optional() })
      .refine(({ verdict, comment }) => verdict === "agree" || comment !== undefined, {
        message: "change and comment need a comment",
      }),
  ),
});
type SignedReview = z.infer<typeof signedReviewSchema>;

/** What a review is checked against: the file that was reviewed, and today's date. */
export interface ReviewedFile {
  protocol: Protocol;
  /** SHA-256 of the file's text. */
  hash: string;
  /** Today, as YYYY-MM-DD. */
  today: string;
}

/** The name of the review of a protocol, in the folder "reviews" next to it. */
export const reviewFileName = ({ id, version }: Pick<Protocol, "id" | "version">): string =>
  `${id}-${version}.yaml`;

/** Reads a signed review; every error says what is wrong and how to fix it, and a review with one does not count. */
export function readSignedReview(
  text: string,
  file: string,
  reviewed: ReviewedFile,
): { review: SignedReview } | { issues: Issue[] } {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter });
  const issue = (code: string, path: Path, message: string, remedy: string): Issue => {
    const node = document.getIn(path, true);
    const range = typeof node === "object" && node !== null && "range" in node ? node.range : null;
    const start: unknown = Array.isArray(range) ? range[0] : 0;
    const { line: row, col } = counter.linePos(typeof start === "number" ? start : 0);
    const place = { file, line: Math.max(row, 1), column: Math.max(col, 1) };
    return { ...place, severity: "error", code, path: pathText(path), message, remedy };
  };
  if (document.errors.length > 0)
    return {
      issues: [issue("review-not-yaml", [], "the review is not YAML that can be read", "Mend the file.")],
    };
  const reading = signedReviewSchema.safeParse(document.toJS());
  if (!reading.success)
    return {
      issues: reading.error.issues.map(({ path, message }) => {
        const steps = path.filter((step) => typeof step !== "symbol");
        return issue("review-form", steps, `${pathText(steps) || "the review"}: ${message}`, REMEDY_OF_FORM);
      }),
    };
  const review = reading.data;
  const issues = faultsOf(review, reviewed).map(({ code, path, message, remedy }) =>
    issue(code, path, message, remedy),
  );
  return issues.length > 0 ? { issues } : { review };
}

const REMEDY_OF_FORM =
  "A signed review has protocol, version, sha256, name, role, date, and verdicts: one for each rule, agree, change or comment.";

interface ReviewFault {
  code: string;
  path: Path;
  message: string;
  remedy: string;
}

function faultsOf(review: SignedReview, { protocol, hash, today }: ReviewedFile): ReviewFault[] {
  const faults: ReviewFault[] = [];
  const fault = (code: string, path: Path, message: string, remedy: string) =>
    faults.push({ code, path, message, remedy });
  if (review.protocol !== protocol.id || review.version !== protocol.version)
    fault(
      "review-of-another-version",
      [review.protocol === protocol.id ? "version" : "protocol"],
      `the review is of ${review.protocol} ${review.version}, and the protocol is ${protocol.id} ${protocol.version}`,
      "A review counts for one version. Have this version reviewed.",
    );
  if (review.sha256 !== hash)
    fault(
      "review-of-another-text",
      ["sha256"],
      `the hash of the reviewed file differs from this file's, ${hash}`,
      "The file was changed after the review. Restore the reviewed text, or have this one reviewed.",
    );
  if (review.date > today)
    fault(
      "review-in-the-future",
      ["date"],
      `the date ${review.date} is in the future`,
      "Write the day of signing.",
    );
  if (review.date < protocol.date)
    fault(
      "review-before-the-protocol",
      ["date"],
      `the date ${review.date} is before the protocol's own, ${protocol.date}`,
      "Write the day of signing.",
    );
  const rules = new Set(protocol.rules.map(({ id }) => id));
  for (const id of rules)
    if (!Object.hasOwn(review.verdicts, id))
      fault(
        "review-without-a-verdict",
        ["verdicts"],
        `rule "${id}" has no verdict`,
        `Add it under verdicts, such as ${id}: { verdict: agree }`,
      );
  for (const id of Object.keys(review.verdicts))
    if (!rules.has(id))
      fault(
        "review-of-no-rule",
        ["verdicts", id],
        `the protocol has no rule "${id}"`,
        "Remove or correct it.",
      );
  return faults;
}

/** A review as readers see it: by whom, when, and how many rules should change. */
export function reviewStatus({ name, role, date, verdicts }: SignedReview): string {
  const all = Object.values(verdicts);
  const count = (verdict: (typeof VERDICTS)[number]) => all.filter((one) => one.verdict === verdict).length;
  const remarks = [
    ...(count("change") > 0 ? [`${count("change")} of ${all.length} rules to be changed`] : []),
    ...(count("comment") > 0 ? [`${count("comment")} with a comment`] : []),
  ];
  return `reviewed by ${name}, ${role}, on ${date}${remarks.length > 0 ? `: ${remarks.join(", ")}` : ""}`;
}
