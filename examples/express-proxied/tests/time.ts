import { once } from "node:events";

/** Fails where it takes longer. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  const late = AbortSignal.timeout(ms);
  const failed = once(late, "abort").then(() => Promise.reject(new Error(`nothing within ${ms} ms`)));
  return Promise.race([promise, failed]);
}
