/** What callers of the API send, read under a protocol, or why it is refused. Pure. Everything in it came from outside. */
import {
  type AnswersFileFault,
  allowed,
  type InvalidAnswer,
  type LoadedProtocol,
  type Protocol,
  type ReadAnswers,
  readAnswersFile,
  readAnswersUnder,
} from "../../src/index.ts";
import type { ApiProblem, ProblemEntry } from "./problem.ts";

/** What a request is read with. */
export interface AssessContext {
  latest: LoadedProtocol;
  all: readonly LoadedProtocol[];
  /** The switches that the site signed for. */
  signed: Readonly<Record<string, boolean>>;
  /** Milliseconds since the epoch. */
  now: number;
}

export type OrProblem<T> = T | { problem: ApiProblem };

const refuse = (status: number, code: string, detail: string, errors?: readonly ProblemEntry[]) => ({
  problem: { status, code, detail, ...(errors && { errors }) },
});

/** The protocol that a request names by its id and version; the newest where it names none. */
export function protocolNamed(
  { latest, all }: Pick<AssessContext, "latest" | "all">,
  id: unknown,
  version: unknown,
): OrProblem<{ loaded: LoadedProtocol }> {
  if (id === undefined && version === undefined) return { loaded: latest };
  const found = all.find(({ protocol }) => protocol.id === id && protocol.version === version);
  const installed = all.map(({ protocol }) => `${protocol.id} ${protocol.version}`).join(", ");
  return found
    ? { loaded: found }
    : refuse(
        404,
        "no-such-protocol",
        `No such protocol. Name both its id and its version; installed: ${installed}.`,
      );
}

/** An answer file in a body, as `npm run triage -- --json` reads it. */
export function readAssess(
  body: Uint8Array,
  query: Readonly<Record<string, unknown>>,
  context: AssessContext,
): OrProblem<{ answers: ReadAnswers }> {
  const named = protocolNamed(context, query.protocol, query.version);
  if ("problem" in named) return named;
  const { protocol } = named.loaded;
  const file = readAnswersFile(body);
  if ("faults" in file) {
    const isText = file.faults.some(({ key }) => key !== undefined);
    return refuse(
      isText ? 422 : 400,
      "not-an-answer-file",
      `The body is no answer file: see docs/api.md. It looks like {"findings": {"fever": true}}.`,
      file.faults.map((fault) => fileEntry(fault, protocol)),
    );
  }
  const unsigned = Object.entries(file.site).filter(([id, on]) => on && context.signed[id] !== true);
  if (unsigned.length > 0)
    return refuse(
      422,
      "not-signed-on",
      "A switch under site is on that this site has not signed for. It is signed under signed_on in site.yaml.",
    );
  const reading = readAnswersUnder(protocol, file.findings, {
    now: file.now ?? context.now,
    site: file.site,
  });
  if ("switches" in reading)
    return refuse(
      422,
      "no-such-switch",
      `A switch under site is none of this protocol. Its switches: ${protocol.site_switches.map(({ id }) => id).join(", ") || "none"}.`,
    );
  if ("faults" in reading)
    return refuse(
      422,
      "findings-not-accepted",
      "Some findings are not accepted. Correct those listed under errors; nothing was assessed.",
      reading.faults.map((fault) => findingEntry(fault, file.findings, protocol)),
    );
  return { answers: reading };
}

/** A key is repeated only where the protocol or the format knows it: any other may be a name. */
function fileEntry({ says, key, where }: AnswersFileFault, protocol: Protocol): ProblemEntry {
  const known =
    key !== undefined && (["findings", "now", "site"].includes(key) || isFinding(protocol, key)) ? key : null;
  const subject = key === undefined ? "" : known === null ? "a key " : `"${known}" `;
  return { ...(where !== undefined && { where }), allowed: `${subject}${says}` };
}

const isFinding = (protocol: Protocol, id: string) => protocol.questions.some((one) => one.id === id);

function findingEntry(
  { finding, allowed: says }: InvalidAnswer,
  raw: Readonly<Record<string, unknown>>,
  protocol: Protocol,
): ProblemEntry {
  const sent = Object.keys(raw);
  const id =
    sent.find((each) => finding === each) ?? sent.find((each) => finding.startsWith(`${each}.`)) ?? "";
  const place = sent.indexOf(id) + 1;
  const question = protocol.questions.find((one) => one.id === id);
  if (!question) return { place, allowed: says };
  const general = allowed(question.answer);
  const own = `${general} ${protocol.questions.map((one) => one.id).join(" ")}`;
  return {
    finding: repeats(finding, raw[id], `${own} ${id}`) ? id : finding,
    place,
    allowed: repeats(says, raw[id], own) ? general : says,
  };
}

/** Whether words say again what was sent as text, beyond the protocol's own words: it may name a patient. */
function repeats(says: string, raw: unknown, own: string): boolean {
  const [said, known] = [says, own].map((text) => new Set(wordsOf(text))) as [Set<string>, Set<string>];
  return textsIn(raw)
    .flatMap(wordsOf)
    .some((word) => said.has(word) && !known.has(word));
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];

function textsIn(raw: unknown): string[] {
  if (typeof raw === "string") return [raw];
  if (raw === null || typeof raw !== "object") return [];
  return Object.entries(raw).flatMap(([key, part]) => [key, ...textsIn(part)]);
}
