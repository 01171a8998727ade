/** The subject's end of the line to who measures it. */

/** Says that it listens, tells what it used when it is asked, and ends when it is told to. */
export function serveSubject(url: string, stop: () => Promise<unknown> | unknown): void {
  process.on("message", (asked) => {
    if (asked === "usage") {
      const { user, system } = process.cpuUsage();
      process.send?.({ usage: { cpu: (user + system) / 1000, rss: process.memoryUsage.rss() } });
    }
    if (asked === "stop") void Promise.resolve(stop()).then(() => process.exit(0));
  });
  // whoever measured is gone: nothing is left running
  process.on("disconnect", () => process.exit(0));
  process.send?.({ ready: url });
}

/** A variable that the measurement sets. @throws when it did not */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: subjects are started by npm run bench`);
  return value;
}
