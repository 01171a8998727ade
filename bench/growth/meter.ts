/** Two ways to measure what a piece of work costs. */

/** What one piece of work used, in milliseconds. */
export type WorkMeter = (work: () => Promise<unknown>) => Promise<number>;

/** The CPU time of this process: right where nothing else runs in it. */
export const cpuOf: WorkMeter = async (work) => {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

/** The time until it was done: right where another process does part of it. */
export const timeOf: WorkMeter = async (work) => {
  const before = performance.now();
  await work();
  return performance.now() - before;
};
