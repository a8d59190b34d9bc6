/** The Express example with more people than its demo has. */
import { people, type Person } from "../../examples/express-proxied/server/people.ts";

const crowd = people as Person[];
for (const [role, count] of [["user", 50], ["admin", 3]] as const) {
  for (let n = 1; n <= count; n++) {
    const id = `${role}-${n}`;
    crowd.push({ id, name: id, email: `${id}@payflow.example`, role });
  }
}
await import("../../examples/express-proxied/server/main.ts");
