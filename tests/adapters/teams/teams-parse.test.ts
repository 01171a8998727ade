/** What people typed, out of what Teams makes of it: the bot's own mention in all its shapes, entities, markup. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readActivity } from "../../../adapters/teams/activity.ts";
import { parse } from "../../../adapters/teams/parse.ts";
import { activity, BOT, personal } from "../../fakes/teams-activities.ts";

type Json = Record<string, unknown>;
const mention = (text: string | undefined, mentioned: unknown = BOT) => ({
  type: "mention",
  mentioned,
  text,
});
const OWN = mention("<at>Triage Bot</at>");

function wordsOf(text: unknown, entities: unknown = [OWN], changes: Json = {}): string | null {
  const read = readActivity(activity({ text, entities, ...changes }));
  if ("fault" in read) throw new Error(read.fault);
  const parsed = parse(read);
  return parsed.kind === "request" && parsed.request.inbound.kind === "say"
    ? parsed.request.inbound.words
    : null;
}

describe("the bot's own mention is taken out, and nothing else", () => {
  test.each<[string, string, string]>([
    ["with a blank", "<at>Triage Bot</at> hi", "hi"],
    ["with a no-break space", "<at>Triage Bot</at>\u00a0hi", "hi"],
    ["with &nbsp;", "<at>Triage Bot</at>&nbsp;hi", "hi"],
    ["between line ends", "\r\n<at>Triage Bot</at> who?\r\n", "who?"],
    ["at the end", "legs swollen <at>Triage Bot</at>", "legs swollen"],
    ["twice", "<at>Triage Bot</at> hi <at>Triage Bot</at>", "hi"],
    ["in other case", "<AT>triage bot</AT> hi", "hi"],
    ["with an id in its tag", '<at id="0">Triage Bot</at> hi', "hi"],
    ["without a word", "<at>Triage Bot</at>", ""],
    ["with entities behind it", "<at>Triage Bot</at> a &amp; b &lt; 3", "a & b < 3"],
    ["with an entity that was typed", "<at>Triage Bot</at> &amp;lt; is a sign", "&lt; is a sign"],
    ["beside the word undefined", "<at>Triage Bot</at> pulses undefined", "pulses undefined"],
  ])("%s", (_, text, words) => expect(wordsOf(text)).toBe(words));

  test("when its name comes in two tags", () => {
    const split = [mention("<at>Triage</at>"), mention("<at>Bot</at>")];
    expect(wordsOf("<at>Triage</at> <at>Bot</at> hi", split)).toBe("hi");
  });

  test("when its name holds an ampersand, or the mention has no text", () => {
    const recipient = { ...BOT, name: "Pain & Triage" };
    for (const text of ["<at>Pain &amp; Triage</at>", undefined])
      expect(
        wordsOf("<at>Pain &amp; Triage</at> pulses undefined", [mention(text, recipient)], { recipient }),
      ).toBe("pulses undefined");
  });

  test("when others are named too: they stay, also one of the same name", () => {
    const sam = mention("<at>Sam</at>", { id: "29:u2", name: "Sam" });
    expect(wordsOf("<at>Triage Bot</at> owner <at>Sam</at>", [OWN, sam])).toBe("owner @Sam");
    const namesake = mention("<at>Triage Bot</at>", { id: "29:u3", name: "Triage Bot" });
    expect(wordsOf("<at>Triage Bot</at> owner <at>Triage Bot</at>", [OWN, namesake])).toBe(
      "owner @Triage Bot",
    );
  });

  test("when no entity says who is meant", () => {
    expect(wordsOf("<at>Triage Bot</at> hi", [])).toBe("hi");
    expect(wordsOf("<at>Triage Bot</at> hi", [mention("<at>Triage Bot</at>", null)])).toBe("hi");
  });
});

describe("nothing that Teams sends makes it throw", () => {
  test.each<[string, Json]>([
    ["a mention without text or person", { entities: [{ type: "mention" }] }],
    ["a mention, and no text", { text: undefined }],
    ["no recipient", { recipient: undefined }],
    ["a recipient without a name", { recipient: { id: BOT.id } }],
  ])("%s", (_, changes) => {
    const read = readActivity(activity(changes));
    if ("fault" in read) throw new Error(read.fault);
    expect(() => parse(read)).not.toThrow();
  });

  test("whatever is typed", () => {
    const piece = fc.oneof(
      fc.constantFrom("<at>", "</at>", "<at>Triage Bot</at>", "&lt;", "&amp;", "&nbsp;", "<", ">", "&#0;"),
      fc.string({ maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        expect(typeof (wordsOf(pieces.join(""), [OWN], { conversation: personal }) ?? "")).toBe("string");
      }),
      { seed: 20_261_125 },
    );
  });
});
