// Receives posts and answers 204 to what the reference library takes for genuine, else 401.
//
//     node receiver.mjs SECRET

import { createServer } from "node:http";

import { Webhook } from "standardwebhooks";

const webhook = new Webhook(process.argv[2]);

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  try {
    const event = webhook.verify(Buffer.concat(chunks), request.headers);
    response.statusCode = event.type === "message.created" ? 204 : 422;
  } catch {
    response.statusCode = 401;
  }
  response.end();
});

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
// Whoever started this is gone.
process.stdin.on("end", () => process.exit()).resume();
