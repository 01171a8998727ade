/** How the subject talks to the measuring process. */

/** Reports that it listens, reports its usage when asked, and ends when told to. */
export function serveSubject(url: string, stop: () => Promise<unknown> | unknown): void {
  process.on("message", (asked) => {
    if (asked === "usage") {
      const { user, system } = process.cpuUsage();
      process.send?.({ usage: { cpu: (user + system) / 1000, rss: process.memoryUsage.rss() } });
    }
    if (asked === "stop") void Promise.resolve(stop()).then(() => process.exit(0));
  });
  // the measuring process is gone: nothing is left running
  process.on("disconnect", () => process.exit(0));
  process.send?.({ ready: url });
}

/** A variable that the measurement sets. @throws when it did not */
export function requiredVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: subjects are started by npm run bench`);
  return value;
}
