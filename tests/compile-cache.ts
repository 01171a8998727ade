/** Programs that the slow tests start compile each file of the product once for all of them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export default function shareCompiledCode(): () => void {
  const folder = mkdtempSync(join(tmpdir(), "compiled-"));
  process.env.NODE_COMPILE_CACHE = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}
