import { createRateMeter, formatDuration, formatProgress, type ProgressState } from "../progressText.ts";
import type { Reporter } from "../types.ts";

/** Where the lines go: stderr, or a test's stand-in. */
export interface Terminal {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

const redrawEvery = 100;
const lineEvery = 5000;
const clearLine = "\r\u001b[2K";

/**
 * Progress on a terminal is one line that is redrawn; elsewhere it is a line every five seconds and one at the end.
 * `quiet` leaves the warnings only.
 */
export function createReporter(terminal: Terminal, quiet: boolean, now: () => number): Reporter {
  const running: { text: string }[] = [];
  let drawn = false;

  const draw = () => {
    const last = running.at(-1);
    if (!terminal.isTTY || (!last && !drawn)) return;
    const text = last ? last.text.slice(0, Math.max(20, (terminal.columns ?? 80) - 1)) : "";
    terminal.write(`${clearLine}${text}`);
    drawn = text !== "";
  };
  const print = (line: string) => {
    if (terminal.isTTY && drawn) terminal.write(clearLine);
    terminal.write(`${line}\n`);
    draw();
  };

  return {
    info: (text) => quiet || print(text),
    warn: (text) => print(`warning: ${text}`),
    progress(label, total, unit = "") {
      if (quiet) return { update: () => undefined, finish: () => undefined };
      const begin = now();
      const rateOf = createRateMeter();
      let state: ProgressState = { label, done: 0, total, unit, rate: undefined, note: "" };
      let shown = terminal.isTTY ? Number.NEGATIVE_INFINITY : begin;
      let printed = false;
      const line = { text: "" };
      running.push(line);
      return {
        update(done, note = "") {
          const time = now();
          state = { ...state, done, note, rate: rateOf(done, time) };
          line.text = formatProgress(state);
          if (time - shown < (terminal.isTTY ? redrawEvery : lineEvery)) return;
          shown = time;
          if (terminal.isTTY) return draw();
          print(line.text);
          printed = true;
        },
        finish() {
          if (!running.includes(line)) return;
          running.splice(running.indexOf(line), 1);
          draw();
          const seconds = (now() - begin) / 1000;
          // Short work that nobody waited for leaves no line behind.
          if (printed || seconds >= 2) print(`${label}  ${ending(state)} ${formatDuration(seconds)}`);
        },
      };
    },
  };
}

/** Work may end early: it was cancelled, it failed, or there was nothing more to gain. */
function ending({ done, total }: ProgressState): string {
  return done >= total || !(total > 0) ? "done in" : `ended at ${Math.floor((100 * done) / total)} % after`;
}
