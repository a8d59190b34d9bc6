// The log of messages on this side of the border. What draws them comes with the first one.
import { date, language, say } from "./words.js";

const AGAIN_MS = 2000;

let Paper;
let load;

/** Draws messages with this from now on, or with what it loads once there are any. */
export const drawWith = (paper, how) => {
  Paper = paper;
  load = how;
};

export const log = (scroller, list, pill) => ({ scroller, list, pill, waiting: [] });

/** Begins to load what draws messages. */
export const prepare = async (log) => {
  if (log.paper || log.isLoading) return;
  log.isLoading = true;
  try {
    Paper ??= await load();
    log.paper = new Paper({ date, language, say }, log.scroller, log.list, log.pill);
    for (const what of log.waiting.splice(0)) log.paper.show(...what);
    // Now there is something to be seen.
    log.scroller.dispatchEvent(new Event("scroll"));
  } catch {
    setTimeout(() => log.waiting.length && prepare(log), AGAIN_MS);
  }
  log.isLoading = false;
};

export const show = (log, before, after, json) => {
  log.waiting.push([before, after, JSON.parse(json)]);
  if (log.paper) log.paper.show(...log.waiting.pop());
  else prepare(log);
};

/** Whatever else a log does; nothing before there is a message. */
export const act = (log, what, value) => Number(log.paper?.[what](value) ?? 0);

/** When the local day of an instant began. */
export const midnight = (at) => new Date(at).setHours(0, 0, 0, 0);
