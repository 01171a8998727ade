import { describe, expect, it } from "vitest";
import { type EncounterEvent, foldEvents } from "../../src/case/encounter.ts";
import { wordLists } from "../word-lists.ts";
import { B, Thread } from "./test-thread.ts";

const PIN = { version: wordLists.version, hash: wordLists.hash };

const ofType = (events: readonly EncounterEvent[], type: EncounterEvent["type"]) =>
  events.filter((event) => event.type === type);

describe("an event that was read from what a person typed names the word lists that read it", () => {
  it("for an answer, a list of findings, and what tells who the patient is", () => {
    const thread = new Thread();
    thread.start("72F, no fever");
    thread.say("confirm");
    thread.tap("procedure", "epidural_steroid_interlaminar");
    thread.say("no");
    const types = thread.events.filter(({ word_lists }) => word_lists).map(({ type }) => type);
    expect(new Set(types)).toEqual(new Set(["described", "proposed", "answered", "resolved"]));
    for (const { word_lists } of thread.events) if (word_lists) expect(word_lists).toEqual(PIN);
  });

  it("for a command that changes the case", () => {
    const thread = new Thread();
    thread.start();
    thread.say("role nurse");
    thread.say("owner me", B);
    thread.say("change fever");
    for (const type of ["role", "owner", "focused"] as const)
      expect(ofType(thread.events, type).at(-1)?.word_lists, type).toEqual(PIN);
  });

  it("and not for a tap, nor for what the bot does by itself", () => {
    const thread = new Thread();
    thread.start();
    thread.tap("procedure", "epidural_steroid_interlaminar");
    expect(ofType(thread.events, "answered").at(-1)).not.toHaveProperty("word_lists");
    for (const type of ["opened", "asked"] as const)
      for (const event of ofType(thread.events, type)) expect(event, type).not.toHaveProperty("word_lists");
  });
});

it("an event of before there were word lists folds to the same case", () => {
  const thread = new Thread();
  thread.start("no fever, foot drop");
  thread.say("confirm");
  const before = thread.events.map(({ word_lists: _, ...event }) => event as EncounterEvent);
  const { events: _with, ...now } = foldEvents("e1", thread.events);
  const { events: _without, ...then } = foldEvents("e1", before);
  expect(then).toEqual(now);
});
