/** Stands under the key for a moment at a log-out; the loader writes the same. */
const GONE = "0";

/**
 * A way to find tokens like `find`, which for whoever chatted in this browser before they logged in first brings along
 * what was said: with both proofs in hand, the visitor's token and their own.
 */
export const bringing = (options, find) =>
  find &&
  (async () => {
    const token = await find();
    if (token) await bring(options, token);
    return token;
  });

async function bring({ api, key }, token) {
  const visitor = read(key).token;
  if (!visitor) return;
  const headers = { "content-type": "application/json", authorization: "Bearer " + token };
  const body = JSON.stringify({ visitor_token: visitor });
  const signal = AbortSignal.timeout?.(5_000);
  const answer = await fetch(api + "/chat/identify", { method: "POST", headers, body, signal }).catch(() => {});
  // It is theirs now, or the visitor's token proves nothing any more. Whoever was not heard tries again the next time.
  if (!answer?.ok && answer?.status !== 422) return;
  const { token: kept, holder, ...rest } = read(key);
  if (kept === visitor) localStorage.setItem(key, JSON.stringify(rest));
}

/** Tells the other tabs that whoever was here has gone; what was kept of them is overwritten, and then removed. */
export function depart(key) {
  try {
    localStorage.setItem(key, GONE);
    localStorage.removeItem(key);
  } catch {
    // Closed storage.
  }
}

/** Acts when another tab told so. */
export function whenOthersDepart(key, act) {
  addEventListener("storage", (event) => {
    if (event.key !== key || event.newValue !== GONE) return;
    // That tab may have begun anew meanwhile, and then this one goes on as the same visitor.
    const anew = read(key).token && localStorage.getItem(key);
    act();
    if (anew) localStorage.setItem(key, anew);
  });
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key)) || {};
  } catch {
    return {};
  }
}
