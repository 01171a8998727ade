/** Numbers with units, as people type them: read, converted to the canonical unit, and checked against their range. */

/** How a measured value is written: its unit, other accepted units, and its possible range. */
export interface QuantitySpec {
  unit: string;
  unit_also: readonly string[];
  min: number;
  max: number;
  other_units: readonly { unit: string; also: readonly string[]; plus: number; times: number }[];
}

/** The number in the canonical unit, or what is wrong with it and what is allowed. */
export type QuantityReading = { value: number } | { fault: string };

const normalizeUnit = (unit: string) =>
  unit
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[°.\s]/g, "");

/** "30 to 45 C (or F)": what may be typed, for messages. */
export function allowedText(spec: QuantitySpec): string {
  const others = spec.other_units.map((other) => other.unit).join(", ");
  return `${spec.min} to ${spec.max} ${spec.unit}${others ? ` (or in ${others})` : ""}`;
}

/**
 * Reads a bare number (canonical unit) or a number with a unit ("101 F", "16in").
 * A bare number that only fits another unit is refused, because guessing a unit can hide a fever.
 */
export function readQuantity(spec: QuantitySpec, raw: unknown): QuantityReading {
  if (typeof raw === "number") return inRange(spec, raw, "");
  if (typeof raw !== "string") return { fault: `a number is needed: ${allowedText(spec)}` };
  const text = raw
    .normalize("NFKC")
    .trim()
    .replace(/^[-−]?\d{1,3}(?:,\d{3})+(?!\d)/, (thousands) => thousands.replaceAll(",", "")) // 1,000 mL is a litre, not 1 mL
    .replace(/(\d),(\d)/, "$1.$2")
    .replace(/^[-−]/, "-");
  const [grouped] = DOTTED_THOUSANDS.exec(text) ?? [];
  const ungrouped = grouped?.replaceAll(".", "");
  if (ungrouped && Number(ungrouped) >= spec.min && Number(ungrouped) <= spec.max)
    return {
      fault: `${grouped} can be read in two ways; write ${ungrouped}, or one decimal: ${allowedText(spec)}`,
    };
  const match = /^(-?\d+(?:\.\d+)?)\s*(.*)$/.exec(text);
  if (!match) return { fault: `a number is needed: ${allowedText(spec)}` };
  const number = Number(match[1]);
  const typed = normalizeUnit(match[2] ?? "");
  if (typed === "") return inRange(spec, number, "");
  if ([spec.unit, ...spec.unit_also].some((unit) => normalizeUnit(unit) === typed))
    return inRange(spec, number, "");
  for (const other of spec.other_units)
    if ([other.unit, ...other.also].some((unit) => normalizeUnit(unit) === typed))
      return inRange(spec, round((number + other.plus) * other.times), `${number} ${other.unit} is `);
  return { fault: `the unit "${match[2]}" is not known here: ${allowedText(spec)}` };
}

/** 1.200 is twelve hundred to many people; that matters where so much can be measured, as in mL. */
const DOTTED_THOUSANDS = /^-?[1-9]\d{0,2}(?:\.\d{3})+(?!\d)/;

function inRange(spec: QuantitySpec, value: number, before: string): QuantityReading {
  if (Number.isFinite(value) && value >= spec.min && value <= spec.max) return { value };
  for (const other of spec.other_units) {
    const converted = (value + other.plus) * other.times;
    if (before === "" && converted >= spec.min && converted <= spec.max && value > spec.max)
      return {
        fault: `${value} ${spec.unit} is outside ${allowedText(spec)}; if it is in ${other.unit}, write "${value} ${other.unit}"`,
      };
  }
  return { fault: `${before}${value} ${spec.unit} is outside ${allowedText(spec)}` };
}

/** Two decimals are finer than any bedside reading, and keep converted values printable. */
const round = (value: number) => Math.round(value * 100) / 100;

/** Reads a quantity, or reports what is wrong with it. */
export function readMeasured(
  spec: QuantitySpec,
  raw: unknown,
  fault: (value: unknown, allowed: string, part?: string) => void,
  part = "",
): number | null {
  const reading = readQuantity(spec, raw);
  if ("value" in reading) return reading.value;
  fault(raw, reading.fault, part);
  return null;
}

export const startsWithNumber = (words: string): boolean => /^-?\d/.test(words);

/** Every accepted spelling of every unit. */
export const unitSpellings = ({ unit, unit_also, other_units }: QuantitySpec): string[] => [
  unit,
  ...unit_also,
  ...other_units.flatMap((other) => [other.unit, ...other.also]),
];
