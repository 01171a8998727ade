import { describe, expect, it } from "vitest";
import { allowedText, type QuantitySpec, readQuantity } from "../../src/answers/quantity.ts";
import { protocol } from "../protocol-under-test.ts";

/** How the protocol measures a question. */
function measured(id: string): QuantitySpec {
  const answer = protocol.questions.find((question) => question.id === id)?.answer;
  if (answer?.kind === "tri" && answer.measured) return answer.measured;
  if (answer?.kind === "number" || answer?.kind === "circumferences") return answer;
  throw new Error(`${id} is not measured`);
}

const temperature = measured("fever");
const length = measured("leg_circumference");
const hours = measured("hours_since_injection");
const residual = measured("post_void_residual_ml");

const fault = (spec: QuantitySpec, raw: unknown): string => {
  const reading = readQuantity(spec, raw);
  if ("value" in reading) throw new Error(`read as ${reading.value}`);
  return reading.fault;
};

describe("a number with a unit", () => {
  it.each<[string, QuantitySpec, unknown, number]>([
    ["a bare number in the canonical unit", temperature, 38.4, 38.4],
    ["a bare number as text", temperature, "38.4", 38.4],
    ["its own unit", temperature, "38.4 C", 38.4],
    ["its own unit with a degree sign", temperature, "38.4°C", 38.4],
    ["the single-character degree Celsius", temperature, "38.4 ℃", 38.4],
    ["Fahrenheit", temperature, "101 F", 38.33],
    ["Fahrenheit without a space and in lower case", temperature, "101f", 38.33],
    ["Fahrenheit on the threshold, 100.4 F is 38.0 C", temperature, "100.4 F", 38],
    ["Fahrenheit below the threshold, 100.3 F is 37.94 C", temperature, "100.3 °F", 37.94],
    ["full-width digits", temperature, "３８．４", 38.4],
    ["full-width digits with a full-width unit", temperature, "１０１Ｆ", 38.33],
    ["a decimal comma", temperature, "38,4", 38.4],
    ["a decimal comma with a unit", temperature, "38,4 C", 38.4],
    ["inches", length, "16 in", 40.64],
    ["inches by their mark", length, '16"', 40.64],
    ["centimetres by their name", length, "41 centimetres", 41],
    ["days", hours, "3 days", 72],
    ["weeks", hours, "2 weeks", 336],
    ["minutes", hours, "30 min", 0.5],
    ["months", hours, "2 months", 1460],
    ["litres", residual, "0.4 L", 400],
    ["the lowest possible value", temperature, 30, 30],
    ["the highest possible value", temperature, 45, 45],
  ])("is read: %s", (_what, spec, raw, value) => {
    expect(readQuantity(spec, raw)).toEqual({ value });
  });

  it("without a unit that only fits another unit is refused, with how to write it", () => {
    expect(fault(temperature, 101)).toContain('write "101 F"');
    expect(fault(temperature, "101")).toContain('write "101 F"');
  });

  it.each<[string, QuantitySpec, unknown]>([
    ["55 C", temperature, 55],
    ["55 C with its unit", temperature, "55 C"],
    ["29.9 C", temperature, 29.9],
    ["45.1 C", temperature, 45.1],
    ["200 F", temperature, "200 F"],
    ["-3 cm", length, -3],
    ["-3 cm with a typographic minus", length, "−3 cm"],
    ["a calf of 3 cm", length, 3],
    ["-1 h", hours, -1],
    ["more than a year", hours, 8761],
    ["-1 mL", residual, -1],
    ["not a number", temperature, Number.NaN],
    ["infinity", temperature, Number.POSITIVE_INFINITY],
  ])("out of range is refused with the range: %s", (_what, spec, raw) => {
    expect(fault(spec, raw)).toContain(`${spec.min} to ${spec.max} ${spec.unit}`);
  });

  it.each<[string, QuantitySpec, unknown]>([
    ["a word", temperature, "hot"],
    ["an unknown unit", temperature, "38 K"],
    ["two numbers", length, "41 37"],
    ["a number with an exponent", temperature, "3.8e1"],
    ["true", temperature, true],
    ["null", temperature, null],
    ["a list", temperature, [38]],
    ["empty text", temperature, ""],
  ])("that is none is refused: %s", (_what, spec, raw) => {
    expect(fault(spec, raw)).toContain(`${spec.min} to ${spec.max}`);
  });

  it("with a thousands separator is never read as a thousandth of it", () => {
    // 1 mL would hide a retention of a litre
    expect(readQuantity(residual, "1,000 mL")).not.toEqual({ value: 1 });
    expect(readQuantity(hours, "1,200")).not.toEqual({ value: 1.2 });
  });

  it("names its range and the other units", () => {
    expect(allowedText(temperature)).toBe("30 to 45 C (or in F)");
    expect(allowedText(residual)).toBe("0 to 3000 mL (or in L)");
  });
});

describe("how a number is written", () => {
  const spec = (changes: Partial<QuantitySpec> = {}): QuantitySpec => ({
    unit: "mL",
    unit_also: ["millilitres"],
    min: 0,
    max: 5000,
    other_units: [
      { unit: "L", also: ["litres"], plus: 0, times: 1000 },
      { unit: "cL", also: [], plus: 0, times: 10 },
    ],
    ...changes,
  });

  it.each<[string, number]>([
    ["1,000", 1000],
    ["1,000 mL", 1000],
    ["12,000", 12000],
    ["123,000", 123000],
    ["1,234,567", 1234567],
    ["1,0000", 1],
    ["1,5 L", 1500],
    ["0.25", 0.25],
    ["  7  ", 7],
    ["7 m l", 7],
    ["7 M.L.", 7],
    ["7 MILLILITRES", 7],
    ["2 Litres", 2000],
    ["2.5cl", 25],
  ])("%j is %d", (raw, value) => {
    expect(readQuantity(spec({ max: 2_000_000 }), raw)).toEqual({ value });
  });

  it("may be below nothing where the range is, with any dash", () => {
    for (const raw of ["-5", "−5"]) expect(readQuantity(spec({ min: -10 }), raw)).toEqual({ value: -5 });
    for (const raw of ["-1,000", "−1,000"])
      expect(readQuantity(spec({ min: -2000 }), raw)).toEqual({ value: -1000 });
  });

  it.each([
    "about 7",
    "7 mL or so",
    "x",
    "7-8",
    "7\nmore",
    "more\n7",
    "7 x1,000",
    "7.1,000",
    "7 mL\nor more",
  ])("%j is not read", (raw) => {
    expect(fault(spec(), raw)).toContain("0 to 5000 mL (or in L, cL)");
  });

  it("is told apart: no number, a unit that is not known, and what was typed of it", () => {
    expect(fault(spec(), "much")).toBe("a number is needed: 0 to 5000 mL (or in L, cL)");
    expect(fault(spec(), "7−8")).toBe('the unit "−8" is not known here: 0 to 5000 mL (or in L, cL)');
    expect(fault(spec(), 7n)).toBe("a number is needed: 0 to 5000 mL (or in L, cL)");
    expect(fault(spec(), "7 pints")).toBe('the unit "pints" is not known here: 0 to 5000 mL (or in L, cL)');
    expect(fault(spec({ other_units: [] }), "7 pints")).toBe(
      'the unit "pints" is not known here: 0 to 5000 mL',
    );
  });

  it("is told both ways when another unit makes it too large", () => {
    expect(fault(spec(), "6 L")).toBe("6 L is 6000 mL is outside 0 to 5000 mL (or in L, cL)");
    expect(fault(spec(), "6000")).toBe("6000 mL is outside 0 to 5000 mL (or in L, cL)");
    expect(fault(spec(), "6000 mL")).toBe("6000 mL is outside 0 to 5000 mL (or in L, cL)");
    expect(fault(spec(), "-1")).toBe("-1 mL is outside 0 to 5000 mL (or in L, cL)");
  });

  it("suggests another unit only for a bare number that is too large here and fits there, its limits included", () => {
    const small = spec({ min: 10, max: 100, other_units: [{ unit: "uL", also: [], plus: 0, times: 0.1 }] });
    const hint = /if it is in uL, write/;
    expect(fault(small, 500)).toBe(
      '500 mL is outside 10 to 100 mL (or in uL); if it is in uL, write "500 uL"',
    );
    expect(fault(small, 101)).toMatch(hint);
    expect(fault(small, 1000)).toMatch(hint);
    expect(fault(small, 1001)).not.toMatch(hint);
    expect(fault(small, 5)).not.toMatch(hint);
    expect(
      fault({ ...small, other_units: [{ unit: "uL", also: [], plus: 0, times: 0.001 }] }, 500),
    ).not.toMatch(hint);
    expect(fault(small, "1500 uL")).not.toMatch(hint);
    const cold = spec({ min: 10, max: 20, other_units: [{ unit: "F", also: [], plus: 0, times: 0.4 }] });
    expect(fault(cold, 24)).not.toMatch(hint);
    expect(fault(cold, 25)).toContain('write "25 F"');
    const warm = spec({ min: 10, max: 20, other_units: [{ unit: "F", also: [], plus: 0, times: 3 }] });
    expect(fault(warm, 5), "too small here").not.toContain("write");
  });

  it("keeps two decimals of what it converts", () => {
    expect(
      readQuantity(spec({ other_units: [{ unit: "x", also: [], plus: 1, times: 1.23456 }] }), "1 x"),
    ).toEqual({
      value: 2.47,
    });
  });
});
