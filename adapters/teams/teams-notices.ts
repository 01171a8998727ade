import { FILES_NOT_READ } from "../../src/index.ts";

/** The few notices that this adapter shows by itself, because the bot never saw the request. None concerns a case. */
export const NOTICES = {
  "use-the-card": "Nothing arrived. Please use the buttons of the card, or type the answer as a message.",
  "no-files": FILES_NOT_READ,
  outdated: "This card is out of date. Nothing was changed.",
  slow: "Still working on it. The card follows in a moment.",
  failed: "That did not work. Please try again.",
  done: "Done.",
  "form-below": "The form is too long for one card. It follows as several messages.",
  private: "Write anything to this bot in a private chat: the whole message then comes there.",
} as const;
