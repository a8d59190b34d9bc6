import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { expect } from "@playwright/test";

/** What is running now, so that nothing outlives the tests, whatever ends them. */
const running = new Set<ChildProcess>();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

/** A program that a test starts and stops. */
export class Program {
  private output = "";
  private complaints = "";

  private constructor(
    private readonly name: string,
    private readonly child: ChildProcess,
  ) {
    running.add(child);
    child.stdout?.setEncoding("utf8").on("data", (text: string) => (this.output += text));
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.complaints += text));
    child.on("error", (error) => (this.complaints += `${String(error)}\n`));
  }

  static start(name: string, file: string, args: string[], more: NodeJS.ProcessEnv = {}): Program {
    const env = { ...process.env, ...more };
    const child = spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"] });
    return new Program(name, child);
  }

  /** Runs a program to its end and gives what it printed. */
  static async run(name: string, file: string, args: string[], more: NodeJS.ProcessEnv = {}): Promise<string> {
    const program = Program.start(name, file, args, more);
    await once(program.child, "close");
    running.delete(program.child);
    if (program.child.exitCode !== 0) throw new Error(program.explain("failed"));
    return program.output.trim();
  }

  /** Waits for as many lines on standard output. */
  async lines(count: number): Promise<string[]> {
    const complete = () => this.output.split("\n").slice(0, -1);
    await expect
      .poll(() => this.hasEnded() || complete().length >= count, {
        message: `${this.name} prints ${count} lines`,
        intervals: [20],
      })
      .toBe(true);
    if (complete().length < count) throw new Error(this.explain("ended before it was ready"));
    return complete();
  }

  hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Ends the program without asking it. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Asks the program to end; it must do so in time and without an error. */
  async stop(): Promise<void> {
    if (this.hasEnded()) throw new Error(this.explain("had ended before it was stopped"));
    await this.end("SIGTERM");
    if (this.child.exitCode !== 0) throw new Error(this.explain("did not end cleanly"));
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    this.child.kill(signal);
    await expect
      .poll(() => this.hasEnded(), { message: `${this.name} ends on ${signal}`, intervals: [20] })
      .toBe(true);
    running.delete(this.child);
  }

  private explain(what: string): string {
    const { exitCode, signalCode } = this.child;
    return `${this.name} ${what} (exit ${exitCode}, signal ${signalCode}):\n${this.complaints}`;
  }
}
