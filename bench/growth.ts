/** Whether a store that has grown is as fast as a new one, on SQLite and on Postgres, and what a long case costs. */
import type { Actor } from "../src/case/encounter.ts";
import { openStore } from "../src/store/open-store.ts";
import { withTempSchema } from "./bench-postgres.ts";
import { withTempFolder } from "./folder.ts";
import { fillStore, type RowSink } from "./growth/fill.ts";
import { cpuOf, timeOf, type WorkMeter } from "./growth/meter.ts";
import { quietService } from "./growth/quiet-service.ts";
import { postgresSink, sqliteSink } from "./growth/sinks.ts";
import { makeTemplates } from "./growth/template.ts";
import { TemplateConversation } from "./growth/template-conversation.ts";
import { type BenchOptions, type BenchSection, median, type SectionFigures } from "./section.ts";

const MILLION = 1_000_000;
const STORE_SIZES = [1_000, 100_000, MILLION] as const;
const QUICK_SIZES = [1_000, 5_000] as const;
const TEMPLATES_AT = Date.parse("2026-11-01T00:00:00Z");
/** The filled cases date from these days: none is due to be closed, forgotten or purged. */
const SPREAD_MS = 5 * 24 * 3_600_000;

const MEASURED_WORK = {
  turn: "a turn: an answer recorded, the next question handed to an adapter that accepts it at once",
  list: "the list of a person's open cases, five of them",
  claim: "a look into the outbox, with nothing to send",
  sweep: "a look at all reminders, with none due",
  upkeep: "a look at what is to be closed, forgotten or purged, with nothing to do",
} as const;
type WorkName = keyof typeof MEASURED_WORK;
const STORE_NAMES = { sqlite: "SQLite", postgres: "Postgres" } as const;

export const growthSection: BenchSection = {
  id: "growth",
  title: "Growth",
  about: [
    "The bot over its store, in one process, without HTTP. The store is filled in bulk with cases whose rows are those " +
      "of real turns: each with its own id, key, sealed events, hash chain, thread and posts; one in fifty is open with " +
      "a clock that runs. What is timed are real turns and real looks.",
    "SQLite's figures are the CPU of the process, Postgres' the time until it answered.",
  ],
  columns: STORE_SIZES.map((size) => ({
    id: String(size),
    title: `ms at ${size.toLocaleString("en")} cases`,
    digits: 2,
    better: "lower" as const,
  })),
  rows: Object.entries(STORE_NAMES).flatMap(([store, name]) =>
    Object.entries(MEASURED_WORK).map(([doing, what]) => ({
      id: `${store}-${doing}`,
      what: `${name}: ${what}`,
    })),
  ),
  packages: ["kysely", "pg"],
  measure: measureGrowth,
};

interface GrowthRun {
  name: keyof typeof STORE_NAMES;
  url: string;
  sink: () => { sink: RowSink; close: () => Promise<void> | void };
}

function measureGrowth(options: BenchOptions): Promise<SectionFigures> {
  const { postgres } = options;
  return withTempFolder((folder) => {
    const path = `${folder}/grown.db`;
    const sqlite: GrowthRun = { name: "sqlite", url: `sqlite:${path}`, sink: () => sqliteSink(path) };
    if (!postgres) return measureSizes([sqlite], options);
    return withTempSchema(postgres, (url) =>
      measureSizes([sqlite, { name: "postgres", url, sink: () => postgresSink(url) }], options),
    );
  });
}

async function measureSizes(
  stores: readonly GrowthRun[],
  { quick, million, say, postgres }: BenchOptions,
): Promise<SectionFigures> {
  const figures: Record<string, Record<string, number>> = {};
  const templates = await makeTemplates(TEMPLATES_AT);
  for (const { url } of stores) await (await openStore(url)).close();
  let filled = 0;
  const sizes = quick ? QUICK_SIZES : STORE_SIZES.filter((size) => million || size < MILLION);
  for (const size of sizes) {
    say(`filling ${stores.map(({ name }) => name).join(" and ")} up to ${size.toLocaleString("en")} cases`);
    const sinks = stores.map(({ sink }) => sink());
    const before = (number: number) => ((number * 7919) % 100_000) * (SPREAD_MS / 100_000);
    await fillStore(templates, filled, size, before, async (rows) => {
      await Promise.all(sinks.map(({ sink }) => sink(rows)));
    });
    for (const { close } of sinks) await close();
    filled = size;
    for (const { name, url } of stores) {
      say(`measuring ${name} with ${size.toLocaleString("en")} cases`);
      const times = await measureStore(url, name === "sqlite" ? cpuOf : timeOf, quick, size);
      for (const [doing, ms] of Object.entries(times)) {
        const row = `${name}-${doing}`;
        figures[row] = { ...figures[row], [String(size)]: ms };
      }
    }
  }
  return {
    figures,
    notes: [
      ...(postgres ? [] : ["No Postgres answered: its rows are empty."]),
      ...(million ? [] : ["Filling a million cases takes some ten minutes: it is done with --million."]),
    ],
  };
}

async function measureStore(
  url: string,
  meter: WorkMeter,
  quick: boolean,
  size: number,
): Promise<Record<WorkName, number>> {
  const store = await openStore(url);
  // each size has its own moment, so that its cases are the latest
  let now = TEMPLATES_AT + size;
  const service = quietService(store, () => now);
  const times = quick ? 10 : 60;
  const repeated = async (
    work: () => Promise<unknown>,
    count = times,
    prepare: (time: number) => Promise<unknown> | undefined = () => undefined,
  ) => {
    const each: number[] = [];
    for (let time = 0; time < count; time += 1) {
      now += 10;
      await prepare(time);
      each.push(await meter(work));
    }
    return median(each.slice(Math.floor(count / 3)));
  };
  const person: Actor = { id: `slack:T1:M${size}`, name: "M" };
  try {
    const talk = new TemplateConversation(store, service, person, `m${size}`);
    for (let opened = 0; opened < 5; opened += 1) await talk.open();
    const list = await repeated(() => service.bot.cases(person));
    return {
      list,
      turn: await repeated(
        () => talk.answer(),
        times * 2,
        (time) => (time % TemplateConversation.ANSWERS === 0 && time > 0 ? talk.open() : undefined),
      ),
      claim: await repeated(() => {
        const at = new Date(now).toISOString();
        return store.outbox.claim({ by: "bench", at, until: new Date(now + 60_000).toISOString() });
      }),
      sweep: await repeated(() => service.sweep()),
      upkeep: await repeated(() => {
        now += 11 * 60_000;
        return service.sweep();
      }, 9),
    };
  } finally {
    await service.stop();
    await store.close();
  }
}
