/** What the API says when it refuses: `application/problem+json` (RFC 9457). It never repeats what was sent. */

/** One thing to correct. */
export interface ProblemEntry {
  /** The finding, where it is one of the protocol's. */
  finding?: string;
  /** Its place among the findings that were sent, from 1. */
  place?: number;
  /** Line and column in the body. */
  where?: string;
  /** What is accepted there. */
  allowed: string;
}

/** A refusal; `code` is stable, `detail` says the cause and the remedy. */
export interface ApiProblem {
  status: number;
  code: string;
  detail: string;
  errors?: readonly ProblemEntry[];
}

const TITLES: Readonly<Record<number, string>> = {
  400: "The body cannot be read",
  401: "Not let in",
  403: "Not allowed",
  404: "Not found",
  405: "Another method is needed",
  409: "In conflict with what is recorded",
  412: "The case has changed",
  413: "The body is too large",
  415: "Another type of body is needed",
  422: "The body cannot be accepted",
  428: "A condition is missing",
  429: "Too many requests",
  503: "Not recorded",
};

/** As it is sent. */
export const problemBody = ({ status, code, detail, errors }: ApiProblem): object => ({
  type: "about:blank",
  title: TITLES[status] ?? "Refused",
  status,
  code,
  detail,
  ...(errors && { errors }),
});
