// What carries the line where a stream does not come through; loaded there alone.

const HEARTBEAT_S = 15;

const socket = (mine, hears, ended, signal) => {
  const { token, after } = mine;
  const socket = new WebSocket(mine.api.replace(/^http/, "ws") + "/chat/ws", "chatdesk.v1");
  signal.onabort = () => socket.close();
  socket.onopen = () => socket.send(JSON.stringify({ type: "auth", token, after }));
  socket.onmessage = (frame) => {
    const { type, event, id, data } = JSON.parse(frame.data);
    if (type === "event") hears(event, id ?? undefined, JSON.stringify(data));
  };
  // 4401 and 4403: the token is no good any more. 1006: it broke.
  socket.onclose = ({ code }) => ended(code > 4400 ? 401 : code === 1006 ? 0 : 200, 0, "");
};

const poll = async (mine, hears, ended, signal) => {
  for (let wait = 0; ; wait = HEARTBEAT_S) {
    const asked = mine.request("GET", mine.token, undefined, signal);
    asked.headers.accept = "application/json";
    const response = await fetch(mine.events(mine, { wait }), asked);
    if (!response.ok) return mine.refuse(response, ended);
    const { events: news, cursor } = await response.json();
    const begin = mine.after ?? cursor;
    const hello = { cursor: begin, heartbeat_ms: HEARTBEAT_S * 1000, transport: "long_poll" };
    if (!wait) hears("hello", begin, JSON.stringify(hello));
    for (const { event, id, data } of news) {
      if (event !== "hello") hears(event, id ?? undefined, JSON.stringify(data));
    }
    hears("ping", cursor, "{}");
  }
};

/** By the numbers that the transports have in `line.js`. */
export const ways = [, socket, poll];
