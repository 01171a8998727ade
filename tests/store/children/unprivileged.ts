/** Opens a store and commits as a user who may read the file but not write it. Says the code of the fault. */
import { TriageError } from "../../../src/errors.ts";
import { openStore } from "../../../src/store/open-store.ts";
import { opening } from "../sample-commits.ts";

const [url = ""] = process.argv.slice(2);
// Root may write whatever the file's mode says.
if (process.getuid?.() === 0) {
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}
try {
  const store = await openStore(url);
  await store.commit(opening("e9"));
  process.stdout.write("committed\n");
} catch (error) {
  process.stdout.write(error instanceof TriageError ? `${error.code}: ${error.remedy}\n` : `bare ${error}\n`);
}
