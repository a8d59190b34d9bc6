// The line by which news come. Of all tabs of one person one has it, the one that holds a lock; it
// passes on what it hears, and when it goes the next one in the queue takes over.
import { refuse, request } from "./page.js";

// What the engine is told of the tab that has the line, where others are told of an answer's status.
const OURS = 1;
const STALLED = 2;
const MISSED = 3;
/** So long a tab that has the line may be silent when it is asked, before it counts as frozen. */
const FROZEN_MS = 2500;

/** Nothing where the browser closed what is kept, and locks with it. */
const locks = (() => {
  try {
    return localStorage && navigator.locks;
  } catch {}
})();

let line;

/** Opens the line, or listens to the tab that has it. What comes of it is told under `number`. */
export const stream = (name, number, transport, api, after, token, event, told) => {
  if (line?.name !== name) {
    close();
    join({ name, event, told, shared: (what) => told(line.number, what, 0, "") });
  }
  hang(line);
  Object.assign(line, { events, refuse, request, number, transport, api: new URL(api, document.baseURI).href, after, token, greeted: 0 });
  if (line.leads) carry(line);
  else follow(line);
};

/** Leaves it to other tabs. */
export const close = () => {
  if (!line) return;
  const left = line;
  line = 0;
  hang(left);
  clearTimeout(left.frozen);
  left.queue.abort();
  left.release?.();
  left.channel.close();
};

const join = (mine) => {
  mine.channel = new BroadcastChannel(mine.name);
  mine.channel.onmessage = ({ data }) => listen(mine, data);
  line = mine;
  stand(mine);
};

/** Waits in the queue for the line, or takes it from a tab that does not answer. */
const stand = (mine, steal) => {
  mine.queue?.abort();
  mine.queue = new AbortController();
  const how = steal ? { steal } : { signal: mine.queue.signal };
  const has = () => {
    if (mine !== line) return;
    mine.leads = true;
    mine.shared(OURS);
    return new Promise((release) => (mine.release = release));
  };
  // Without locks a tab has a line while it is looked at.
  if (!locks) return (mine.leads = true);
  locks.request(mine.name, how, has).catch(() => {
    if (mine !== line || !mine.leads) return;
    // It was taken: this tab was frozen, and wakes. What others hear is not its affair any more.
    mine.leads = false;
    mine.hello = 0;
    hang(mine);
    stand(mine);
    mine.shared(OURS);
  });
};

const follow = (mine) => {
  mine.channel.postMessage(1);
  clearTimeout(mine.frozen);
  mine.frozen = setTimeout(() => mine === line && !mine.leads && stand(mine, true), FROZEN_MS);
};

/** What another tab says: 1 asks, 0 stalls, anything else is an event. */
const listen = (mine, data) => {
  if (data === 1) {
    if (mine.leads) mine.channel.postMessage(mine.hello ? greeting(mine) : 0);
    return;
  }
  if (mine.leads) return;
  clearTimeout(mine.frozen);
  if (!data) {
    mine.greeted = 0;
    return mine.shared(STALLED);
  }
  const [event, id] = data;
  const missed = event === "hello" && id !== mine.after;
  if (event === "hello") mine.greeted = 1;
  // Before a greeting nobody knows what came before it.
  if (mine.greeted) tell(mine, data);
  if (missed) mine.shared(MISSED);
};

const greeting = ({ hello, after }) => ["hello", after, JSON.stringify({ ...JSON.parse(hello), cursor: after })];

const tell = (mine, [event, id, data]) => {
  mine.after = id ?? mine.after;
  mine.event(mine.number, event, id ?? undefined, data);
};

/** Ends what carries the line in this tab. */
const hang = (mine) => {
  if (mine.hello) mine.channel.postMessage(0);
  mine.hello = 0;
  mine.abort?.abort();
};

const carry = async (mine) => {
  const { number, transport } = mine;
  const { signal } = (mine.abort = new AbortController());
  const hears = (event, id, data) => {
    if (signal.aborted || !event) return;
    if (event === "hello") mine.hello = data;
    mine.channel.postMessage([event, id, data]);
    tell(mine, [event, id, data]);
  };
  const ended = (...how) => {
    if (signal.aborted) return;
    hang(mine);
    mine.told(number, ...how);
  };
  if (!locks && document.hidden) return mine.shared(STALLED);
  try {
    const way = transport ? (await import("./carriers.js")).ways[transport] : read;
    if (signal.aborted) return;
    await way(mine, hears, ended, signal);
  } catch {
    ended(0, 0, "");
  }
};

const events = (mine, more) => {
  const query = new URLSearchParams(more);
  if (mine.after) query.set("after", mine.after);
  return mine.api + "/chat/events?" + query;
};

/** The body of an ordinary request: `EventSource` cannot carry a token. */
const read = async (mine, hears, ended, signal) => {
  const response = await fetch(events(mine), request("GET", mine.token, undefined, signal));
  if (!response.ok) return refuse(response, ended);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return ended(200, 0, "");
    const blocks = (rest + value).split(/\r?\n\r?\n/);
    rest = blocks.pop();
    for (const block of blocks) {
      const said = {};
      for (const row of block.split(/\r?\n/)) {
        const at = row.indexOf(":");
        said[row.slice(0, at)] = row.slice(at + 1).replace(/^ /, "");
      }
      hears(said.event, said.id, said.data);
    }
  }
};

// A page that is left, also one that may come back, holds nobody up.
addEventListener("pagehide", close);
document.addEventListener("visibilitychange", () => {
  if (!line || locks || !document.hidden) return;
  hang(line);
  line.shared(STALLED);
});
