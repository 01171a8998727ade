/** M7: what was said of another patient, in words that tell, stands in no case of this one. */
import type { Rule, Scene } from "./judge.ts";
import { caseOn, says } from "./screens.ts";
import type { Line, LineOf } from "./transcript.ts";

export function onePatient(scene: Scene): Rule {
  const { acts, screens } = scene;
  /** Whose each case is, and the patient of each typed message. */
  const patients = new Map<string, string>();
  const spokenOf = new Map<string, string>();
  const openIn = new Map<string, Set<string>>();
  const kept = new Map<string, string>();
  /** Cases that somebody said a message is about, by a tap. */
  const given = new Map<string, Set<string>>();

  /** Somebody says whose the words are: from then on they are so. */
  function assigned({ message, place, label }: LineOf<"pressed">): void {
    const handle = /^(?:It is a|A)bout (\S+)$/.exec(label)?.[1];
    const asked = screens.find(message, place);
    if (!asked || handle === undefined) return;
    for (const [id, words] of kept)
      if (says(asked, words)) given.set(id, (given.get(id) ?? new Set()).add(handle));
  }

  function judge(line: LineOf<"recorded">): void {
    const { event } = line;
    const cause = line.for === undefined ? undefined : acts.get(line.for)?.line;
    const own = cause !== undefined && "meant" in cause ? cause.meant?.patient : undefined;
    const message = typeof event.message === "string" ? spokenOf.get(event.message) : undefined;
    const patient = message ?? own;
    if (event.type === "words-kept" && typeof event.message === "string")
      kept.set(event.message, String(event.words));
    if (event.type === "opened") {
      if (patient !== undefined) patients.set(line.case, patient);
      return;
    }
    if (typeof event.message === "string" && given.get(event.message)?.has(line.case)) return;
    const whose = patients.get(line.case);
    if (event.type === "answered" && patient !== undefined && whose !== undefined && patient !== whose)
      scene.fault(
        "M7",
        `${line.case} is ${whose}'s and holds a finding of ${patient}: ${line.says} [${line.for}]`,
      );
    if (event.type === "proposed" && patient !== undefined && whose !== undefined && patient !== whose)
      scene.fault("M7", `${line.case} is ${whose}'s and was offered findings of ${patient} [${line.for}]`);
  }

  function dangers(line: LineOf<"typed">): void {
    const { patient } = line.meant ?? {};
    const cases = openIn.get(line.place);
    const here = cases ? [...cases] : [];
    if (patient !== undefined && here.some((each) => (patients.get(each) ?? patient) !== patient))
      scene.met("M7 words about another patient");
    if (here.length > 1) scene.met("M7 words where two cases are open");
    const below = line.below === undefined ? undefined : screens.messages.find(({ id }) => id === line.below);
    if (below && /: EMERGENT/.test(below.notification)) scene.met("M7 words under an alert");
  }

  return {
    see(line: Line) {
      if (line.what === "typed") {
        if (line.message !== undefined && line.meant?.patient !== undefined)
          spokenOf.set(line.message, line.meant.patient);
        dangers(line);
      }
      if (line.what === "pressed") assigned(line);
      if (line.what === "edited") spokenOf.delete(line.message);
      if (line.what === "shown") {
        const about = caseOn(line);
        if (about !== null && line.to === undefined)
          openIn.set(line.place, (openIn.get(line.place) ?? new Set()).add(about));
      }
      if (line.what === "recorded") judge(line);
      if ((line.what === "recorded" && line.event.type === "closed") || line.what === "forgotten")
        for (const cases of openIn.values()) cases.delete(line.case);
    },
  };
}
