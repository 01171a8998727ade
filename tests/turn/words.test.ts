import { describe, expect, it } from "vitest";
import { wellBut } from "../patient.ts";
import {
  A,
  B,
  button,
  buttons,
  decidedCase,
  HANDLE,
  kinds,
  MINUTE,
  started,
  Thread,
  view,
  words,
} from "./test-thread.ts";

describe("words where no case is open", () => {
  it("are kept and offered to begin one with when they were said to the bot, and left alone else", () => {
    const thread = new Thread();
    const said = thread.say("fever", A, true, "m1");
    expect(words(said)).toContain("No case is open here. Start a case with these words? Type start or no.");
    expect(words(said)).not.toContain("fever");
    expect(button(view(said, "notice"), "Start")).toEqual({ do: "begin", offer: "e1" });
    expect(button(view(said, "notice"), "No")).toEqual({ do: "decline", offer: "e1" });
    expect(thread.wishes).toEqual([{ do: "offer", offer: "e1", words: "fever", message: "m1" }]);
    expect(thread.encounter).toBeNull();
    expect(thread.say("fever", A, false)).toEqual([]);
  });

  it("are kept without what can identify a patient", () => {
    const thread = new Thread();
    thread.say("fever, MRN 00123456");
    expect(JSON.stringify(thread.wishes)).not.toContain("00123456");
  });

  it("are offered as a new case where the last one is closed", () => {
    const thread = started();
    thread.say("close");
    expect(words(thread.say("fever"))).toContain(
      "This case is closed. Type reopen to go on with it. Start a case with these words?",
    );
    expect(thread.say("fever", A, false)).toEqual([]);
  });

  it.each([
    "",
    "hi",
    "Hello!",
    "good morning, all :)",
    "thanks",
    "Thank you very much!",
    "ok",
    "what are you?",
    "What can you do",
    "wrong channel, sorry",
  ])("begin nothing and are not kept when they are no more than talk: %j", (typed) => {
    const thread = new Thread();
    const said = thread.say(typed);
    expect(buttons(view(said, "help"))).toEqual(["Start", "Help"]);
    expect(thread.wishes).toEqual([]);
    expect(thread.encounter).toBeNull();
  });

  it.each([
    "lunch at 12?",
    "hello, 68F with a swollen leg",
    "no fever",
    "change in sensation left leg",
    "ok leg is numb",
  ])("are kept when they are anything else: %j", (typed) => {
    const thread = new Thread();
    thread.say(typed);
    expect(thread.wishes).toMatchObject([{ do: "offer", words: typed }]);
  });
});

describe("words next to an identifier", () => {
  it.each([
    "Other patient MRN 00123456 has no saddle numbness",
    "If MRN 00123456 has no fever and no leg weakness discharge",
    "Please confirm MRN 00123456 no saddle numbness",
    "Ensure MRN 00123456 has no urinary retention",
    "Check that MRN 00123456 has no urinary retention",
    "not true that MRN 00123456 has no fever",
    "mother of MRN 00123456 no fever",
    "discharge when MRN 00123456 no fever",
    "no fever for MRN 00123456?",
    "any fever for MRN 00123456?",
    "fever not MRN 00123456 examined",
    "fever and rigors MRN 00123456 denied",
    "urinary retention MRN 00123456 not present",
    "leg weakness MRN 00123456 has resolved",
    "saddle numbness, pt no. ID 00123456",
    "urinary retention: patient no (00123456)",
    "leg weakness [removed: resolved by noon]",
  ])("mean what the whole sentence says: nothing is taken from a part of it: %s", (typed) => {
    const said = words(started().say(typed));
    const sure = said.match(/"words":\["[^"]*: ","(?!possibly)[^"]*/g) ?? [];
    expect(sure).toEqual([]);
  });

  it.each([
    "MRN 00123456 temp 38.4",
    "MRN 00123456, temp 38.4",
    "temp 38.4, MRN 00123456",
    "temp 38.4 (MRN 00123456)",
    "Patient name: John Smith, MRN 00123456, temp 38.4 C",
  ])("are read as they are without it: %s", (typed) => {
    const thread = new Thread();
    thread.start();
    const said = words(thread.say(typed));
    expect(said).toContain("can identify a patient");
    expect(said).toMatch(/"Fever: ","38.4 C/);
    expect(said).not.toContain("Doubtful");
    expect(JSON.stringify(thread.events)).not.toContain("00123456");
  });
});

describe("words while a question waits", () => {
  it("are its answer, with the words that were said", () => {
    const thread = started();
    thread.say("change fever");
    thread.say("no");
    expect(thread.events.find(({ type }) => type === "answered")).toMatchObject({
      question: "fever",
      answer: { value: "absent" },
      as: "first",
      how: "words",
      quote: "no",
    });
  });

  it("that do not fit it leave it pending, and say what would", () => {
    const thread = started();
    thread.say("change hours since injection");
    const before = thread.events.length;
    const said = thread.say("-3");
    expect(words(said)).toContain("Not recorded. ");
    expect(words(said)).toContain("0 to 8760 h");
    expect(words(said)).toContain(" The question stays.");
    expect(thread.events).toHaveLength(before);
  });

  it("that do not fit it are told why also when they were not said to the bot", () => {
    const thread = started();
    thread.say("change hours since injection");
    expect(thread.say("-3", B, false)).toMatchObject([
      {
        view: {
          parts: [
            {
              words: [
                "Not recorded. -3: -3 h is outside 0 to 8760 h (or in min, days, weeks, months). The question stays.",
              ],
            },
          ],
        },
      },
    ]);
  });

  it("that only hold a value which cannot be are left alone when they were not said to the bot", () => {
    const thread = started();
    expect(thread.say("temp 101", B, false)).toEqual([]);
    expect(kinds(thread.say("temp 101", B))).toEqual(["notice"]);
  });

  it("that only contradict themselves are shown for confirmation, addressed to the bot or not", () => {
    expect(kinds(started().say("no fever but febrile 39", B, false))).toEqual(["proposal"]);
  });

  it("that are no answer leave it pending, and name it; unaddressed they are ignored", () => {
    const thread = started();
    const said = thread.say("see you at handover");
    expect(words(said)).toContain(
      "That was not understood as an answer, and nothing is recorded. The question stays: Procedure. Type ",
    );
    expect(words(said)).toContain(', \\"not assessed\\", \\"unable to assess\\".');
    expect(thread.say("see you at handover", B, false)).toEqual([]);
  });

  it("that find nothing asked say so", () => {
    const thread = decidedCase(wellBut({}));
    expect(words(thread.say("see you at handover"))).toContain(
      "Nothing is being asked, and nothing is recorded. Type a finding, status, change and a finding, or help.",
    );
  });

  it("that ask are answered from the protocol, and record nothing", () => {
    const thread = started();
    const before = thread.events.length;
    expect(kinds(thread.say("how soon should a haematoma be decompressed?"))).toEqual(["citation"]);
    expect(thread.events).toHaveLength(before);
  });

  it("that ask, and name a finding only in doubt, are answered and put to be confirmed", () => {
    const said = started().say("could he have a fever");
    expect(kinds(said)).toEqual(["citation", "proposal"]);
    expect(view(said, "citation").title).toBe("What this protocol's sources say");
    expect(kinds(started().say("could he have a fever", A, false))).toEqual(["proposal"]);
  });

  it.each([
    ["say a finding plainly beside the question", "could fever be a sign of abscess? no incontinence"],
    ["ask what no source speaks of", "could saddle numbness be possible with haematoma"],
  ])("that %s are only put to be confirmed", (_, asks) => {
    expect(kinds(started().say(asks))).toEqual(["proposal"]);
  });

  it("that ask about a treatment are answered once, with how it stands", () => {
    expect(kinds(started().say("should I give antibiotics?"))).toEqual(["citation"]);
    const said = started().say("can I give heparin with possible fever");
    expect(kinds(said)).toEqual(["citation", "proposal"]);
    expect(view(said, "citation").title).toBe("How it stands in this case");
  });

  it("that ask for a result which is not awaited say how to name it", () => {
    expect(words(started().say("results"))).toContain(
      "No result is awaited. Name the study, such as MRI back.",
    );
    const thread = decidedCase(wellBut({ fever: true }));
    const said = thread.say("MRI back");
    expect(kinds(said)).toEqual(["question"]);
    expect(thread.open.reopenedQuestion).toBe("mri_result");
  });
});

describe("a bare yes or no after a list of findings", () => {
  const proposed = () => {
    const thread = started();
    thread.say("no fever, no incontinence", A);
    thread.wait(2 * MINUTE);
    return thread;
  };

  it.each([
    "yes",
    "y",
    "yep",
    "yeah",
    "ok",
    "okay",
    "correct",
    "right",
    "all correct",
    "that is right",
    "confirm",
    "confirmed",
    "Yes!",
    "Yes!!",
    "OK.",
  ])("%s confirms it", (said) => {
    const thread = proposed();
    thread.say(said);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
    expect(thread.standing("incontinence")).toEqual({ value: "absent" });
  });

  it.each(["no", "n", "nope", "wrong", "not right"])(
    "%s could mean the question before it, and records nothing",
    (said) => {
      const thread = proposed();
      const asked = words(thread.say(said));
      expect(asked).toContain("Discard the list?");
      expect(thread.open.proposal).not.toBeNull();
      expect(thread.open.records.size).toBe(0);
    },
  );

  it("no is not taken for the answer to the question before it, also where it would fit that", () => {
    const thread = started();
    thread.act({ do: "change", question: "fever" });
    thread.say("no incontinence, no saddle numbness");
    expect(kinds(thread.wait(2 * MINUTE).say("no"))).toEqual(["notice"]);
    expect(thread.open.records.size).toBe(0);
  });

  it("of somebody else confirms only when it was said to the bot", () => {
    const thread = proposed();
    expect(words(thread.say("yes", B, false))).toContain('\\"yes\\" could answer the list above');
    expect(thread.standing("fever")).toBeUndefined();
    thread.say("yes", B, true);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });

  it("of whose words they are confirms also when it was not", () => {
    const thread = proposed();
    thread.say("yes", A, false);
    expect(thread.standing("fever")).toEqual({ value: "absent" });
  });

  it("once another question was posted is that question's answer", () => {
    const thread = proposed();
    thread.say("change sepsis signs");
    thread.say("no");
    expect(thread.standing("sepsis_signs")).toEqual({ value: "absent" });
    expect(thread.standing("fever")).toBeUndefined();
  });
});

describe("the case's name", () => {
  it("stands on what is said of it", () => {
    const said = started().say("help");
    expect(kinds(said)).toEqual(["help"]);
    expect(started().open.handle).toBe(HANDLE);
  });
});
