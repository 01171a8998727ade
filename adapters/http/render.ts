/** What the API sends of a protocol. Pure. */
import { allowed, type LoadedProtocol } from "../../src/index.ts";

/** A protocol in a list. */
export const protocolLine = ({ protocol, hash }: LoadedProtocol, latest: LoadedProtocol) => ({
  id: protocol.id,
  version: protocol.version,
  title: protocol.title,
  review: protocol.review,
  hash,
  newest: hash === latest.hash,
});

/** What a caller needs of a protocol to ask its questions, and to show what is recommended with its sources. */
export const protocolDetail = (loaded: LoadedProtocol, latest: LoadedProtocol) => {
  const { protocol } = loaded;
  return {
    ...protocolLine(loaded, latest),
    date: protocol.date,
    disclaimer: protocol.disclaimer,
    extension_label: protocol.extension_label,
    urgencies: protocol.urgencies,
    sections: protocol.sections.map(({ id, title, phase }) => ({ id, title, phase })),
    questions: protocol.questions.map(({ id, section, label, ask, why, citations, answer }) => ({
      id,
      section,
      label,
      ask: ask.physician,
      why,
      citations,
      kind: answer.kind,
      allowed: allowed(answer),
    })),
    rules: protocol.rules.map(({ id, label, urgency, citations, from }) => ({
      id,
      label,
      urgency,
      citations,
      from,
    })),
    recommendations: protocol.recommendations.map(({ id, text, citations, from }) => ({
      id,
      text: text.physician,
      citations,
      from,
    })),
    citations: protocol.citations.map(({ id, says, mark, reference }) => ({ id, says, mark, reference })),
    references: protocol.references.map(({ id, title, url, year }) => ({
      id,
      title,
      url,
      ...(year !== undefined && { year }),
    })),
  };
};
