import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { programRunner } from "../../cli/program-runner.ts";
import { answersUntilDecided } from "../../cli/typed-answers.ts";

const root = join(import.meta.dirname, "../../..");

/** Runs the real program on typed lines, at a fixed moment, on a store of its own. */
async function chat(lines: readonly string[], now = "2026-01-31T14:00:00Z") {
  const { run, remove } = programRunner();
  try {
    return await run("chat", [], { lines, now });
  } finally {
    remove();
  }
}

describe("a case in the terminal", () => {
  it("asks in order, and ends with the result when nothing is left to ask", async () => {
    const { out, code } = await chat(answersUntilDecided);
    expect(code).toBe(0);
    expect(out.indexOf("Context 1 of 4: Procedure")).toBeGreaterThan(-1);
    expect(out).toContain("ROUTINE\n");
    expect(out).toContain("Return at once with any of these:");
    expect(out).toContain("pending human review");
    expect(out).not.toContain("PROVISIONAL");
  });

  it("posts the alert the moment an emergency is true, and goes on asking", async () => {
    const { out } = await chat(["caudal", "6 h", "no", "no", "no", "yes"]);
    const alert = out.indexOf("!! EMERGENT: Neurological deficit");
    const next = out.indexOf("Red flags 3 of");
    expect(alert).toBeGreaterThan(-1);
    expect(next).toBeGreaterThan(alert);
    expect(out.slice(next)).toContain("This does not delay what is already needed.");
    expect(out).toContain("By 2026-01-31 18:00 (within 4 hours, aim for 2).");
  });

  it("never reassures when the input ends early", async () => {
    const { out } = await chat(["caudal", "6 h", "no", "no", "no"]);
    expect(out).toContain("So far: act as URGENT, PROVISIONAL, could be EMERGENT");
    expect(out).toContain("It does not reassure.");
    expect(out).toContain("Complete the examination now");
  });

  it("refuses what cannot be, keeps the question, and says what is allowed", async () => {
    const { out } = await chat([
      "caudal",
      "6 h",
      "no",
      "no",
      "no",
      "no",
      "no",
      "no",
      "no",
      "no",
      "no",
      "101",
      "55 C",
      "101F",
    ]);
    expect(out).toContain('if it is in F, write "101 F"');
    expect(out).toContain("55 C is outside 30 to 45 C");
    expect(out).toContain("Rigors or infected injection site");
  });

  it("takes back, change, why, cite, status, unknown and help, and comes back to the right question", async () => {
    const { out } = await chat([
      "caudal",
      "back",
      "blood patch",
      "why",
      "unknown",
      "change procedure",
      "caudal",
      "cite 1",
      "cite 9999",
      "help",
      "status",
      "quit",
      "no",
    ]);
    expect(out).toContain("Bleeding shows mostly within a day");
    expect(out).toContain("Source 1");
    expect(out).toContain("There is no source 9999");
    expect(out).toContain("What you can say");
    expect(out).toContain("So far:");
    expect(out.trimEnd().endsWith("quit")).toBe(true);
  });

  it("does not repeat what can identify a patient, and says so", async () => {
    const { out } = await chat(["MRN 00123456"]);
    expect(out).toContain("That part was not stored.");
  });

  it("says which moment is wrong", async () => {
    const { err, code } = await chat([], "noon");
    expect(code).toBe(2);
    expect(err).toBe(
      'TRIAGE_NOW is "noon"; it is a moment such as 2026-01-31T14:00:00Z\nMend it, or unset it.\n',
    );
  });

  it("shows what was recorded also where no other question follows", async () => {
    const { out } = await chat([
      "fever 38.4",
      "confirm",
      "change leg circumference",
      "calf 41 vs 37",
      "quit",
    ]);
    const after = (typed: string) => out.split(`> ${typed}\n`)[1]?.split("\n> ")[0] ?? "";
    expect(after("confirm")).toContain("Confirmed and recorded");
    expect(after("calf 41 vs 37")).toContain("calf left 41 cm, right 37 cm");
  });

  it("holds the sample dialogue of the README", async () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const sample = /```text\n(Leg pain or swelling[\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const typed = [...sample.matchAll(/^> (.+)$/gm)].map((match) => match[1] ?? "");
    expect(typed.length).toBeGreaterThan(3);
    expect((await chat([...typed, "quit"])).out.startsWith(sample.trimEnd())).toBe(true);
  });
});
