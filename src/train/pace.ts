/** A run blocks its worker; this long it may take, in milliseconds. */
const target = 800;
const most = 25;

/** How many steps to put into one run; the numbers that training gives do not depend on it. */
export interface Pace {
  steps(): number;
  /** What a run of `steps` steps took. */
  record(steps: number, milliseconds: number): void;
}

/** As many steps as fit into about 0.8 seconds, so that Ctrl-C is obeyed within one, up to 25 and up to `limit`; found by trying, from one step upwards. */
export function createPace(limit = most): Pace {
  let current = 1;
  return {
    steps: () => current,
    record(steps, milliseconds) {
      const fitting = Math.ceil((steps * target) / Math.max(milliseconds, 1));
      current = Math.max(1, Math.min(fitting, steps * 4, most, limit));
    },
  };
}
