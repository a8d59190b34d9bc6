import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** A pair of sockets: what one says the other hears. */
interface Pair {
  browser: Socket;
  server: Socket;
  /** The answer to a POST is to come next. */
  awaitsAnswer: boolean;
}

/** Bytes on their way between browser and server, and the three ways in which networks go away. */
export class Wire {
  private readonly pairs = new Set<Pair>();
  private isSilent = false;
  private cutsAnswers = false;
  /** How many answers to a POST were cut inside. */
  cuts = 0;

  private constructor(
    private readonly upstream: URL,
    private readonly listener: Server,
    readonly url: string,
  ) {}

  static async start(upstream: string): Promise<Wire> {
    const listener = createServer();
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    const address = listener.address();
    if (address === null || typeof address === "string") throw new Error("a port has a number");
    const wire = new Wire(new URL(upstream), listener, `http://127.0.0.1:${address.port}/`);
    listener.on("connection", (browser) => wire.join(browser));
    return wire;
  }

  async stop(): Promise<void> {
    this.breakAll();
    if (!this.listener.listening) return;
    this.listener.close();
    await once(this.listener, "close");
  }

  /** Connections break, and new ones are refused. */
  async refuse(): Promise<void> {
    this.listener.close();
    this.breakAll();
    await once(this.listener, "close");
  }

  /** Nothing passes any more in either direction, and nobody is told. */
  silence(): void {
    this.isSilent = true;
  }

  /** The next POST reaches the server; its answer breaks off in the middle, and with it the network. */
  cutNextAnswer(): void {
    this.cutsAnswers = true;
  }

  /** The network is back. */
  async heal(): Promise<void> {
    this.cutsAnswers = false;
    // What was swallowed does not come again: whoever waits on such a connection has lost.
    if (this.isSilent) this.breakAll();
    this.isSilent = false;
    if (this.listener.listening) return;
    this.listener.listen(Number(new URL(this.url).port), "127.0.0.1");
    await once(this.listener, "listening");
  }

  private join(browser: Socket): void {
    const server = connect(Number(this.upstream.port), this.upstream.hostname);
    const pair = { browser, server, awaitsAnswer: false };
    this.pairs.add(pair);
    browser.on("data", (bytes) => this.ask(pair, bytes));
    server.on("data", (bytes) => this.answer(pair, bytes));
    for (const [end, other] of [[browser, server], [server, browser]] as const) {
      end.on("error", () => end.destroy());
      end.on("close", () => {
        if (!this.isSilent) other.destroy();
        this.pairs.delete(pair);
      });
    }
  }

  private ask(pair: Pair, bytes: Buffer): void {
    if (this.isSilent) return;
    if (this.cutsAnswers && isMessage(bytes)) pair.awaitsAnswer = true;
    pair.server.write(bytes);
  }

  private answer(pair: Pair, bytes: Buffer): void {
    if (this.isSilent) return;
    if (!pair.awaitsAnswer) {
      pair.browser.write(bytes);
      return;
    }
    this.cuts++;
    // The bytes are on their way before the connection ends.
    pair.browser.write(bytes.subarray(0, bytes.length / 2), () => void this.refuse());
  }

  private breakAll(): void {
    for (const { browser, server } of this.pairs) {
      browser.destroy();
      server.destroy();
    }
    this.pairs.clear();
  }
}

/** Whether this is how a message of either side is sent. */
function isMessage(bytes: Buffer): boolean {
  return /^POST \S*\/(chat\/sessions|messages) /.test(bytes.toString("latin1", 0, 200));
}
