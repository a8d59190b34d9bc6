import { once } from "node:events";

/** Fails where it takes longer. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(ms);
  const failed = once(late, "abort").then(() => Promise.reject(new Error(`nothing within ${ms} ms`)));
  return Promise.race([promise, failed]);
}

/** What is there in the end. */
export async function eventually<T>(look: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (const end = Date.now() + 5_000; Date.now() < end; await new Promise((next) => setTimeout(next, 20))) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error("it did not happen");
}
