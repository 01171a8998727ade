/** Words below a post that asks several questions: its own words deny it, a bare no is asked back, findings are read. */
import { oneOf } from "../answers/answer-words.ts";
import { oncePer } from "../answers/once-per.ts";
import type { UnknownReason } from "../answers/value.ts";
import type { AskedPanel } from "../case/encounter.ts";
import type { WordLists } from "../language/word-lists.ts";
import { index } from "../triage/index-of-protocol.ts";
import { isDeniable } from "../triage/panels.ts";
import type { ShownPost } from "./asking-posts.ts";
import {
  confirms,
  isYesOrNo,
  postShown,
  replyIn,
  type SentWords,
  tellWhatIsAsked,
  whyTooSoon,
} from "./bare-answers.ts";
import { directAnswerTo } from "./direct-reading.ts";
import {
  ARMED_FOR_WORDS_AFTER_MS,
  askToDeny,
  deny,
  leaveUnassessed,
  sayYesTo,
  stillOpen,
} from "./panel-acts.ts";
import { propose, readProposal } from "./proposing.ts";
import { recordAndDecide } from "./recording.ts";
import type { TurnBuilder } from "./turn-builder.ts";

interface ShownPanel {
  post: ShownPost;
  asked: AskedPanel;
}

/** The post with several questions that words belong to: the lowest that asks, while something of it is open. */
function panelShown(draft: TurnBuilder, sent: SentWords): ShownPanel | null {
  const post = postShown(draft, sent);
  const asked = post && "panel" in post.asks ? draft.open.panels.get(post.asks.panel) : undefined;
  return post && asked && stillOpen(draft, asked).length > 0 ? { post, asked } : null;
}

/** Handles words that answer several questions asked together, or one of them. Returns false when they are something else. */
export function takePanelWords(draft: TurnBuilder, sent: SentWords): boolean {
  const shown = panelShown(draft, sent);
  if (!shown) return false;
  const { lists } = draft.context;
  const said = replyIn(sent.words);
  const panel = index(draft.protocol).panels.get(shown.asked.id);
  const deniable = panel !== undefined && isDeniable(panel);
  const denies =
    lists.replies.none_of_these.includes(said) ||
    (panel?.how === "examined" && lists.replies.all_normal.includes(said));
  if (deniable && denies) {
    if (seenInTime(draft, shown.post, sent.words))
      deny(draft, shown.asked, shown.post.shownMs, ARMED_FOR_WORDS_AFTER_MS);
    return true;
  }
  if (isYesOrNo(lists, sent.words) || lists.answers.no.includes(said)) {
    if (!seenInTime(draft, shown.post, sent.words)) return true;
    const no = !confirms(lists, sent.words);
    if (no && deniable) askToDeny(draft, shown.asked);
    else
      draft.tell(
        `Not recorded: "${said}" does not say which of the questions it is for. Press it, or type the finding.`,
      );
    return true;
  }
  const named = sent.numbered ? numberIn(lists, said) : null;
  if (named !== null && deniable) {
    if (!seenInTime(draft, shown.post, sent.words)) return true;
    const why = sayYesTo(draft, shown.asked, shown.asked.items[named - 1]?.question, sent.words);
    if (why !== null) draft.tell(`Not recorded: ${why}.`);
    return true;
  }
  return (deniable && takeRest(draft, shown, sent)) || takeOne(draft, shown, sent);
}

const numbersOf = oncePer(({ answers }: WordLists) => {
  const yes = oneOf(answers.yes);
  return new RegExp(`^(?:${yes}:? (\\d)|(\\d):? ${yes})$`, "iu");
});

/** "yes 2": the question of that number is answered yes. */
function numberIn(lists: WordLists, said: string): number | null {
  const found = numbersOf(lists).exec(said);
  return found ? Number(found[1] ?? found[2]) : null;
}

/** Records what is open as not known, where the words belong to several questions asked together. */
export function takeUnknownOfPanel(draft: TurnBuilder, reason: UnknownReason, sent: SentWords): boolean {
  const shown = panelShown(draft, sent);
  if (shown && seenInTime(draft, shown.post, sent.words)) leaveUnassessed(draft, shown.asked, reason);
  return shown !== null;
}

/** Whether the post had been seen for long enough; if not, the author is told. */
function seenInTime(draft: TurnBuilder, post: ShownPost, words: string): boolean {
  const reason = post.unsure ? "another question may be on its way" : whyTooSoon(draft, post, false);
  if (reason === null) return true;
  tellWhatIsAsked(draft, `Not recorded: "${words}". ${reason[0]?.toUpperCase()}${reason.slice(1)}.`);
  return false;
}

const restOf = oncePer(
  ({ replies }: WordLists) => new RegExp(`^(.+?)[\\s,;.]+(?:and )?${oneOf(replies.rest_no)}[.!]*$`, "isu"),
);

/** "numb saddle, rest no": denies the rest of these questions, where every other word was read plainly. */
function takeRest(draft: TurnBuilder, { post, asked }: ShownPanel, sent: SentWords): boolean {
  const [, findings] = restOf(draft.context.lists).exec(sent.words.trim()) ?? [];
  const reading = findings === undefined ? null : readProposal(draft, findings, null);
  if (!reading) return false;
  const { items, conflicts, faults, unread } = reading;
  const plain = conflicts.length + faults.length + unread.length === 0;
  if (!plain || items.length === 0 || items.some(({ uncertain }) => uncertain)) return false;
  const named = new Set(items.map(({ question }) => question));
  if (seenInTime(draft, post, sent.words)) deny(draft, asked, post.shownMs, ARMED_FOR_WORDS_AFTER_MS, named);
  propose(draft, reading);
  return true;
}

/** Words that answer exactly one of the questions, such as a temperature or a time. */
function takeOne(draft: TurnBuilder, { post, asked }: ShownPanel, { words }: SentWords): boolean {
  const answered = stillOpen(draft, asked).flatMap((question) => {
    const read = directAnswerTo(draft, question, words);
    return read && "answer" in read ? [{ question, answer: read.answer }] : [];
  });
  const [only] = answered;
  if (!only || answered.length > 1 || post.unsure || whyTooSoon(draft, post, false)) return false;
  recordAndDecide(draft, { ...only, how: "words", quote: words });
  return true;
}
