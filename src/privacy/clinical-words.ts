/**
 * Words that occur next to names and addresses in clinical messages without being part of them. A name or an address
 * ends before such a word, so a missing word may cost an answer, and a surname on the list ("Long", "Wells") is not
 * removed: the list holds what clinicians write, not every English word.
 */
const CLINICAL_WORDS = new Set(
  `
  a able about absent abscess access admitted advised afebrile aged ago ah alert all allergic allergy also am ambulating
  an and angio angiogram angiography ankle ankles antalgic anticoagulated any apixaban appears are arm arrived as asked
  asking aspirin assess assessed asleep at awake aware
  babinski back bad baseline bed been before being better bilateral bilaterally bladder bleeding blood both
  bowel bp brain breathless brudzinski brown but by
  calf called calling calls calm came can cannot cant cauda cervical chest chills clear clinic clinical clonus cold
  collapsed coming complains complaining complaint compartment concern concerned conditional confirmed confused
  conscious consult contrast cord cough could coughing cramp cramping cramps ct current currently cyanosed
  day days declined declines deep deficit delayed denied denies deny department describes developed dermatome
  discharged discussed distal dizzy do does doesnt doing done doppler dorsiflexion dr drop drowsy due duplex during dvt
  ed edema elevated emergency emergent endorses enoxaparin epidural equina er erythema esi evaluated examined
  experiencing extension exam examination
  facet falling fatigued febrile feeling feels fell feet felt fever fevers feverish few fine finding findings flexion
  flushed foley following foot for from full
  gait gave getting given gives gluteal gone good got gp gradually groin
  had has hasnt have having he head headache heel hematoma hemiplegic her here heparin hip his history hoffmann homan
  homans homan's hospital hot hours how hr hx
  i ibuprofen icu if ill imaging immobile impaired improved improving in incontinence incontinent increased increasing
  independent infected informed initial injected injection intact intermittent into is ischemic it its iv
  jaundiced just keen kernig knee knees known
  l label lasegue lasegue's lasègue last later left leg legs lethargic lhermitte light like limb limbs limping line lives
  localised localized long looks lost low lower lt lumbar lying
  male map medial medicated missed mobile mobilising mobilizing moderate more motor moved moving mri mra mrv much
  myelogram myelography
  n/a nauseated nauseous negative neuro neurography neurological neurologically neurosurgery neurovascular new news no
  none normal not noted nothing notes nothing now numb numbness nurse
  obese obs of off ok okay old on once oncology only onset or oriented orthopaedics orthopedics other out over
  pain painful pale palpable palsy paraesthesia paralysed paralyzed paraplegic paresthesia patient pending perianal pe
  pelvis persistent phoned pins plan plain please poor popliteal positive post power pregnant presented presenting
  presents previously prior procedure progressive proximal pt pulses pulse
  r radiating radicular radiculopathy radiology ranks rang re recent recently record recording red redness reduced reflex
  refused refuses regarding remains repeat report reported reporting reports requesting requested required requires
  responsive resting results retaining retention returned rigors rivaroxaban right romberg rt
  s sacral saddle said same sats says scan sciatica score seems seen sensation sensory sent septic severe severely she
  shaking short shortness should shows showed shivering sign signs since sinus sitting sleepy slightly slurred slow
  sob some soon sore spine spinal spontaneously stable standing started state states stating status steady stiff still
  stopped straight strength struggling sudden suddenly suffered suffers sweating sweaty swelling swollen symptom
  symptomatic symptoms
  t tachycardic talking tells temp temperature ten tender tenderness than that the their then there they thigh thighs
  thirst this thoracic tingling tired to today toe toes told took tolerating tonight total transferred transferring
  trendelenburg trouble trousseau tuohy two type
  unable unaware uncomfortable unchanged under unilateral unkempt unknown unremarkable unresponsive unsafe unsteady
  until unwell up upper upgoing urgent urinary us use uses using
  vascular vascularly venogram venography very virchow vitals voided voiding vomiting vs
  waiting walked walking wants warfarin warm was wasnt weak weakness weaker well wells went were wet wheelchair when
  where which who whole will with without woke work working worried worse worsening would
  x-ray xarelto yes yesterday you young
  monday tuesday wednesday thursday friday saturday sunday
  january february march april june july august september october november december
  anaesthetics anesthesia cardiology ems family haematology hematology husband medicine mother neurology nok ortho
  pager pharmacy pharmacist physio physiotherapy reception registrar resident security son surgery switchboard theatre
  triage ward wife daughter father neighbour neighbor partner ambulance
  name named anonymous withheld redacted removed omitted tbc tbd na nil
  valsalva westphal weber adamkiewicz bancroft pratt schmorl modic tarlov tinel lasegues kernigs romberg's
  acdf alif cesi copd doac egfr esrd ilesi lesi lmwh news2 spo2 tfesi tlif
  agitated ambulatory anxious ataxic available band bedbound bracelet bradycardic c-spine cachectic contin cooperative
  cspine denying diabetic diaphoretic dyspneic elderly frail hemiparetic hyperreflexic hypertensive hypotensive
  intubated l-spine lspine mottled nonambulatory obtunded pleasant quadriplegic sedated sees somnolent spastic t-spine
  tachypneic tag tearful toxic tspine wristband
  `
    .trim()
    .split(/\s+/),
);

/** Whether `word`, in any case, is one of those. */
export function isClinicalWord(word: string): boolean {
  return CLINICAL_WORDS.has(word.toLowerCase());
}
