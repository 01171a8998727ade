/**
 * What is typed, a line at a time. On a screen a line counts only when it was begun after the prompt: what was typed
 * while something was being printed was meant for the previous output.
 */
import { createInterface, type Interface } from "node:readline";
import { setImmediate } from "node:timers/promises";

export interface TypedLines {
  /** The next line after a prompt; null at the end. */
  next(prompt: string): Promise<string | null>;
  /** Discards and returns what was typed ahead since the last line. Waits until the terminal's buffer has been read. */
  discardTypedAhead(): Promise<readonly string[]>;
  /** Something is printed while a line is being typed. */
  interrupt(print: () => void): void;
  close(): void;
}

/** Lines of a file: none of them is early. */
export function fileLines(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): TypedLines {
  const reader = createInterface({ input, terminal: false });
  const lines = reader[Symbol.asyncIterator]();
  return {
    close: () => reader.close(),
    async next(prompt) {
      output.write(prompt);
      const { done, value } = await lines.next();
      output.write(done ? "\n" : `${value}\n`);
      return done ? null : value;
    },
    discardTypedAhead: async () => [],
    interrupt: (print) => print(),
  };
}

/** Lines from a person at a screen. */
export function screenLines(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): TypedLines {
  const reader: Interface = createInterface({ input, output, terminal: true, historySize: 0 });
  let ahead: string[] = [];
  let wanted: ((line: string | null) => void) | null = null;
  let over = false;
  const hand = (line: string | null) => {
    const take = wanted;
    wanted = null;
    take?.(line);
  };
  reader.on("line", (line) => (wanted ? hand(line) : ahead.push(line)));
  reader.on("close", () => {
    over = true;
    hand(null);
  });
  return {
    close: () => reader.close(),
    next(prompt) {
      if (over) return Promise.resolve(null);
      reader.setPrompt(prompt);
      reader.prompt();
      return new Promise((done) => {
        wanted = done;
      });
    },
    async discardTypedAhead() {
      // what was typed before this moment is in the terminal's buffer, and is read before these turns are over
      for (let turn = 0; turn < 3; turn += 1) await setImmediate();
      const begun = reader.line;
      Object.assign(reader, { line: "", cursor: 0 });
      const typed = [...ahead, begun].map((line) => line.trim()).filter((line) => line !== "");
      ahead = [];
      return typed;
    },
    interrupt(print) {
      if (!wanted) return print();
      output.write("\n");
      print();
      reader.prompt(true);
    },
  };
}
