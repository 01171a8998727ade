/** A part of the benchmark: the rows that it promises, and how it fills them. */

export interface ReportColumn {
  id: string;
  title: string;
  /** Digits behind the point. */
  digits: number;
  /** Which direction is good; left out where neither is. */
  better?: "lower" | "higher";
}

export interface RowDefinition {
  id: string;
  /** The measured quantity, as the table words it. */
  what: string;
  /** The row's subject: a peer's row is compared with this program's. Left out where there is nobody to compare with. */
  whose?: "ours" | "peer";
}

export interface BenchOptions {
  /** Fewer rounds and smaller sizes: to see that everything works, not to quote. */
  quick: boolean;
  /** A million stored cases as well: filling them takes longer than all the rest. */
  million: boolean;
  /** A Postgres that may be filled and emptied again; null leaves those rows empty. */
  postgres: string | null;
  /** Reports progress. */
  say: (line: string) => void;
}

/** A figure by row and column. A missing one was not measured, and a note says why. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

export interface SectionFigures {
  figures: Figures;
  /** What a reader of the table has to know that only the run could tell. */
  notes: readonly string[];
}

export interface BenchSection {
  id: string;
  title: string;
  /** What is compared, under which conditions, and what a peer does not do. */
  about: readonly string[];
  columns: readonly ReportColumn[];
  rows: readonly RowDefinition[];
  /** The column that says who is ahead. */
  lead?: string;
  /** Packages whose versions the figures depend on. */
  packages: readonly string[];
  /** @throws when a subject does not do what its row says: then nothing is shown for it */
  measure(options: BenchOptions): Promise<SectionFigures>;
}

/** The median; of an even number the upper one. NaN when there is none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The quantile: this part of all values lies below it. NaN when there is none. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}
