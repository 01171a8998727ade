/** A turn in Teams, over HTTP: this program and the smallest bot that botbuilder makes. */
import { withTempFolder } from "./folder.ts";
import type { BenchOptions, BenchSection, SectionFigures } from "./section.ts";
import { Subject } from "./subject.ts";
import { FakeMicrosoft } from "./teams/microsoft.ts";
import { measureTurns, roundCounts, TURN_COLUMNS } from "./turns.ts";

export const teamsSection: BenchSection = {
  id: "teams",
  title: "A turn in Teams",
  about: [
    "Here a tap on a card's answer, until the next card is posted; there a message, until its echo is posted. Both use " +
      "botbuilder's CloudAdapter without credentials, over HTTP on this machine: no token is checked or fetched, on " +
      "either side. The echo records nothing and has no card.",
  ],
  columns: [...TURN_COLUMNS, { id: "calls", title: "calls of the connector per turn", digits: 0 }],
  lead: "cpu",
  rows: [
    {
      id: "sqlite",
      what: "this program on SQLite: recorded, the card marked, the next one posted",
      whose: "ours",
    },
    { id: "echo", what: "bare botbuilder echo: one text posted, nothing recorded", whose: "peer" },
  ],
  packages: ["botbuilder"],
  measure: measureTeams,
};

async function measureTeams({ quick, say }: BenchOptions): Promise<SectionFigures> {
  const run = (name: string, taps: boolean) =>
    withTempFolder(async (folder) => {
      say(`${name} in Teams`);
      const microsoft = await FakeMicrosoft.start();
      const subject = await Subject.start(name, {
        TEAMS_LOCAL: "1",
        TRIAGE_PORT: "0",
        TRIAGE_STORE: `sqlite:${folder}/triage.db`,
      });
      const target = `${subject.url}/api/messages`;
      let turns = 0;
      let calls = 0;
      try {
        const measured = await measureTurns(
          subject,
          async () => {
            const talk = microsoft.begin();
            await microsoft.say(target, talk, "triage");
            return async () => {
              const before = microsoft.messages;
              const turn = await (taps
                ? microsoft.tap(target, talk)
                : microsoft.say(target, talk, "is the leg weak?"));
              turns += 1;
              calls += microsoft.messages - before;
              return turn;
            };
          },
          roundCounts(quick),
        );
        return { ...measured, calls: Math.round(calls / turns) };
      } finally {
        await subject.stop();
        await microsoft.stop();
      }
    });
  return {
    figures: { sqlite: await run("this-bot", true), echo: await run("bare-botbuilder", false) },
    notes: [],
  };
}
