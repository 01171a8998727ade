/** What a long case costs: a turn in it and in a short one, and reading its whole record. */
import { type EncounterEvent, foldEvents } from "../src/case/encounter.ts";
import { openStore } from "../src/store/open-store.ts";
import { withTempFolder } from "./folder.ts";
import { cpuOf } from "./growth/meter.ts";
import { quietService } from "./growth/quiet-service.ts";
import { TemplateConversation } from "./growth/template-conversation.ts";
import { type BenchOptions, type BenchSection, median, type SectionFigures } from "./section.ts";

const CASE_OPENED_AT = Date.parse("2026-11-01T00:00:00Z");
const CASE_OWNER = { id: "slack:T1:U1", name: "U1" };
const ANSWER_CHANGES = 5_000;

export const longSection: BenchSection = {
  id: "long",
  title: "A long case",
  about: [
    "The bot over SQLite, in one process, without HTTP. Few cases have more than 150 events; a thousand is a case " +
      "that was gone back to for days.",
  ],
  columns: [{ id: "cpu", title: "CPU ms", digits: 2, better: "lower" }],
  rows: [
    { id: "short", what: "a turn in a case of 10 to 30 events" },
    { id: "long", what: "a turn in a case of 1,000 events" },
    { id: "first", what: "the first turn in a case of 1,000 events after a start" },
    { id: "fold", what: "5,000 changes of one question, folded" },
  ],
  packages: [],
  measure: measureLong,
};

function measureLong({ quick, say }: BenchOptions): Promise<SectionFigures> {
  return withTempFolder(async (folder) => {
    const url = `sqlite:${folder}/long.db`;
    let now = CASE_OPENED_AT;
    const open = async () => {
      const store = await openStore(url);
      const service = quietService(store, () => now);
      return { store, service, talk: new TemplateConversation(store, service, CASE_OWNER, "long") };
    };
    const first = await open();
    const turns = async (talk: TemplateConversation, count: number) => {
      const each: number[] = [];
      for (let turn = 0; turn < count; turn += 1) {
        now += 1000;
        each.push(await cpuOf(() => talk.answer()));
      }
      return median(each);
    };
    say("turns in a short case");
    const short: number[] = [];
    for (let opened = 0; opened < (quick ? 4 : 20); opened += 1) {
      await first.talk.open();
      short.push(await turns(first.talk, TemplateConversation.ANSWERS));
    }
    const goal = quick ? 200 : 1_000;
    say(`turns in a case of ${goal} events`);
    const long: number[] = [];
    for (let opened = 0; opened < (quick ? 2 : 6); opened += 1) {
      await first.talk.open();
      await first.talk.lengthen(goal);
      // the first turn reads what was just added
      await turns(first.talk, 1);
      long.push(await turns(first.talk, TemplateConversation.ANSWERS - 1));
    }
    const begun: number[] = [];
    for (let started = 0; started < (quick ? 1 : 5); started += 1) {
      await first.talk.open();
      await first.talk.lengthen(goal);
      const again = await open();
      again.talk.goOnWith(first.talk);
      begun.push(await turns(again.talk, 1));
      await again.service.stop();
      await again.store.close();
    }
    await first.service.stop();
    await first.store.close();
    const events = manyChanges(quick ? 500 : ANSWER_CHANGES);
    const folds: number[] = [];
    for (let time = 0; time < 5; time += 1) folds.push(await cpuOf(async () => foldEvents("1", events)));
    return {
      figures: {
        short: { cpu: median(short.slice(Math.floor(short.length / 2))) },
        long: { cpu: median(long) },
        first: { cpu: median(begun) },
        fold: { cpu: median(folds) },
      },
      notes: [],
    };
  });
}

function manyChanges(count: number): EncounterEvent[] {
  const protocol = { id: "p", version: "1.0.0", hash: "0" };
  const shared = { at: CASE_OPENED_AT, actor: CASE_OWNER };
  const opened: EncounterEvent = { type: "opened", handle: "a-b-1", protocol, role: "physician", ...shared };
  return [
    opened,
    ...Array.from(
      { length: count },
      (_, at): EncounterEvent => ({
        type: "answered",
        question: "fever",
        answer: { value: at % 2 === 0 ? "present" : "absent" },
        as: at === 0 ? "first" : "change",
        how: "tap",
        ...shared,
      }),
    ),
  ];
}
