/** A person's open cases, as their list shows them. */
import { current } from "../conversation/current.ts";
import { type CaseLine, nextDeadlineOf } from "../conversation/view-cases.ts";
import type { Store } from "../store/store.ts";
import type { Content } from "./content.ts";
import { encounterOf } from "./record.ts";

/** More than anybody has at once. */
const LISTED = 100;

/** @param owner an actor's id */
export async function openCasesOf(
  owner: string,
  { cases }: Pick<Store, "cases">,
  find: Content["find"],
): Promise<CaseLine[]> {
  const { items } = await cases.listOpen({ owner }, { limit: LISTED });
  const lines: CaseLine[] = [];
  for (const { id } of items) {
    const found = await cases.load(id);
    const content = found && find(found.encounter.protocol);
    if (!content || found.events.length === 0) continue;
    const encounter = encounterOf(found);
    const { assessment } = current(content.protocol, encounter);
    lines.push({
      encounter,
      acts_on: assessment.acts_on,
      provisional: assessment.provisional,
      nextDeadline: nextDeadlineOf(encounter),
    });
  }
  return lines;
}
