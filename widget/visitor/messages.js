import css from "./messages.css";
import { Paper } from "./paper.js";

// What draws messages, and how they look. Loaded when there is a first one, or somebody begins to write it.

/** The window's root is dressed for them from now on. */
export const drawIn = (root) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets.push(sheet);
  return Paper;
};
