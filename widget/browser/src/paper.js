// The rows of a log as they stand in the page: in parts, of which those that are far from the screen are neither laid out
// nor painted. Scrolled with respect for whoever reads.
import { draw, redraw, tellTime } from "./row.js";
import { content } from "./text.js";

/** So many positions stand in one part. */
const PART = 64;
/** Closer to the end than this counts as being there. */
const NEAR = 48;

/** How many of the first items are as asked; none is after one that is not. */
const count = (items, is) => {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (is(items[middle])) from = middle + 1;
    else to = middle;
  }
  return from;
};

const place = (parent, child, index) => {
  const there = parent.children[index] ?? null;
  if (there !== child) parent.insertBefore(child, there);
};

const wake = (part) => {
  part.node.classList.remove("resting");
  part.isMeasured = false;
};

const end = ({ node }) => node.offsetTop + node.offsetHeight;

/** Moves the times of a list for as long as it stands in a page. */
const keepTime = (list, words) => {
  let stood = false;
  const timer = setInterval(() => {
    if (stood && !list.isConnected) clearInterval(timer);
    stood = list.isConnected;
    for (const time of list.querySelectorAll("time[data-moving]")) tellTime(words, time);
  }, 20000);
};

export class Paper {
  #words;
  #scroller;
  #list;
  #pill;
  #entries = [];
  #parts = [];
  /** What it was when the parts were measured. */
  #width = 0;
  #timer;
  #marked = "";
  #found;
  #isAtEnd = true;

  constructor(words, scroller, list, pill) {
    this.#words = words;
    this.#scroller = scroller;
    this.#list = list;
    this.#pill = pill;
    keepTime(list, words);
  }

  /** Shows these rows in place of all but so many of the first and of the last, touching only what differs. */
  show(before, after, rows) {
    const scroller = this.#scroller;
    const last = this.#entries.at(-1)?.row.key;
    const top = scroller.scrollTop;
    // Who is at the end stays there, and needs no other hold.
    const held = this.#isAtEnd ? undefined : this.#hold(top);
    const to = this.#entries.length - after;
    this.#announce(rows, to);
    this.#write(before, to, rows);
    this.#fit();
    const newest = this.#entries.at(-1)?.row;
    const hasNew = newest && newest.key !== last;
    if (this.#isAtEnd || (hasNew && !newest.seq && newest.content !== undefined && newest.state !== "sent")) return this.end();
    const now = held && this.#entries.includes(held.entry) ? this.#end(held.entry) : held?.end;
    if (now !== held?.end) scroller.scrollTop = top + now - held.end;
    if (hasNew) this.#pill.hidden = false;
  }

  /** What comes from the other side is read out; history, and what one wrote oneself, is not. */
  #announce(rows, to) {
    const newest = this.#entries.findLast(({ row }) => row.seq)?.row.seq;
    const kept = this.#entries.slice(Math.max(to, this.#entries.length - 8)).map(({ row }) => row);
    const isTold = [...rows, ...kept].slice(-8).some((row) => row.seq > newest && !row.class.split(" ").includes("mine"));
    const live = isTold ? "polite" : "off";
    if (this.#list.ariaLive !== live) this.#list.setAttribute("aria-live", live);
  }

  #write(from, to, rows) {
    const former = new Map();
    for (const entry of this.#entries.slice(from, to)) {
      // Two sides may have given the same key.
      const same = former.get(entry.row.key);
      same ? same.push(entry) : former.set(entry.row.key, [entry]);
    }
    const made = rows.map((row) => {
      const entry = former.get(row.key)?.shift();
      if (!entry) return { row, node: draw(this.#words, row, this.#marked) };
      redraw(this.#words, entry.node, entry.row, row, this.#marked);
      entry.row = row;
      return entry;
    });
    const touched = new Set();
    for (const { node, part } of [...former.values()].flat()) {
      node.remove();
      touched.add(part);
    }
    this.#entries = [...this.#entries.slice(0, from), ...made, ...this.#entries.slice(to)];
    this.#number(new Set(made), touched);
    for (const number of touched) this.#place(number);
  }

  /**
   * Which part each row stands in: positions say it, and what has none goes with what stands before it, but a day with
   * what comes after.
   */
  #number(made, touched) {
    const ahead = [];
    let next;
    for (let at = this.#entries.length; at--; ) {
      const { seq, day } = this.#entries[at].row;
      if (seq) next = Math.floor(seq / PART);
      if (seq || day !== undefined) ahead[at] = next;
    }
    let current = next ?? 0;
    this.#entries.forEach((entry, at) => {
      current = Math.max(current, ahead[at] ?? current);
      if (entry.part === current && !made.has(entry)) return;
      if (entry.part !== undefined) touched.add(entry.part);
      touched.add((entry.part = current));
    });
  }

  /** Puts the rows of a part into their places, and the part too. */
  #place(number) {
    const at = count(this.#parts, (part) => part.number < number);
    if (this.#parts[at]?.number !== number) {
      const node = document.createElement("div");
      node.className = "part";
      place(this.#list, node, at);
      this.#parts.splice(at, 0, { number, node });
    }
    const part = this.#parts[at];
    wake(part);
    const rows = this.#rowsOf(number);
    rows.forEach(({ node }, index) => place(part.node, node, index));
    if (rows.length) return;
    part.node.remove();
    this.#parts.splice(at, 1);
  }

  /** In another width all parts have another height. Until they are measured they do not rest. */
  #fit() {
    if (this.#scroller.clientHeight === 0) return;
    const width = this.#list.offsetWidth;
    if (width !== this.#width) this.#parts.forEach(wake);
    this.#width = width;
    // After what is written now is on the screen: to let parts rest makes the browser look at all of them.
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      if (this.#scroller.clientHeight > 0) this.#rest();
    });
  }

  /** Lets every part rest whose height is known now. */
  #rest() {
    const heights = this.#parts.map((part) => part.isMeasured || part.node.offsetHeight);
    this.#parts.forEach((part, at) => {
      if (part.isMeasured) return;
      // Not `auto`: a size that the browser remembers is of before something came into it.
      part.node.style.containIntrinsicBlockSize = heights[at] + "px";
      part.node.classList.add("resting");
      part.isMeasured = true;
    });
  }

  /** The row at this height, and where it ends: what stands above it may change, as its own head may. */
  #hold(top) {
    const part = this.#partAt(top);
    const rows = part ? this.#rowsOf(part.number) : [];
    const entry = rows.find((entry) => entry.row.day === undefined && part.node.offsetTop + end(entry) > top);
    return entry && { entry, end: this.#end(entry) };
  }

  #end(entry) {
    return this.#parts.find(({ number }) => number === entry.part).node.offsetTop + end(entry);
  }

  #partAt(height) {
    const above = count(this.#parts, ({ node }) => node.offsetTop < height);
    return this.#parts[Math.max(0, above - 1)];
  }

  #rowsOf(number) {
    const from = count(this.#entries, ({ part }) => part < number);
    return this.#entries.slice(from, count(this.#entries, ({ part }) => part <= number));
  }

  /** To the newest message. */
  end() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#isAtEnd = true;
    this.#pill.hidden = true;
  }

  /** The window was opened or resized. */
  settle() {
    this.#fit();
    if (this.#isAtEnd) this.end();
  }

  /** Somebody scrolled. Says whether they are near the beginning. */
  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    this.#isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR;
    if (this.#isAtEnd) this.#pill.hidden = true;
    return scrollTop < Math.max(clientHeight, 2 * NEAR);
  }

  /** The last position that is before the eyes. */
  seen() {
    const height = this.#scroller.clientHeight;
    const bottom = this.#scroller.scrollTop + height;
    const part = this.#partAt(bottom);
    if (!part) return 0;
    const isSeen = ({ row, node }) => {
      // Of one that is taller than the window its beginning has to do.
      const middle = Math.floor(Math.min(node.offsetHeight, height) / 2);
      return row.seq && part.node.offsetTop + node.offsetTop + middle <= bottom;
    };
    const found = this.#rowsOf(part.number).findLast(isSeen);
    const before = () => this.#entries.slice(0, count(this.#entries, (entry) => entry.part < part.number));
    return (found ?? before().findLast(({ row }) => row.seq))?.row.seq ?? 0;
  }

  /** Marks these words wherever they stand; none of them where there are none. */
  mark(words) {
    if (words === this.#marked) return;
    this.#marked = words;
    for (const { node, row } of this.#entries) if (row.day === undefined) content(node.children[1], row.content, words);
  }

  /** Scrolls to a message and lets it stand out. Says whether it is here. */
  reveal(seq) {
    const entry = this.#entries.find(({ row }) => row.seq === seq);
    if (!entry) return false;
    if (this.#found) this.#found.dataset.found = false;
    this.#found = entry.node;
    entry.node.dataset.found = true;
    this.#scroller.scrollTop = this.#end(entry) - (this.#scroller.clientHeight + entry.node.offsetHeight) / 2;
    this.#isAtEnd = false;
    return true;
  }
}
