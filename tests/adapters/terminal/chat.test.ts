import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { PROGRAMS_MAY_TAKE, programRunner } from "../../cli/program-runner.ts";
import { answersUntilDecided } from "../../cli/typed-answers.ts";

vi.setConfig({ testTimeout: PROGRAMS_MAY_TAKE });

const root = join(import.meta.dirname, "../../..");

/** Every case has the same name in a transcript. */
const named = (text: string) => text.replace(/^[a-z]+-[a-z]+-\d+(?=> )/gm, "amber-falcon-42");

/** Runs the real program on lines that answer in order, at a fixed moment, on a store of its own. */
async function chat(lines: readonly string[], now = "2026-01-31T14:00:00Z", args = ["--in-order"]) {
  const { run, remove } = programRunner();
  try {
    const { out, err, code } = await run("chat", args, { lines, now });
    return { out: named(out), err, code };
  } finally {
    remove();
  }
}

describe("a case in the terminal", () => {
  it("asks in order, and ends with the result when nothing is left to ask", async () => {
    const { out, code } = await chat(answersUntilDecided);
    expect(code).toBe(0);
    expect(out.indexOf("Contact 1 of 1: Contact")).toBeGreaterThan(-1);
    expect(out).toContain("ROUTINE\n");
    expect(out).toContain("Come back at once with any of these:");
    expect(out).toContain("pending human review");
    expect(out).not.toContain("PROVISIONAL");
  });

  it("posts the alert the moment an emergency is true, and goes on asking", async () => {
    const { out } = await chat(["patient is here", "yes"]);
    const alert = out.indexOf("!! EMERGENT: Neurological deficit");
    const next = out.indexOf("Imaging safety 1 of");
    expect(alert).toBeGreaterThan(-1);
    expect(next).toBeGreaterThan(alert);
    expect(out.slice(next)).toContain("This does not delay what is already needed.");
    expect(out).toContain("By 2026-01-31 18:00 (within 4 hours, aim for 2).");
  });

  it("says the moment it is true that a case is URGENT, with what to do, and goes on asking", async () => {
    const { out } = await chat(["fever 38.9", "confirm", "patient is here", "quit"]);
    const after = out.split("> confirm\n")[1]?.split("\namber-falcon-42> ")[0] ?? "";
    expect(after).toMatch(/\nURGENT: [^\n]*\nRecorded: Fever: 38\.9 C\n/);
    expect(after).toContain("MRI");
    expect(after.indexOf("Imaging safety 1 of 3")).toBeGreaterThan(after.indexOf("URGENT: "));
  });

  it("never reassures when the input ends early", async () => {
    const { out } = await chat(["patient is here", "no", "no", "no"]);
    expect(out).toContain("So far: Not assessed yet, act as URGENT, PROVISIONAL, could be EMERGENT");
    expect(out).toContain("It does not reassure.");
    expect(out).toContain("Complete the examination now");
  });

  it("refuses what cannot be, keeps the question, and says what is allowed", async () => {
    const { out } = await chat([
      "patient is here",
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
    expect(out).toContain("Recorded: Fever: 38.33 C");
  });

  it("takes back, change, why, cite, status, unknown and help, and comes back to the right question", async () => {
    const { out } = await chat([
      "patient is here",
      "back",
      "by telephone",
      "why",
      "unknown",
      "change contact",
      "patient is here",
      "cite 1",
      "cite 9999",
      "help",
      "status",
      "quit",
      "no",
    ]);
    expect(out).toContain("A new deficit after a neuraxial injection is compression");
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
    const after = (typed: string) => out.split(`> ${typed}\n`)[1]?.split("\namber-falcon-42> ")[0] ?? "";
    expect(after("confirm")).toContain("Confirmed and recorded");
    expect(after("calf 41 vs 37")).toContain("calf left 41 cm, right 37 cm");
  });

  it("prints what was recorded with its value before anything else, and once", async () => {
    const { out } = await chat(["patient is here", "change time since the injection", "6 h ago", "quit"]);
    expect(out).toContain("> patient is here\n\nRecorded: Contact: patient is here\n\nRed flags 1 of 12");
    expect(out).toContain("> 6 h ago\n\nRecorded: Time since the injection: Sat 31 Jan, 08:00\n");
    expect(out.split("Recorded: Contact")).toHaveLength(2);
  });

  it("has the headline of an alert first, and then what was recorded", async () => {
    const { out } = await chat(["patient is here", "yes"]);
    expect(out).toMatch(/!! EMERGENT: [^\n]*\nRecorded: New leg weakness or sensory change: present\n/);
  });

  it("names what was not read on the next question and on the result so far, until it is said what it is", async () => {
    const { out } = await chat([
      "saddle like jelly",
      "patient is here",
      "status",
      "unread",
      "unread 1 other",
      "status",
      "quit",
    ]);
    const after = (typed: string) => out.split(`> ${typed}\n`)[1]?.split("\namber-falcon-42> ")[0] ?? "";
    expect(after("patient is here")).toContain('Not read: "saddle like jelly" (you)');
    expect(after("status")).toContain('Not read: "saddle like jelly" (you)');
    expect(after("unread")).toContain("Type unread, its number and the finding, recorded, or other.");
    expect(out.split("> unread 1 other")[1]).not.toContain("Not read");
  });

  it("takes back what was recorded last, and asks before it withdraws an alert", async () => {
    const { out } = await chat(["by telephone", "undo", "patient is here", "yes", "undo", "yes", "quit"]);
    expect(out).toContain("> undo\n\nTaken back: Contact: by telephone\n\nContact 1 of 1: Contact");
    expect(out).toContain("Take this back? An emergency rests on it.");
    expect(out.indexOf("!! NO LONGER AN EMERGENCY")).toBeGreaterThan(out.indexOf("Take this back?"));
  });

  it("takes a yes with more words at once, and asks next what was confirmed with a doubt", async () => {
    const { out } = await chat([
      "change weakness",
      "yes, left",
      "possible urinary retention",
      "confirm",
      "quit",
    ]);
    const after = (typed: string) => out.split(`> ${typed}\n`)[1]?.split("\namber-falcon-42> ")[0] ?? "";
    expect(after("yes, left")).toContain("New leg weakness or sensory change: present");
    expect(after("confirm")).toContain("retention");
    expect(out).not.toMatch(/Recorded: [^\n]*not assessed/);
  });

  it("does not cut words down to the part that answers what is asked", async () => {
    const { out } = await chat([
      "change time",
      "foot drop and can't pass urine since this morning, temp 38.9",
      "quit",
    ]);
    expect(out).not.toMatch(/Recorded: Time/);
    expect(out).toContain("38.9");
  });

  it("confirms a list by yes, and shows the other side as a contradiction", async () => {
    const { out } = await chat(["left calf swollen", "yes", "right calf swollen", "quit"]);
    const after = (typed: string) => out.split(`> ${typed}\n`)[1]?.split("\namber-falcon-42> ")[0] ?? "";
    expect(after("yes")).toMatch(/Confirmed and recorded[\s\S]*left/i);
    expect(after("right calf swollen")).not.toMatch(/^Recorded:/m);
    expect(after("right calf swollen")).toMatch(/left[\s\S]*right|right[\s\S]*left/i);
  });

  it("takes lines of a file as findings, and records no bare answer of it", async () => {
    const { out, code } = await chat(
      ["patient is here", "no", "unknown", "fever 38.4", "yes", "confirm"],
      undefined,
      [],
    );
    expect(code).toBe(0);
    expect(out).toContain("With --in-order they answer the questions as these are asked.");
    for (const bare of ["patient is here", "no", "unknown", "yes", "confirm"])
      expect(out).toContain(`Not recorded: "${bare}" answers what was asked`);
    expect(out).toContain("Fever: 38.4 C");
    expect(out).not.toContain("Recorded:");
    expect(out).toContain("Nothing is recorded yet.");
  });

  it("says what --in-order does", async () => {
    expect((await chat([], undefined, ["--help"])).out).toContain(
      "--in-order   lines of a file answer the questions",
    );
  });

  it("starts a new case for every file of lines, and mixes no patient with another", async () => {
    const at = programRunner();
    try {
      const first = (await at.run("chat", ["--in-order"], { lines: ["patient is here", "no", "no"] })).out;
      const second = (await at.run("chat", ["--in-order"], { lines: ["by telephone", "no"] })).out;
      expect(second).toContain("Contact 1 of 1: Contact");
      expect(second).not.toContain("Contact: patient is here");
      const names = [first, second].map((out) => /^([a-z]+-[a-z]+-\d+)> /m.exec(out)?.[1]);
      expect(new Set(names).size).toBe(2);
      expect((await at.run("audit", [])).out).toContain("2 cases, all intact");
    } finally {
      at.remove();
    }
  });

  it("holds the sample dialogue of the README", async () => {
    const readme = readFileSync(join(root, "README.md"), "utf8");
    const sample = /```text\n(Leg pain or swelling[\s\S]*?)```/.exec(readme)?.[1] ?? "";
    const typed = [...sample.matchAll(/^amber-falcon-42> (.+)$/gm)].map((match) => match[1] ?? "");
    expect(typed.length).toBeGreaterThan(3);
    expect((await chat([...typed, "quit"])).out.startsWith(sample.trimEnd())).toBe(true);
  });
});

describe("what is typed in the terminal when the case is closed", () => {
  it("is kept and offered, and begins a case by one word", async () => {
    const { out } = await chat(["close", "68F, right calf swollen", "start"]);
    expect(out).toContain("Start a case with these words? Type start or no.");
    expect(out.slice(out.indexOf("> start"))).toContain("calf swollen");
  });

  it("is put away by no, and begins none when it is talk", async () => {
    const { out } = await chat(["close", "68F, right calf swollen", "no", "thanks"]);
    expect(out).toContain("Not started. Your words are not kept.");
    expect(out).toContain("This bot triages one patient at a time");
    expect(out.match(/Contact 1 of/g)).toHaveLength(1);
  });
});
