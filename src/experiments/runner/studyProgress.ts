import type { Platform } from "../../platform/index.ts";

/** Progress over a whole study: one line, whatever its tasks report. */
export interface StudyProgress {
  /** The machine for the tasks of a slot: what they report is a share of the study's progress. */
  readonly platforms: readonly Platform[];
  /** A task begins in a slot. @param cost in operations, its share of the whole */
  begin(slot: number, label: string, cost: number): void;
  /** Its end; what it was expected to cost is done, or (`undone`) still to be done. */
  end(slot: number, undone?: boolean): void;
  finish(): void;
}

interface Slot {
  label: string;
  cost: number;
  share: number;
  note: string;
}

const giga = 1e9;

/** @param total operations that are left to be done */
export function createStudyProgress(platform: Platform, study: string, total: number, jobs: number): StudyProgress {
  const { reporter } = platform;
  const progress = reporter.progress(study, total / giga, "GFLOP");
  const slots = new Map<number, Slot>();
  const warned = new Set<string>();
  let done = 0;

  const show = (slot: Slot) => {
    const current = [...slots.values()].reduce((sum, { cost, share }) => sum + cost * share, done);
    progress.update(Math.min(current, total) / giga, [slot.label, slot.note].filter((text) => text !== "").join(": "));
  };
  const reporterOf = (index: number): Platform["reporter"] => ({
    info: () => undefined,
    warn(text) {
      // Several cells use the same data.
      if (!warned.has(text)) reporter.warn(text);
      warned.add(text);
    },
    progress: (label, count) => ({
      update(units, note) {
        const slot = slots.get(index);
        if (!slot) return;
        slot.share = count > 0 ? Math.max(slot.share, Math.min(1, units / count)) : slot.share;
        slot.note = note || label;
        show(slot);
      },
      finish: () => undefined,
    }),
  });

  return {
    platforms: Array.from({ length: jobs }, (_, slot) => ({ ...platform, reporter: reporterOf(slot) })),
    begin(index, label, cost) {
      const slot = { label, cost, share: 0, note: "" };
      slots.set(index, slot);
      show(slot);
    },
    end(index, undone = false) {
      const slot = slots.get(index);
      slots.delete(index);
      if (!slot || undone) return;
      done += slot.cost;
      show({ ...slot, note: "done" });
    },
    finish: () => progress.finish(),
  };
}
