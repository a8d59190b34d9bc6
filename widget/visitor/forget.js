/** Where it stands which push token was registered in this browser. */
export const place = (options) => options.key + ":push";

/** The push token that was registered in this browser. */
export const registered = (options) => {
  try {
    return localStorage.getItem(place(options));
  } catch {}
};

/** Nobody is told on this browser any more of what the holder of `token` is written. */
export function forget(options, token) {
  const known = registered(options);
  if (!known) return;
  localStorage.removeItem(place(options));
  const headers = { "content-type": "application/json", authorization: "Bearer " + token };
  const body = JSON.stringify({ token: known });
  // The page may go at once; the request goes on.
  fetch(options.api + "/chat/push-token", { method: "DELETE", headers, body, keepalive: true }).catch(() => {});
}
