import type { Issue, Locate, Path } from "../issue.ts";
import type { Protocol } from "../schema.ts";

/** How a check reports an error; the location follows from the path. */
export type ReportIssue = (
  code: string,
  path: Path,
  message: string,
  remedy: string,
  severity?: Issue["severity"],
) => void;

/** One group of checks over a whole protocol. */
export type Check = (protocol: Protocol, report: ReportIssue, locate: Locate) => void;
