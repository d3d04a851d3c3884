/** A run blocks its worker; this long it may take, in milliseconds. */
const target = 800;
/** The same where much is handed over. */
const longest = 1600;
/** To hand the state to the runtime and back takes about a millisecond for so many bytes (measured: 85 ms for 80 MB). */
const bytesPerMillisecond = 1e6;
/** Handing over takes at most this share of a run, if that can be had. */
const handingOver = 0.05;
const most = 25;

/** How many steps to put into one run; the numbers that training gives do not depend on it. */
export interface Pace {
  steps(): number;
  /** What a run of `steps` steps took. */
  record(steps: number, milliseconds: number): void;
}

/**
 * As many steps as fit into about 0.8 seconds, so that Ctrl-C is obeyed within one, or twice that with a state of many
 * megabytes, which every run copies; up to 25 and up to `limit`; found by trying, from one step upwards.
 *
 * @param stateBytes what is handed over to each run and back
 */
export function createPace(limit = most, stateBytes = 0): Pace {
  const time = Math.min(longest, Math.max(target, stateBytes / bytesPerMillisecond / handingOver));
  let current = 1;
  return {
    steps: () => current,
    record(steps, milliseconds) {
      const fitting = Math.ceil((steps * time) / Math.max(milliseconds, 1));
      current = Math.max(1, Math.min(fitting, steps * 4, most, limit));
    },
  };
}
