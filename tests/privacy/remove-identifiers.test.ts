import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isNhsNumber, isSocialSecurityNumber } from "../../src/privacy/national-numbers.ts";
import { type GuardOptions, removeIdentifiers } from "../../src/privacy/remove-identifiers.ts";

/**
 * Every identifier here is invented or reserved: telephone numbers 555-01xx and those set aside by Ofcom, NHS numbers
 * that begin with 999, the example.com domain, the two social security numbers that were printed in advertisements.
 *
 * Guillemets mark what must go: "MRN «00123456» left foot 3/5".
 */
const RECORD_NUMBERS = [
  "MRN «00123456» left foot 3/5",
  "MRN: «12-34-56», no fever",
  "mrn#«00123456» can't lift L foot",
  "M.R.N. «A1234567»; R calf 41 vs 37",
  "*MRN:* «00123456» saddle numbness",
  "MRN «00123456» 5/5 5/5 4/5",
  "MRN «00123456» 38.4 C",
  "MRN «00123456» 68F ESI yesterday",
  "MRN is «00123456». PVR 350 mL",
  "MRN «001 234 567» no fever",
  "mrn«00123456» rigors",
  "MRN\n«00123456»\nno fever",
  "hosp no «RX12345» weak left leg",
  "Hospital number: «H-204981», leg swelling",
  "hospital # «204981» both legs swollen",
  "record # «778812» no fever",
  "record number «778812/01» fever 38.4",
  "medical record no. «4455667» denies fever",
  "pt id «4455667» left foot 3/5",
  "Patient ID: «4455667» foot drop",
  "patient's id number is «4455667», numb",
  "case no «2026-00417» no retention",
  "case number: «CN004172» no retention",
  "chart # «88-1234» homans positive",
  "encounter id «1002003004» fever",
  "visit no «V0012345» PVR 350 mL",
  "accession no «ACC-001234» MRI back, haematoma",
  "account number «1234567» no fever",
  "ID: «1234567» no fever",
  "URN «1234567» BP 118/76",
  "NHI «ZZZ0008» power 4/5",
];
const NATIONAL_NUMBERS = [
  "SSN «078-05-1120» no fever",
  "ssn: «078051120», rigors",
  "SSN «219 09 9999» left leg swollen",
  "social security number is «219-09-9999». 5/5 throughout",
  "last four of SSN «1120», no fever",
  "left calf swollen «078-05-1120» 41 vs 37",
  "«078 05 1120» left foot 3/5",
  "«078–05–1120» left foot 3/5",
  "NHS no «999 000 0018» R calf 41 vs 37",
  "NHS number: «9990000018» no fever",
  "NHS «999-000-0018», weak L foot",
  "«3112990005» no fever",
  "CHI «311299 0005» no fever",
  "nhs «999 000 0019» mistyped but still hers",
  "«9990000018» left foot 3/5",
  "foot drop, «999 000 0018», PVR 350 mL",
  "foot drop «999-000-0018» PVR 350 mL",
  "calf 41 vs 37 «999 000 0018»",
  "«9 9 9 0 0 0 0 0 1 8» no fever",
  "«99 90 00 00 18» no fever",
  "«999\u00A0000\u00A00018» no fever",
  "«９９９０００００１８» no fever",
  "«999\u200B000\u200B0018» no fever",
  "«999\u2009000\u20110018» no fever",
  "insurance id «XYZ123456789» no fever",
  "policy number: «PN-889900» no fever",
  "member ID «W1234 56789» numb",
  "Medicare number «1EG4-TE5-MK73» no fever",
  "NI number «QQ 12 34 56 C» no fever",
  "passport no «X1234567» no fever",
  "passport: «X1234567» no fever",
  "driver's license «D1234567» no fever",
];
const BIRTH_DATES = [
  "DOB «3/4/1961» no fever",
  "DOB: «03/04/61», left foot 3/5",
  "d.o.b. «3-4-1961» saddle numbness",
  "D.O.B «1961-04-03» PVR 350",
  "dob «03 04 1961» fever",
  "dob «03041961» fever",
  "DOB «3 Apr 61» ESI 2026-11-24 14:00",
  "date of birth: «12th of March 1958», no fever",
  "Date of birth is «March 12, 1958». Fever 38.4",
  "born «12 March 1958», weak left leg",
  "born on «12/03/1958» weak",
  "born in «March 1958», weak",
  "birthdate «1958/03/12» numb",
  "68F («12/03/1958») ESI yesterday",
  "«12-Mar-58» 68F ESI yesterday",
  "«1958-03-12» 68F ESI 2026-11-24",
  "seen today, «14 June 1949», numb feet",
  "DOB «３／４／１９６１» no fever",
  "DOB\u00A0«3\u22124\u22121961» no fever",
];
const PHONES = [
  "call «202-555-0123» no fever",
  "phone: «(202) 555-0134 x12», left foot 3/5",
  "«(202) 555-0134» wife, left foot 3/5",
  "wife on «+1 202 555 0123», 5/5",
  "«2025550123» no fever",
  "«202.555.0123» no fever",
  "«202 555 0123» no fever",
  "«1-800-555-0199» no fever",
  "«+44 20 7946 0958» no fever",
  "tel «020 7946 0958» no fever",
  "«020 7946 0958» no fever",
  "«07700 900123» no fever",
  "«07700 900 123» no fever",
  "mobile «+447700900123» no fever",
  "mob: «07700900123» PVR 350 mL",
  "call back on «555-0123» no fever",
  "ph «555 0142» R calf 41 vs 37",
  "cell «202 555 0147» 38.4 C",
  "phone no. is «202–555–0123»; numb",
  "«２０２-５５５-０１２３» numb",
  "«202\u200B555\u200B0123» numb",
  "«202\u00A0555\u00A00123» numb",
  "BP 118/76 HR 104 «202-555-0123» 5/5",
  "«<tel:+12025550123|202-555-0123>» no fever",
  "<@U0123456789> call «202-555-0123» no fever",
  "fax «202 555 0188» report attached",
  "«+44 7700 900123» no fever",
  "«+44 (0)20 7946 0123» no fever",
  "oedema +3 «202-555-0123» daughter",
];
const ADDRESSES = [
  "e-mail «j.smith@example.com» no fever",
  "«mary.jones+ward@mail.example.org», left foot 3/5",
  "«<mailto:j.smith@example.com|j.smith@example.com>» no fever",
  "«j.smith＠example.com» no fever",
  "(«j.smith@example.com») no fever.",
  "see «<https://ehr.example.com/chart?mrn=00123456|chart>» no fever",
  "see «https://ehr.example.com/patient/9990000018» no fever",
  "address: «12 High Street, Springfield», no fever",
  "Address is «221B Baker St. London NW1 6XE». Left foot 3/5",
  "home address: «4 Elm Ave, Apt 7»; left leg swollen",
  "lives at «12 Rose Lane» left leg swollen",
  "postcode: «SW1A 1AA» no fever",
  "Address - «5 Oak Road», numb",
  "zip code «02139-1234» no fever",
];
const NAMES = [
  "pt name is «John Smith» left foot 3/5",
  "pt name is «john smith» left foot 3/5",
  "pt name is «John Smith», fever 38.4",
  "patient name: «Smith, John» no fever",
  "Patient's name is «Mary O’Brien». No fever",
  "patient called «Mary Jones» with leg swelling",
  "pt named «Mary Jones», no fever",
  "68F called «Mary Jones», numb",
  "Mr «Smith» denies fever",
  "mr «smith» denies fever",
  "MR «SMITH» DENIES FEVER",
  "Mr. «J. Smith» has 38.4",
  "Mrs. «O'Brien» left leg swollen",
  "Mrs «O’Brien»’s left leg is swollen",
  "Ms «Jones» can't lift L foot",
  "Miss «Anne-Marie Jones» can't lift L foot",
  "this is Mr. «van der Berg» 5/5 5/5 4/5",
  "name «John Smith» no fever",
  "name: «john smith», no fever",
  "name of patient: «Zoë Müller»; no fever",
  "surname: «Smith» first name: «John» no fever",
  "Pt «John Smith» 68M ESI yesterday",
  "patient «John SMITH», 68M",
  "*Patient name:* «John Q. Smith» no fever",
  "Mr\u00A0«Smith» no fever",
  "M\u200Br «Smith» no fever",
  "Mr «Long» has a long history, left leg swollen",
  "Mrs «Wells», Wells score 3",
  "ms «Doe» denies fever",
  "Pt is «Jane Doe», 68F",
  "name - «Jane Doe», numb",
  "Mr «Smith» Homans sign positive, Wells score 3",
  "Mr «Smith» MRN «00123456» DOB «3/4/1961» tel «202-555-0123» left foot 3/5",
];

const CLINICAL = [
  "41 vs 37",
  "38.4",
  "T 38.4 C HR 104 RR 18",
  "120/80",
  "PVR 350 mL",
  "PVR 350 400 2000",
  "210 240 1200",
  "s/p TKR 3/4/1999",
  "left foot drop from 4 May 2004",
  "BP 118/76 HR 104",
  "BP 120 80 104 18 98",
  "obs 120 80 1430",
  "5/5 5/5 4/5",
  "5 5 5 5 5 5 5 5 5 5",
  "55555 55555",
  "5555555555",
  "MRC R 5555544444",
  "5555455555",
  "4444444444 throughout",
  "L 5 5 5 3 5 R 5 5 5 5 5",
  "5/5/5/5/5 bilaterally",
  "2026-11-24 14:00",
  "ESI 24/11/2026 at 14:00",
  "injection on 24 November 2026",
  "injected 11/24/26",
  "202611241400",
  "NEWS2 7",
  "L4 L5 S1",
  "L4-5 TFESI, 80 mg triamcinolone",
  "500 mL",
  "24-48 h",
  "24-48-72 h reviews",
  "MRI in 2-4 h",
  "eGFR 58",
  "egfr 28, creat 212, K 5.1",
  "plt 250 wbc 11.2 crp 104 esr 88",
  "Hb 132 plt 210 INR 1.1",
  "calf R 41.5 L 37.0, thigh 52 50",
  "calf 38 41 44 48 52",
  "R calf 41 vs 37, 10 cm below the tibial tuberosity",
  "no fever; can't lift L foot; R calf 41 vs 37",
  "68F ESI yesterday, legs swollen, no fever, left foot 3/5",
  "pain 8/10 at 0800 1200 1600",
  "voided 0800 1400 2000",
  "D-dimer 1250 ng/mL",
  "heparin 5000 units at 2200",
  "enoxaparin 40 mg 12 h ago",
  "Homans sign positive",
  "Homans' sign negative, Wells score 3",
  "Lasègue positive at 40 degrees",
  "Babinski upgoing on the left",
  "Foley catheter, 800 mL drained",
  "Mr",
  "MR lumbar spine with and without contrast",
  "MR venography negative",
  "mr spine pending",
  "MS for 10 years, old weakness",
  "hx of MS. Denies fever",
  "Dr Smith informed",
  "d/w Dr. Patel (neurosurgery)",
  "pt called back, leg more swollen",
  "patient called Monday about numbness",
  "Patient called Radiology",
  "pt called EMS",
  "patient denies fever",
  "Patient Denies Fever",
  "Pt Left Foot Drop since morning",
  "pt is afebrile",
  "pt name unknown, no fever",
  "drug name: apixaban",
  "name the dermatome: L5",
  "?retention, denies saddle numbness",
  "unable to assess perianal sensation",
  "cauda equina syndrome suspected",
  "SLR positive at 40 on the R, 70 on the L",
  "cap refill 2 s",
  "ankle 2+ 2+, knee 3+ 3+",
  "pulses +2 +2 +1 +1",
  "SpO2 98% on 2 L",
  "born yesterday? no, ESI yesterday",
  "case no 3 of the day",
  "record the temperature: 38.4",
  "MRN unknown, no fever",
  "ID consult, blood cultures x2",
  "previous DVT 12/03/2008",
  "L4/5 fusion in 2005",
  "laminectomy 14 June 2005",
  "wheelchair since 2009",
  "call 911",
  "call back at 1430",
  "bleep 4456",
  "mobile 200 m with frame",
  "last mobile 2026-11-24 14:00",
  "address the fever first",
  "address: pain control, then MRI",
  "lives at home with wife",
  "NHS 24 advised ED",
  "3/5@L4 on the left",
  "pain better @ rest",
  "<@U0123456789> can you look, left foot 3/5",
  "<#C0123456789|triage> post MRI here",
  "<!here> EMERGENT",
  "see <https://pubmed.ncbi.nlm.nih.gov/12345678/|paper>",
  "see https://pubmed.ncbi.nlm.nih.gov/12345678/",
  "doi 10.1097/ALN.0000000000004512",
  "PMID 12345678",
  "NCT01234567",
  "Dermatomes L1–S5 intact; “no” numbness",
  "T 38.4 °C ‑ rigors",
  "gadolinium 0.1 mmol/kg",
  "methylprednisolone 80 mg, lidocaine 1%, 2 mL",
  "Miss a dose? yes, apixaban",
  "ms 12, no change",
  "Pt cold, L leg pale, pulses absent",
  "hours since injection 36",
  "1-2 beats of clonus",
  "weight 80 kg height 170 cm",
  "",
  "   ",
  "n/a",
  "yes",
  "3/5",
  "36.9-38.4-37.2",
  "ESI 3 days ago, 24.11.2026",
  "WBC 11,200 platelets 250,000",
  "15 mL 0.25% bupivacaine",
  "q8h 06-14-22",
  "Mr. and Mrs. both present",
  "Bakers cyst behind R knee",
  "T10 sensory level, T12-L1 epidural",
  "R 4/5 4/5 5/5 5/5 5/5 L 5/5 x5",
  "contact isolation, MRSA",
  "text 5 on the pain scale",
  "number of voids 4 5 6",
  "oedema +3 120 80 104",
  "mr L-spine w/wo contrast",
  "no mr available until 0900",
  "lives at 2nd floor walk-up",
  "pt name band checked",
  "Pt Somnolent",
  "PT 14.2 INR 1.3",
  "Pt Complains Of Pain",
  "MS contin 15 mg BID",
  "MR guided injection",
  "mrs 4 at baseline",
  "R hip flexion 5 knee ext 5 DF 2 EHL 1 PF 4",
  "L 38 41 44 48 52 R 36 37 42 47 52",
  "pain 9 9 8 7 7 6 5 5 4 4",
  "5-5-5-4-5 5-5-5-5-5",
  "0 0 0 0 0 0 0 0 0 0",
  "I/O 1200 800 2000",
  "1:200,000 epinephrine",
  "IVC filter placed March 3, 2009",
  "glucose 98 Na 138 K 4.2 Cl 101 CO2 24 BUN 14 Cr 0.9",
];

function parts(marked: string) {
  const typed = marked.replace(/[«»]/g, "");
  const identifiers = [...marked.matchAll(/«([^»]*)»/g)].map((match) => match[1] ?? "");
  const kept = marked.split(/«[^»]*»/);
  return { typed, identifiers, kept };
}
const withoutMarkers = (text: string) => text.split(/\[removed: [a-zA-Z -]+\]/);

describe.each([
  ["record numbers", RECORD_NUMBERS, ["record number"]],
  [
    "numbers that a state or an insurer gives",
    NATIONAL_NUMBERS,
    ["social security number", "NHS number", "insurance number", "identity document"],
  ],
  ["dates of birth", BIRTH_DATES, ["date of birth"]],
  ["telephone numbers", PHONES, ["phone number"]],
  [
    "addresses, postal and electronic",
    ADDRESSES,
    ["e-mail address", "address", "record number", "NHS number"],
  ],
  ["names", NAMES, ["patient name", "record number", "date of birth", "phone number"]],
])("%s leave, and the rest of the message stays as typed", (_, phrases, kinds) => {
  test.each(phrases)("%s", (marked) => {
    const { typed, identifiers, kept } = parts(marked);
    const { text, removed } = removeIdentifiers(typed);
    expect(withoutMarkers(text)).toEqual(kept);
    expect(removed.map(({ start, end }) => typed.slice(start, end))).toEqual(identifiers);
    for (const { kind } of removed) expect(kinds).toContain(kind);
    expect(removeIdentifiers(text)).toEqual({ text, removed: [] });
  });
});

describe("clinical words and figures are never touched", () => {
  test.each(CLINICAL)("%s", (text) => {
    expect(removeIdentifiers(text)).toEqual({ text, removed: [] });
  });
});

test("the tables are as large as they claim", () => {
  const identifying = [RECORD_NUMBERS, NATIONAL_NUMBERS, BIRTH_DATES, PHONES, ADDRESSES, NAMES].flat();
  expect(new Set(identifying).size).toBeGreaterThanOrEqual(120);
  expect(new Set(CLINICAL).size).toBeGreaterThanOrEqual(80);
});

describe("numbers that carry their own proof", () => {
  test.each([
    ["999 000 0018 has the right check digit", "9990000018", true],
    ["a wrong check digit", "9990000019", false],
    ["a remainder that asks for check digit 10", "9990000060", false],
    ["a digit short", "999000001", false],
  ])("NHS number: %s", (_, digits, valid) => expect(isNhsNumber(digits)).toBe(valid));

  test.each([
    ["advertised in 1938", "078051120", true],
    ["advertised in 1940", "219099999", true],
    ["area 000", "000123456", false],
    ["area 666", "666123456", false],
    ["area 9xx", "900123456", false],
    ["group 00", "219001234", false],
    ["serial 0000", "219120000", false],
  ])("social security number: %s", (_, digits, valid) => expect(isSocialSecurityNumber(digits)).toBe(valid));

  test.each(["000-12-3456", "666-12-3456", "219-00-1234", "219-12-0000"])(
    "%s was never issued and stays",
    (typed) => expect(removeIdentifiers(`${typed} no fever`).removed).toEqual([]),
  );
});

describe("what the caller can say", () => {
  test.each<[string, string, GuardOptions, string]>([
    [
      "a number dialled within Ireland",
      "01 496 0123 no fever",
      { region: "IE" },
      "[removed: phone number] no fever",
    ],
    [
      "a number dialled within India",
      "98765 43211 no fever",
      { region: "IN" },
      "[removed: phone number] no fever",
    ],
    ["the same digits in the United States", "98765 43211 no fever", {}, "98765 43211 no fever"],
    ["a date is old as seen from 2045", "12/03/2020, weak", { year: 2045 }, "[removed: date of birth], weak"],
    ["and not as seen from 2026", "12/03/2020, weak", { year: 2026 }, "12/03/2020, weak"],
    ["15 years are not too old", "12/03/2011, weak", { year: 2026 }, "12/03/2011, weak"],
    ["16 years are", "12/03/2010, weak", { year: 2026 }, "[removed: date of birth], weak"],
  ])("%s", (_, typed, options, text) => expect(removeIdentifiers(typed, options).text).toBe(text));
});

describe("for every message", () => {
  const clinical = fc.constantFrom(
    ...CLINICAL.filter((phrase) => phrase.trim() !== "" && !/^Mr/i.test(phrase)),
  );
  const message = fc
    .array(clinical, { minLength: 1, maxLength: 6 })
    .chain((phrases) => fc.constantFrom("; ", ", ", "\n").map((joint) => phrases.join(joint)));
  const nhsNumber = fc
    .integer({ min: 0, max: 999_999 })
    .map((serial) => `999${String(serial).padStart(6, "0")}`)
    .map((nine) => Array.from({ length: 10 }, (_, digit) => `${nine}${digit}`).find(isNhsNumber))
    .filter((digits) => digits !== undefined);
  const separator = fc.constantFrom(
    "",
    " ",
    "  ",
    "\u00A0",
    "\u2009",
    "-",
    "\u2011",
    "\u2013",
    "\u200B",
    " \u200D",
  );
  const spaced = fc
    .tuple(nhsNumber, separator, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }))
    .map(([digits, gap, cuts]) => [...digits].map((digit, at) => digit + (cuts[at] ? gap : "")).join(""));
  const wide = (text: string) => text.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)));
  const digitsOf = (text: string) => text.normalize("NFKC").replace(/\D/g, "");
  /** Anything, with the stuff of identifiers in it more often than chance would have it. */
  const noise = fc
    .array(
      fc.oneof(
        fc.string({ unit: "grapheme", maxLength: 12 }),
        fc.constantFrom(
          "MRN ",
          "DOB ",
          "pt name is ",
          "Mr ",
          "Smith ",
          "John ",
          "call ",
          "tel: ",
          "address: ",
          "born ",
        ),
        fc.constantFrom(
          "@example.com",
          "<mailto:",
          "<tel:",
          "<@U1>",
          "|",
          ">",
          "https://",
          "[removed: ",
          "]",
          "SSN ",
          "NHS ",
        ),
        fc.constantFrom(
          "202-555-0123",
          "078-05-1120",
          "999 000 0018",
          "12/03/1958",
          "00123456",
          " ",
          "-",
          "(",
          ")",
          "+",
          ".",
        ),
        fc.stringMatching(/^[0-9 .()+-]{1,14}$/),
        clinical,
      ),
      { maxLength: 12 },
    )
    .map((pieces) => pieces.join(""));

  test("clinical text is returned unchanged", () => {
    fc.assert(
      fc.property(message, (text) => {
        expect(removeIdentifiers(text)).toEqual({ text, removed: [] });
      }),
      { numRuns: 500 },
    );
  });

  test("a valid NHS number in any spacing is removed, and nothing else", () => {
    fc.assert(
      fc.property(message, spaced, message, fc.boolean(), (before, number, after, isWide) => {
        const typed = isWide ? wide(number) : number;
        const { text, removed } = removeIdentifiers(`${before}; ${typed}; ${after}`);
        expect(removed.map(({ kind }) => kind)).toEqual(["NHS number"]);
        expect(text.replace(/\[removed: NHS number\](?:\u200B|\u200D|\s|\p{Pd})*;/u, "#;")).toBe(
          `${before}; #; ${after}`,
        );
      }),
      { numRuns: 500 },
    );
  });

  test("a valid NHS number in its usual spacing is removed from between any two words", () => {
    const usual = fc
      .tuple(nhsNumber, fc.constantFrom("", " ", "\u00A0", "-", "\u2013"))
      .map(([n, gap]) => [n.slice(0, 3), n.slice(3, 6), n.slice(6)].join(gap));
    fc.assert(
      fc.property(clinical, usual, clinical, (before, number, after) => {
        const { text } = removeIdentifiers(`${before} ${number} ${after}`);
        expect(text).toContain("[removed: NHS number]");
        expect(digitsOf(text)).not.toContain(digitsOf(number));
      }),
      { numRuns: 500 },
    );
  });

  test("the digits of an identifier are nowhere in what is left", () => {
    const identifier = fc.constantFrom(
      "MRN 88997766",
      "call 202-555-0177",
      "SSN 219-09-9999",
      "DOB 17/08/1939",
      "passport X7788991",
    );
    fc.assert(
      fc.property(message, identifier, message, (before, phrase, after) => {
        const { text } = removeIdentifiers(`${before}; ${phrase}; ${after}`);
        expect(digitsOf(text)).toBe(digitsOf(before) + digitsOf(after));
      }),
      { numRuns: 500 },
    );
  });

  test("guarding again changes nothing", () => {
    fc.assert(
      fc.property(noise, (typed) => {
        const once = removeIdentifiers(typed).text;
        expect(removeIdentifiers(once)).toEqual({ text: once, removed: [] });
      }),
      { numRuns: 3000 },
    );
  });

  test("what was removed is in order, apart, inside the message, and all that changed", () => {
    fc.assert(
      fc.property(noise, (typed) => {
        const { text, removed } = removeIdentifiers(typed);
        let done = 0;
        let rebuilt = "";
        for (const { kind, start, end } of removed) {
          expect(start).toBeGreaterThanOrEqual(done);
          expect(end).toBeGreaterThan(start);
          rebuilt += `${typed.slice(done, start)}[removed: ${kind}]`;
          done = end;
        }
        expect(done).toBeLessThanOrEqual(typed.length);
        expect(rebuilt + typed.slice(done)).toBe(text);
      }),
      { numRuns: 1000 },
    );
  });
});

test("a message full of telephone numbers loses all of them", () => {
  const numbers = Array.from({ length: 400 }, (_, at) => `202-555-01${String(at % 100).padStart(2, "0")}`);
  expect(removeIdentifiers(numbers.join("; ")).removed).toHaveLength(400);
});
