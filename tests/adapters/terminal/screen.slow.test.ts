/** Somebody types at a screen. */
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PROMPT, type Screen, screens } from "../../cli/screen-runner.ts";

describe("at a screen", { timeout: 120_000 }, () => {
  let at: ReturnType<typeof screens>;
  beforeEach(() => {
    at = screens();
  });
  afterEach(() => at.remove());

  const sit = async (): Promise<Screen> => {
    const screen = at.open();
    await screen.until(PROMPT);
    return screen;
  };
  /** Somebody who wants each question by itself: it is remembered for their next cases. */
  const sitOneByOne = async (): Promise<Screen> => {
    const screen = await sit();
    await screen.line("one by one");
    return screen;
  };
  const leave = async (screen: Screen): Promise<void> => {
    screen.type("quit\r");
    await screen.until("[ended]");
  };
  const nameIn = (screen: Screen): string => /([a-z]+-[a-z]+-\d+)> $/.exec(screen.out)?.[1] ?? "";

  it("what was typed before a question was printed is thrown away and named", async () => {
    const screen = await sitOneByOne();
    const printed = await screen.line("patient is here\ryes\rno");
    expect(printed).toContain("Recorded: Contact: patient is here");
    expect(printed).toContain("Red flags 1 of 12");
    expect(printed).toContain('Not recorded, because it was typed before this was shown: "yes", "no".');
    expect(await screen.line("no")).toContain("Recorded: New leg weakness or sensory change: absent");
  });

  it("half a line that was begun too early is not joined with what is typed after the question", async () => {
    const screen = await sitOneByOne();
    screen.type("patient is here\r3 ");
    const printed = await screen.until(PROMPT);
    expect(printed).toContain('typed before this was shown: "3".');
    expect(await screen.line("no")).toContain("Recorded: New leg weakness or sensory change: absent");
  });

  it("new starts another patient's case; its name switches to either, and nothing is mixed", async () => {
    const screen = await sitOneByOne();
    const first = nameIn(screen);
    await screen.line("patient is here");
    const begun = await screen.line("new");
    expect(begun).toContain("Contact 1 of 1: Contact");
    const second = nameIn(screen);
    expect(second).not.toBe(first);
    expect(await screen.line("by telephone")).toContain("Recorded: Contact: by telephone");
    const back = await screen.line(first);
    expect(nameIn(screen)).toBe(first);
    expect(back).toContain("Contact");
    expect(back.trimEnd()).toMatch(/Red flags 1 of 12: New leg weakness[\s\S]*> *$/);
    expect(await screen.line("no")).toContain("Recorded: New leg weakness or sensory change: absent");
    const again = await screen.line(second.slice(0, 8));
    expect(again).toContain("Red flags 1 of 12");
    expect(nameIn(screen)).toBe(second);
  });

  it("a case that is open is offered by name at the next start, and no word goes to it before", async () => {
    const one = await sit();
    const name = nameIn(one);
    await one.line("change procedure");
    await one.line("caudal");
    await leave(one);
    const two = at.open();
    const offered = await two.until(PROMPT);
    expect(offered).toContain("One case is open:");
    expect(offered).toContain(`${name}: Not assessed yet, epidural steroid, caudal, opened`);
    expect(await two.line("no")).toContain("Type a case's name to go on with it, or new to start another.");
    expect(await two.line(name)).toContain("Contact 1 of 1");
    expect(await two.line("patient is here")).toContain("Recorded: Contact: patient is here");
    await leave(two);
  });

  it("findings after the word that starts a case are asked about where one is open", async () => {
    const screen = await sit();
    const name = nameIn(screen);
    await screen.line("patient is here");
    const asked = await screen.line("triage fever 38.6");
    expect(asked).toContain("Another patient?");
    expect(asked).toContain(name);
    expect(await screen.line("new fever 38.6")).toContain("Fever");
    expect(nameIn(screen)).not.toBe(name);
  });

  it("a case whose record was changed is named as that, and a new one can be started", async () => {
    const one = await sit();
    await one.line("patient is here");
    await leave(one);
    const file = new DatabaseSync(`${at.folder}/data/triage.db`);
    file.exec("update events set at = '2026-01-31T13:00:00.000Z' where seq = 3");
    file.close();
    const two = at.open();
    expect(await two.until(PROMPT)).toContain("CANNOT BE READ: its record was changed after it was made");
    expect(await two.line("new")).toContain("Contact 1 of 1");
  });
});
