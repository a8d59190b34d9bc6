import { type APIResponse, type BrowserContext, type Route } from "@playwright/test";

/**
 * What a browser hears from the server, without a stream: every question is answered, and from
 * `stop` on with what the answer was before. Sends go through all the time.
 */
export class News {
  private readonly known = new Map<string, APIResponse>();
  private isStopped = false;

  static async of(context: BrowserContext): Promise<News> {
    const news = new News();
    await context.route("**/api/**", (route) => news.answer(route));
    await context.route("**/api/chat/events*", (route) => route.abort());
    await context.routeWebSocket("**/api/chat/ws", (socket) => socket.close());
    return news;
  }

  stop(): void {
    this.isStopped = true;
  }

  private async answer(route: Route): Promise<void> {
    if (route.request().method() !== "GET") return route.continue();
    const { pathname } = new URL(route.request().url());
    const before = this.known.get(pathname);
    if (this.isStopped) {
      return before ? route.fulfill({ response: before }) : route.abort();
    }
    const response = await route.fetch();
    this.known.set(pathname, response);
    return route.fulfill({ response });
  }
}
