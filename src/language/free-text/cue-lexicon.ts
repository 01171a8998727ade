/**
 * The words that change what a finding's name says: denial, doubt, time, other people, conditions, plans.
 * No clinical word belongs here: those are the protocol's.
 */
import type { Side } from "../../protocol/terms.ts";
import { PhraseBook } from "./phrases.ts";

export type Cue =
  /** "no", "denies": what follows is absent. `list` also reaches over "and". */
  | { is: "deny"; list: boolean }
  /** "absent", "-ve": what precedes is absent. */
  | { is: "deny-after" }
  /** "present", "yes": what precedes is present. */
  | { is: "affirm" }
  | { is: "maybe" }
  /** Nothing in the sentence is a finding of this patient now. */
  | { is: "stop" }
  /** What follows in the sentence is a plan or a condition. */
  | { is: "stop-ahead" }
  /** This piece is about something old, gone, or other. */
  | { is: "stop-here" }
  /** It was so, and may have ended. */
  | { is: "past" }
  | { is: "unable" }
  | { is: "not-assessed" }
  | { is: "declined" }
  /** "but": a denial ends here. */
  | { is: "contrast" }
  /** "except": what was said before is not the whole truth. */
  | { is: "exception" }
  | { is: "and" }
  | { is: "or" }
  /** "with", "and has": a new statement begins. */
  | { is: "opens"; plainly: boolean }
  | { is: "side"; side: Side | "both" }
  /** "severe", "obvious": denied, it leaves the rest of the finding open. */
  | { is: "degree" }
  | { is: "limb" }
  | { is: "all" }
  | { is: "old" }
  | { is: "versus" }
  | { is: "bigger" }
  | { is: "normal" }
  | { is: "reduced" }
  | { is: "ask" }
  | { is: "greeting" }
  | { is: "filler" };

const cueBook = new PhraseBook<Cue>();
const addCue = (cue: Cue, phrases: string) => {
  for (const phrase of phrases.split("|")) cueBook.add(phrase.trim(), cue);
};

addCue(
  { is: "deny", list: false },
  "no|not|nil|never|no evidence of|no sign of|no signs of|no evidence for|not any|no new|non|nor|not had|not had any|hasn't had|hasn't had any|haven't had|haven't had any|has not had|has not had any|have not had|have not had any|hadn't had|isn't|aren't|hasn't|haven't|doesn't have|does not have|didn't have|no complaints of|no complaint of|no symptoms of|no reports of|no report of|no episodes of",
);
addCue(
  { is: "deny", list: true },
  "denies|denied|denying|deny|denies any|without|w/o|without any|negative for|neg for|-ve for|free of|absence of|negatives|pertinent negatives|neither|none of|denies new|denies any new|without new",
);
addCue(
  { is: "deny-after" },
  "absent|negative|neg|-ve|none|not present|is absent|are absent|not seen|not noted|not found|not there|not felt|n",
);
addCue(
  { is: "affirm" },
  "y|present|positive|+ve|pos|yes|noted|confirmed|persists|persisting|ongoing|found|positive for|+ve for",
);
addCue(
  { is: "maybe" },
  "due to|secondary to|because of|caused by|from|possible|possibly|probable|probably|query|queried|r/o|rule out|likely|suspected|suspect|suspicion of|suspicious for|maybe|perhaps|might be|may be|might have|may have|could be|could have|?|concern for|concerned about|concerning for|worried about|seems|seemingly|appears to have|appears to be|apparently|presumed|questionable|equivocal|borderline|unsure if|unsure whether|not sure if|unclear if|unclear whether|i think|think|sounds like|looks like",
);
addCue(
  { is: "stop" },
  "if|unless|in case|would|should|whether|watch for|watch out for|look out for|look for|return if|monitor for|monitor|monitoring for|observe for|warn|warned|warned about|advised|advise|counselled|counseled|educated|discussed|explained|risk of|risks of|risks|at risk of|mother|father|mum|mom|dad|brother|sister|aunt|uncle|cousin|grandmother|grandfather|grandma|grandpa|son|daughter|wife|husband|partner|spouse|roommate|friend|neighbour|neighbor|another patient|other patient|parent|parents|sibling|siblings|family|family history|family history of|fhx|fh|y/n|yes/no|yes / no|return precautions|return advice|precautions|advice|advice given|safety netting|safety-netting|safety net|safety netted|what|why|how|when|which|who|need to exclude|needs to exclude|to exclude|to rule out|to r/o|can't exclude|cannot exclude|can't rule out|cannot rule out|could not rule out|not excluded|not ruled out|unable to exclude|unable to rule out|doesn't deny|does not deny|not deny|didn't deny|never denied|teach|teaching|consent|consented for|leaflet|template|e/g|for example|such as",
);
addCue(
  { is: "stop-ahead" },
  "will|plan|plan to|plan for|planned|planning|to check|please check|needs|need|to do|to have|to get|awaiting review|recheck|repeat|consider|tomorrow|later today|arrange|arranging|await|going to|gonna|to be|pls|please|for",
);
addCue(
  { is: "stop-here" },
  "old|chronic|chronically|until|till|prior to|in the past|longstanding|long-standing|long standing|known|pre-existing|preexisting|previous|previously|prior|baseline|at baseline|usual|as usual|h/o|hx|hx of|history of|past history of|pmh|pmhx|past medical history|before|years ago|months ago|for years|for months|since childhood|resolved|resolving|settled|settling|gone|recovered|improved|improving|better|no longer|any more|anymore|not new|no change|no change in|no improvement|no improvement in|unchanged|other|other than that|treatment for|treated for|on treatment for|former|formerly|off|ex|used to|last year|last month|back then|at the time|stopped|stopped having|ceased|subsided|excluded|ruled out|not just|not only|not without|not always|not all|no more|less|worse than|similar to|like before|as before|same as before|pre-op|preop|preprocedure|pre-procedure|pre-injection|first|second|third|last|next|test for|tested for|test|history|not sure|unsure|unclear|uncertain|no idea|hardly|barely|scarcely|rarely|almost|nearly|unlikely|less likely|instead of|rather than|fear of|afraid of|scared of|no worse|no better|not due to|after treatment for|screen for|screening for|screened for|cannot be|can't be|fails to|failed to|not entirely|not completely|not fully|not quite|not exactly|neither here nor there",
);
addCue(
  { is: "past" },
  "was|were|had|had been|has had|yesterday|last night|last week|overnight|earlier|earlier today|days ago|hours ago|weeks ago|initially|at first|transient|transiently|intermittent|intermittently|on and off|briefly|at home|occasional|occasionally|sometimes|episode of|episodes of|at times|recent|this morning only|once|twice|ago|when admitted|on arrival|the other day",
);
addCue(
  { is: "unable" },
  "unable to assess|unable to examine|unable to test|unable to check|unable to do|unable to obtain|unable to measure|unable to get|cannot assess|can't assess|cannot examine|can't examine|cannot test|can't test|could not assess|couldn't assess|could not examine|couldn't examine|could not be assessed|couldn't be assessed|could not be examined|cannot be assessed|can't be assessed|not able to assess|not able to examine|not assessable|not possible|not possible to assess|impossible to assess|unable|not examinable|not testable|cannot be tested|can't be tested|could not be tested",
);
addCue(
  { is: "not-assessed" },
  "not assessed|not examined|not tested|not done|not checked|not measured|not performed|not documented|not recorded|not obtained|not taken|not yet done|not yet assessed|not yet examined|not yet checked|not yet tested|not been done|not been assessed|not been checked|not been examined|hasn't been assessed|hasn't been checked|hasn't been examined|has not been examined|has not been assessed|n/a|n/k|unknown|deferred|omitted|didn't assess|did not assess|didn't check|did not check|didn't examine|did not examine|haven't checked|haven't assessed|haven't examined|have not checked|have not assessed|have not examined|didn't test|did not test|haven't tested|not known|don't know|do not know|unassessed|unexamined|untested",
);
addCue(
  { is: "declined" },
  "declined|declines|refused|refuses|refusing|declining|patient declined|pt declined|patient refused|pt refused|does not consent to|did not consent to|didn't consent to|would not allow|declined to have|refused to have",
);
addCue({ is: "contrast" }, "but|however|although|though|whereas|while|otherwise");
addCue(
  { is: "exception" },
  "except|except for|apart from|other than|save for|aside from|with the exception of|bar|excluding|barring",
);
addCue({ is: "and" }, "and|&|+|plus|then|as well as|along with|also");
addCue({ is: "or" }, "or");
addCue(
  { is: "opens", plainly: true },
  "has|have|having|reports|reporting|c/o|complains of|complaining of|complained of|presents with|presenting with|presented with|developed|develops|now has|now|and has|and is|and are|and now|is having|describes|endorses|admits to|noticed|notices|got|with new",
);
addCue({ is: "opens", plainly: false }, "with|w/");
addCue({ is: "side", side: "left" }, "left|l|lt|left-sided|left sided|on the left|on left|lhs|left side");
addCue(
  { is: "side", side: "right" },
  "right|r|rt|right-sided|right sided|on the right|on right|rhs|right side",
);
addCue(
  { is: "side", side: "both" },
  "both|b/l|bilateral|bilaterally|bilat|bilat.|both sides|either side|left and right|right and left|l and r|r and l|l & r|r & l|l + r|r + l|left & right|right & left|l+r|r+l|on both sides|either",
);
addCue(
  { is: "degree" },
  "mild|mildly|moderate|moderately|severe|severely|significant|significantly|obvious|obviously|major|gross|grossly|marked|markedly|frank|frankly|overt|definite|definitely|clear|clearly|further|more|much|considerable|considerably|recent|recurrent|recurrence of|real|true|proper|very|quite|too|really|acute|acutely|sudden|suddenly|worsening|progressive|progressively|increasing|increasingly|high|low|complete|total|full|extensive|great|big|focal|gross motor|massive|massively|extremely|persistent|constant|additional|extra|subjective|objective|documented|measured|dramatic|rapidly",
);
addCue(
  { is: "limb" },
  "leg|legs|lower limb|lower limbs|limb|limbs|lower extremity|lower extremities|le|les|ll|lls",
);
addCue(
  { is: "all" },
  "all|all groups|all muscle groups|all myotomes|throughout|everywhere|globally|global|all over|in all groups|in all myotomes|all round|all around|across all groups",
);
addCue({ is: "old" }, "old");
addCue({ is: "versus" }, "vs|v|versus|compared to|compared with|against");
addCue(
  { is: "bigger" },
  "bigger|larger|greater|wider|thicker|smaller|difference|diff|discrepancy|more than|less than|asymmetry|bigger than|larger than|greater than",
);
addCue(
  { is: "normal" },
  "normal|intact|preserved|full|ok|fine|unremarkable|nad|wnl|within normal limits|unimpaired",
);
addCue(
  { is: "reduced" },
  "reduced|decreased|diminished|impaired|absent|lost|altered|loss of|abnormal|lessened|reduction in|reduction of|↓",
);
addCue(
  { is: "ask" },
  "is there|are there|is he|is she|are they|does he|does she|does the|did he|did she|do we|do you|has he|has she|has the|any|is it|is the|are the|can he|can she|can you|could this|could it|should we|shall we|have you|have we|did you|did anyone|anyone",
);
addCue(
  { is: "greeting" },
  "hello|hi|hey|thanks|thank you|cheers|team|all|good morning|good evening|good afternoon|morning|ta|many thanks|dear",
);
addCue(
  { is: "filler" },
  "a|an|the|this|that|these|those|his|her|their|its|my|our|he|she|they|it|pt|patient|the patient|i|we|is|are|be|been|being|am|as|of|in|on|at|to|by|o/e|on exam|on examination|yet|exam|examination|today|currently|right now|at present|at the moment|there is|there are|there's|some|new|new onset|new-onset|onset|newly|since|since then|began|begun|started|starting|came on|overall|generally|both of|s/p|post|after|following|who|which|still|continues|continuing|again|complaint|complaints|symptom|symptoms|sign|signs|finding|findings|obs|vitals|score|scored|reading|result|results|back|shown|seen|felt|measures|measured|measuring|measurement|measurements|recorded|about|so|well|yes|just|remains|remain|=|:|-|(|)|>|<|[|]|well as|red flags|red flag|neuro|neurology|neurological|vascular|cardiovascular|cvs|cns|hpi|hpc|pc|impression|imaging|ix|general|assessment|summary|current|male|female|man|woman|lady|gentleman|gent|f|m|yo|y/o|year old|years old|yr old|yrs old|year-old|old male|old female|aged|age|dose|side|sides|area|region|whole|site|per|approx|approximately|around|roughly|max|up|down|day|night|morning|evening|afternoon|week|hour|hours|min|am|pm|noon|midnight|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|pain and|o'clock|hrs|tonight|nurse|dr|doctor|gp|ed|er|ward|clinic|note|update|fyi|re|ref|done|given|received|underwent|performed|under|taking|takes|takes a|on regular|regular|daily|bd|od|long-term|long term|longterm|restarted|started on|type|grade|graded|mrc grade|grades|out of|testing|tested|test of|in the|on the|of the|to the|for the|gets|getting|make|made|also has|reports that|says|states|stating|said|stated|that he|that she|he's|she's|he is|she is|they are|pt is|show|shows|showed|showing|demonstrates|confirms|reveals|patient is|i'm|has been|have been|both the|own|very|appears|looks|looking|feels|feeling|slightly|bit|a bit|little|a little",
);

export const cueLexicon: PhraseBook<Cue> = cueBook;

/** Words that may stand inside a phrase: "leg on the left is not very swollen" still is a leg that is (not) swollen. */
const FILLER_BETWEEN = new Set(
  "a an the his her their is are was were looks look feels feel appears remains very quite slightly mildly markedly really still not isn't aren't on of in left right l r lt rt bilateral bilaterally bilat both b/l new newly some and/or to".split(
    " ",
  ),
);
export const mayStandBetween = (word: string): boolean => FILLER_BETWEEN.has(word);
export const DENIES_INSIDE: ReadonlySet<string> = new Set(["not", "isn't", "aren't"]);
export const PAST_INSIDE: ReadonlySet<string> = new Set(["was", "were"]);

/** Adjectives that end a statement of their own ("leg swollen"): a denial that came before does not reach them. */
const STATES = new Set(
  "swollen tender warm hot cold cool red pale blue numb weak painful sore mottled tense stiff blocked paralysed paralyzed wet worse".split(
    " ",
  ),
);
export const isState = (word: string): boolean => STATES.has(word);

/** Words of a finding that make a statement by themselves: "can't lift foot". */
const VERBAL = new Set("can't cannot unable not couldn't gives giving".split(" "));
export const isVerbal = (word: string): boolean => VERBAL.has(word);

/** English words that are abbreviations only when written in capitals. */
export const ONLY_IN_CAPITALS: ReadonlySet<string> = new Set(["us", "sea", "he", "it"]);

/** What a typing mistake must not hide: an unknown word close to one of these is not skipped. */
export const WEIGHTY: readonly string[] = [
  "denies",
  "denied",
  "denying",
  "without",
  "negative",
  "absent",
  "resolved",
];
