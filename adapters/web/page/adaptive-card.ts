/** Adaptive Cards by Microsoft's renderer, in the page's own colours. */
import type * as Cards from "adaptivecards";
import type MarkdownIt from "markdown-it";

declare const AdaptiveCards: typeof Cards;
declare const markdownit: typeof MarkdownIt;

// Raw HTML is off, and only the markup that cards use is read: emphasis, lists and links.
const markdownParser = markdownit();
markdownParser.disable(["image", "table", "code", "fence", "html_block", "autolink"]);

/** Colours are names of the style sheet, so that light and dark need no second rendering. */
const themeColour = (name: string) => ({
  default: `var(--${name})`,
  subtle: `var(--${name}-subtle, var(--subtle))`,
});
const foregroundColors = {
  default: themeColour("ink"),
  dark: themeColour("ink"),
  light: themeColour("ink"),
  accent: themeColour("accent"),
  good: themeColour("ink"),
  warning: themeColour("urgent-ink"),
  attention: themeColour("emergent-ink"),
};
const containerStyle = (name: string) => ({ backgroundColor: `var(--card-${name})`, foregroundColors });

const hostConfig = new AdaptiveCards.HostConfig({
  fontFamily: "inherit",
  fontSizes: { small: 13, default: 15, medium: 17, large: 20, extraLarge: 24 },
  fontWeights: { lighter: 400, default: 400, bolder: 650 },
  lineHeights: { small: 18, default: 22, medium: 24, large: 27, extraLarge: 30 },
  spacing: { small: 6, default: 8, medium: 14, large: 20, extraLarge: 28, padding: 14 },
  separator: { lineThickness: 1, lineColor: "var(--line)" },
  supportsInteractivity: true,
  textBlock: { headingLevel: 2 },
  containerStyles: {
    default: containerStyle("plain"),
    emphasis: containerStyle("routine"),
    accent: containerStyle("soon"),
    warning: containerStyle("urgent"),
    attention: containerStyle("emergent"),
    good: containerStyle("plain"),
  },
  actions: {
    // All of them: a button under "more" would be an answer that nobody sees.
    maxActions: 100,
    spacing: "default",
    buttonSpacing: 8,
    actionsOrientation: "horizontal",
    actionAlignment: "left",
  },
});

AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = markdownParser.render(text);
  result.didProcess = true;
};

/** What a button of a card sends. */
export type TapHandler = (data: Record<string, unknown>, title: string) => void;

/** A card as an element. */
export function renderAdaptiveCard(payload: unknown, tapped: TapHandler): HTMLElement {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = hostConfig;
  card.onAnchorClicked = (_element, anchor) => {
    anchor.rel = "noopener noreferrer";
    return false;
  };
  card.onExecuteAction = (action) => {
    if (action instanceof AdaptiveCards.ExecuteAction || action instanceof AdaptiveCards.SubmitAction)
      tapped({ ...(action.data as object | undefined) }, action.title ?? "");
  };
  card.parse(payload);
  const element = card.render();
  if (element === undefined) throw new Error("the card cannot be shown");
  // The card itself is no tab stop: its buttons are.
  element.removeAttribute("tabindex");
  // Focus goes to a card's subject, never to one of its answers.
  element.querySelector('[role="heading"]')?.setAttribute("tabindex", "-1");
  nameFolds(element);
  for (const anchor of element.querySelectorAll("a")) anchor.rel = "noopener noreferrer";
  return element;
}

let foldCount = 0;

/**
 * The renderer marks the folded part as expanded and not its button, and the folds of all cards have the same names.
 * It rewrites both at each tap, so its changes are observed.
 */
function nameFolds(card: HTMLElement): void {
  for (const button of card.querySelectorAll<HTMLElement>("[aria-controls]")) {
    const fold = card.querySelector<HTMLElement>(`[id="${button.getAttribute("aria-controls")}"]`);
    if (fold === null) continue;
    foldCount += 1;
    const id = `fold-${foldCount}`;
    fold.id = id;
    const tell = () => {
      if (fold.hasAttribute("aria-expanded")) fold.removeAttribute("aria-expanded");
      const open = String(fold.style.display !== "none");
      if (button.getAttribute("aria-expanded") !== open) button.setAttribute("aria-expanded", open);
      if (button.getAttribute("aria-controls") !== id) button.setAttribute("aria-controls", id);
    };
    const watch = new MutationObserver(tell);
    watch.observe(fold, { attributeFilter: ["style", "aria-expanded"] });
    watch.observe(button, { attributeFilter: ["aria-controls", "aria-expanded"] });
    tell();
  }
}
