import type { CellResult, Scale } from "./study.ts";

/** What there is of a study: the finished cells of the scale that says most (`fullestRun`). */
export interface DigestRun {
  readonly scale: Scale;
  readonly cells: readonly CellResult[];
  /** Cells of the grid that are not there. */
  readonly missing: number;
}

/** A page of its own that is made of the results of several studies. */
export interface Digest {
  /** "choi2018/which-regulariser": its file in `experiments/`, and its page. */
  readonly id: string;
  readonly title: string;
  /**
   * @param runs of the studies that have results, by the studies' ids
   * @returns Markdown below the title; undefined where the results that it needs are not there
   */
  write(runs: ReadonlyMap<string, DigestRun>): string | undefined;
}
