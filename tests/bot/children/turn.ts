/**
 * One turn with its posts, in a process that kills itself, as kill -9 would, at the step that it was told to die at. Says
 * "acknowledged" when the turn was.
 */
import { openStore } from "../../../src/store/open-store.ts";
import { runTurnInSteps } from "../interrupted-turn.ts";

const [url = "", schema = "", handle = "", dieAt = "", platformFile = ""] = process.argv.slice(2);
const opened = await openStore(url, schema ? { postgres: { schema } } : {});
await runTurnInSteps({
  opened,
  handle,
  platformFile,
  step: async (name) => {
    if (name === dieAt) process.kill(process.pid, "SIGKILL");
  },
  acknowledged: () => process.stdout.write("acknowledged\n"),
});
await opened.close();
