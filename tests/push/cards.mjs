// Reads messages to a workflow, one a line, and says of each whether Microsoft's renderer takes its card as it is.
import { createRequire } from "node:module";
import readline from "node:readline";
import { isDeepStrictEqual } from "node:util";

// The package is written for browsers: it looks for one when it is loaded, and for nothing of it when a card is read.
globalThis.window ??= {};
const { AdaptiveCard, SerializationContext, Version } = createRequire(import.meta.url)(
  "./node_modules/adaptivecards/dist/adaptivecards.js",
);

function wrong(message) {
  if (message.type !== "message" || message.attachments.length !== 1) return "no message";
  const [{ contentType, content }] = message.attachments;
  if (contentType !== "application/vnd.microsoft.card.adaptive") return "no card";
  const context = new SerializationContext(new Version(1, 4));
  const card = new AdaptiveCard();
  card.parse(content, context);
  const said = [];
  for (let at = 0; at < context.eventCount; at++) said.push(context.getEventAt(at).message);
  said.push(...card.validateProperties().validationEvents.map((event) => event.message));
  if (said.length > 0) return said.join("; ");
  // What it does not know, or not of that type, it leaves out.
  return isDeepStrictEqual(card.toJSON(), content) ? undefined : "not as it is";
}

for await (const line of readline.createInterface({ input: process.stdin })) {
  let said;
  try {
    said = wrong(JSON.parse(line));
  } catch (error) {
    said = String(error);
  }
  console.log(said === undefined ? "yes" : `no ${said}`);
}
