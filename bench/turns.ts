/** Turns one after the other: how long each took, and the CPU time of its program. */
import { setTimeout as pause } from "node:timers/promises";
import { median } from "./section.ts";
import type { Subject } from "./subject.ts";

/** How long one turn took, in milliseconds. */
export interface MeasuredTurn {
  ack: number;
  /** Until its messages were posted. */
  post: number;
}

/** A conversation that can continue: each call is one turn of it. */
export type TurnRunner = () => Promise<MeasuredTurn>;

export interface RoundCounts {
  /** Conversations before anything is counted: until the compiler is done. */
  warm: number;
  measured: number;
  turns: number;
}

export const roundCounts = (quick: boolean): RoundCounts =>
  quick ? { warm: 2, measured: 3, turns: 8 } : { warm: 30, measured: 30, turns: 12 };

/** Work that begins after the last post is over by then: recording that it was sent. */
const SETTLING_MS = 40;

/** The median of all turns, and of the CPU time per turn in each conversation. */
export async function measureTurns(
  subject: Subject,
  begin: () => Promise<TurnRunner>,
  { warm, measured, turns }: RoundCounts,
): Promise<{ cpu: number; ack: number; post: number }> {
  const cpu: number[] = [];
  const all: MeasuredTurn[] = [];
  for (let round = 0; round < warm + measured; round += 1) {
    const talk = await begin();
    await pause(SETTLING_MS);
    const before = await subject.usage();
    const mine: MeasuredTurn[] = [];
    for (let turn = 0; turn < turns; turn += 1) mine.push(await talk());
    await pause(SETTLING_MS);
    const after = await subject.usage();
    if (round < warm) continue;
    cpu.push((after.cpu - before.cpu) / turns);
    all.push(...mine);
  }
  return {
    cpu: median(cpu),
    ack: median(all.map(({ ack }) => ack)),
    post: median(all.map(({ post }) => post)),
  };
}

/** The columns of a table of turns. */
export const TURN_COLUMNS = [
  { id: "cpu", title: "CPU ms per turn", digits: 2, better: "lower" },
  { id: "ack", title: "median ms to the acknowledgement", digits: 1, better: "lower" },
  { id: "post", title: "median ms to the post", digits: 1, better: "lower" },
] as const;
