/** What is recognised in a record, by which question of the protocol it speaks to. The drugs and the injections are the protocol's words. */

/** LOINC of body temperature, and its question. */
export const TEMPERATURE = { code: "8310-5", question: "fever", units: { Cel: "C", "[degF]": "F" } } as const;

/** A drug of these questions' words makes the last of them present. */
export const DRUGS = { named: "anticoagulant", finding: "bleeding_risk" } as const;

export const PROCEDURE = "procedure";
/** How long ago it may be is that question's own limit. */
export const PROCEDURE_TIME = "hours_since_injection";
/** Further words of records for the procedures that the protocol is about. */
export const PROCEDURE_WORDS = [
  "epidural",
  "spinal injection",
  "spinal anaesthesia",
  "spinal anesthesia",
  "intrathecal",
  "dural puncture",
  "lumbar puncture",
  "nerve root",
];

/** Orders of imaging that the protocol speaks of. */
export const IMAGING_WORDS = ["mri", "magnetic resonance", "duplex", "doppler"];

/** What each service asks the record system to send along. */
export const PREFETCH = {
  procedures: "Procedure?patient={{context.patientId}}&_sort=-date&_count=50",
  medications: "MedicationRequest?patient={{context.patientId}}&status=active&_count=100",
  temperature: `Observation?patient={{context.patientId}}&code=http://loinc.org|${TEMPERATURE.code}&_sort=-date&_count=1`,
} as const;
