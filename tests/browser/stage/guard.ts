import { expect, type BrowserContext, type Page } from "@playwright/test";

/** Notices whatever of a browser's pages runs, loads or leads that should have been text. */
export class Guard {
  private readonly noticed: string[] = [];

  private constructor(private readonly context: BrowserContext) {}

  /** Watches every page of this browser that is opened from now on. */
  static async over(context: BrowserContext, origin: string): Promise<Guard> {
    const guard = new Guard(context);
    const notice = (what: string) => guard.noticed.push(what);
    await context.exposeFunction("noticed", notice);
    await context.addInitScript(() => {
      window.__xss = () => void window.noticed("a text ran");
      addEventListener("securitypolicyviolation", (event) => {
        void window.noticed(`refused: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`);
      });
    });
    context.on("dialog", (dialog) => {
      notice(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on("request", (request) => {
      if (new URL(request.url()).origin !== new URL(origin).origin) notice(request.url());
    });
    return guard;
  }

  /** Nothing was noticed, and no page holds an element that a text could have made. */
  async expectOnlyText(pages = this.context.pages()): Promise<void> {
    for (const page of pages) expect(await made(page), page.url()).toEqual([]);
    expect(this.noticed).toEqual([]);
  }
}

/** Elements that the interface has no use for, and links that lead where none may. */
function made(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const never =
      "img,iframe,object,embed,video,audio,math,marquee,portal,foreignObject,use,animate," +
      "[onerror],[onload],[onfocus],[onmouseover],[ontoggle],[onclick],a[href^='data:'],a[href*='script:']";
    const found: string[] = [];
    const look = (root: Document | ShadowRoot) => {
      root.querySelectorAll(never).forEach((element) => found.push(element.outerHTML));
      root.querySelectorAll("*").forEach((element) => element.shadowRoot && look(element.shadowRoot));
    };
    look(document);
    return found;
  });
}

declare global {
  interface Window {
    __xss: () => void;
    noticed: (what: string) => Promise<void>;
  }
}
