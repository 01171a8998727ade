/** A turn in Slack, over HTTP with Slack's signature: this program, a handwritten bot, and one with Chat SDK. */
import { withTempSchema } from "./bench-postgres.ts";
import type { BenchOptions, BenchSection, SectionFigures } from "./section.ts";
import { withSlackBench } from "./slack/slack-bench.ts";
import { measureTurns, roundCounts, TURN_COLUMNS } from "./turns.ts";

const SUBJECTS = [
  {
    id: "sqlite",
    name: "this-bot",
    whose: "ours",
    what: "this program on SQLite: recorded, the question marked, the next one posted",
  },
  { id: "postgres", name: "this-bot", what: "this program on Postgres, the same", postgres: "TRIAGE_STORE" },
  {
    id: "bolt",
    name: "bare-bolt",
    whose: "peer",
    what: "bare Bolt handler: the next question posted, nothing recorded",
  },
  {
    id: "bolt-marking",
    name: "bare-bolt",
    whose: "peer",
    env: { BENCH_MARK: "1" },
    what: "bare Bolt handler that marks: the question marked and the next one posted, nothing recorded",
  },
  {
    id: "bolt-recording",
    name: "bare-bolt",
    whose: "peer",
    env: { BENCH_MARK: "1", BENCH_RECORD: "1" },
    what: "bare Bolt handler that records: the answer as one row of an SQLite file, the question marked, the next one posted",
  },
  {
    id: "chat-memory",
    name: "chat-sdk",
    whose: "peer",
    what: "Chat SDK with memory state: the answer kept in memory, the question marked, the next one posted",
  },
  {
    id: "chat-postgres",
    name: "chat-sdk",
    whose: "peer",
    what: "Chat SDK with Postgres state: the answer kept, the question marked, the next one posted",
    postgres: "BENCH_POSTGRES",
  },
] as const;

export const slackSection: BenchSection = {
  id: "slack",
  title: "A turn in Slack",
  about: [
    "One turn is a tap on an answer: a signed request over HTTP, its acknowledgement, and the next question as a " +
      "message with buttons. Each program runs in a process of its own with the same Node.js, against the same local " +
      "Slack, which answers at once; its CPU is what that process used, the database server's is not in it.",
    "What the peers do not do: the bare handler records nothing, or, where it records, only that something was tapped: " +
      "what it posts is lost when it dies. Chat SDK keeps the thread's state and its locks, but " +
      "a crash between its acknowledgement and its post loses the answer or the post, and no message is tried again. " +
      "This program has the turn in its record, with its hash chain, before anything is posted; posts come from an " +
      "outbox that outlives a crash. Neither of them decides anything; here the whole protocol is assessed each turn.",
  ],
  columns: [...TURN_COLUMNS, { id: "calls", title: "calls of Slack per turn", digits: 0 }],
  lead: "cpu",
  rows: SUBJECTS.map((subject) => ({
    id: subject.id,
    what: subject.what,
    ...("whose" in subject && { whose: subject.whose }),
  })),
  packages: [
    "@slack/bolt",
    "chat",
    "@chat-adapter/slack",
    "@chat-adapter/state-memory",
    "@chat-adapter/state-pg",
  ],
  measure: measureSlack,
};

async function measureSlack({ quick, postgres, say }: BenchOptions): Promise<SectionFigures> {
  const figures: Record<string, Record<string, number>> = {};
  for (const subject of SUBJECTS) {
    const needs = "postgres" in subject ? subject.postgres : null;
    if (needs && !postgres) continue;
    say(subject.what);
    const run = (env: Readonly<Record<string, string>>) =>
      withSlackBench(
        subject.name,
        { ...("env" in subject && subject.env), ...env },
        async ({ subject: program, people }) => {
          let turns = 0;
          let calls = 0;
          const measured = await measureTurns(
            program,
            async () => {
              const talk = await people.open();
              return async () => {
                const before = people.messages;
                const turn = await people.reply(talk);
                turns += 1;
                calls += people.messages - before;
                return turn;
              };
            },
            roundCounts(quick),
          );
          return { ...measured, calls: Math.round(calls / turns) };
        },
      );
    figures[subject.id] =
      needs && postgres ? await withTempSchema(postgres, (url) => run({ [needs]: url })) : await run({});
  }
  const { sqlite, bolt } = figures;
  const ratio = ((sqlite?.cpu ?? 0) / (bolt?.cpu ?? 1)).toFixed(1);
  return {
    figures,
    notes: [
      `A durable turn on SQLite uses ${ratio} times the CPU of the bare Bolt handler that posts one message.`,
      ...(postgres ? [] : ["No Postgres answered: its rows are empty."]),
    ],
  };
}
