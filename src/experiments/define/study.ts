import type { LoadedModel } from "../../analyses/index.ts";
import type { Samples } from "../../base/index.ts";
import type { Split } from "../../datasets/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { Figure } from "../../plots/index.ts";
import type { EpochRow } from "../../train/index.ts";
import type { Recipe } from "./recipe.ts";

/**
 * How much of a study is run. `smoke`: seconds, on generated data; `small`: under 30 minutes on 2 cores, on real data, with
 * stated reductions; `paper`: published sizes and data, a fixed recipe, at most 30 epochs, one seed; `full`: grid search
 * and seeds as published.
 */
export const scales = ["smoke", "small", "paper", "full"] as const;
export type Scale = (typeof scales)[number];

/** One cell of a grid: a value for each axis. */
export type Cell = Readonly<Record<string, string | number | boolean>>;

/** A study at one scale. */
export interface ScaleOf<C extends Cell, S> {
  /** The values of each axis; the cells are all their combinations. */
  readonly grid: { readonly [Axis in keyof C]: readonly C[Axis][] };
  /** Sizes that the cells share; part of a cell's identity. */
  readonly settings: S;
  /** What is less than in the paper, one sentence each. */
  readonly reductions: readonly string[];
}

/** A network that has been trained by its recipe. */
export interface StudyNetwork {
  readonly recipe: Recipe;
  readonly model: LoadedModel;
  /** Shares of right answers of the best epoch. */
  readonly accuracy: { readonly train: number; readonly validation?: number; readonly test?: number };
  readonly history: readonly EpochRow[];
  readonly parameters: number;
  readonly seconds: number;
  /** The trainings that the recipe's search has compared; the network alone where there is none. Without those that diverged. */
  readonly compared: readonly Pick<StudyNetwork, "recipe" | "accuracy">[];
  /** The network after one of the recipe's `keepEpochs`. @throws NetspectraError for other epochs */
  epoch(epoch: number): Promise<LoadedModel>;
}

/** What a cell is given to measure with. */
export interface CellContext<S> {
  readonly platform: Platform;
  readonly scale: Scale;
  readonly settings: S;
  /** Threads that belong to this cell. */
  readonly session: SessionOptions;
  /** Samples of a recipe's data: what the network was trained, validated or tested on. */
  samples(recipe: Recipe, split: Split): Promise<Samples>;
}

/** What a cell has found out: numbers for the table, curves for the figures. */
export interface Measured {
  readonly measures: Readonly<Record<string, number | null>>;
  readonly arrays?: Readonly<Record<string, readonly number[]>>;
}

/** A finished cell. */
export interface CellResult<C extends Cell = Cell> extends Measured {
  readonly cell: C;
  readonly seconds: number;
}

/** A column of the table that is compared with the paper's. */
export interface Measure {
  readonly label: string;
  /** Decimals of the table; shares of 1 are shown as percent where `percent` is set. */
  readonly decimals: number;
  readonly percent?: boolean;
}

/** A number that was found from many cells. */
export interface Estimate {
  readonly value: number | null;
  /** 95 %; null where there is none. */
  readonly interval: readonly [number, number] | null;
  /** Standard deviation over trials; it is shown instead of the interval. */
  readonly deviation?: number | null;
  /** The best of a column, or one that cannot be told from it. */
  readonly mark?: "best" | "overlaps";
}

/** What all cells say together: a table beside that of the cells. */
export interface Overview {
  readonly title: string;
  /** How the numbers come about: a paragraph of Markdown. */
  readonly about: string;
  readonly columns: Readonly<Record<string, Measure>>;
  readonly rows: readonly { readonly name: string; readonly estimates: Readonly<Record<string, Estimate>> }[];
}

export const verdicts = ["holds", "does not hold", "cannot tell"] as const;

/** Whether the finished cells bear a claim out. */
export interface Judgement {
  readonly verdict: (typeof verdicts)[number];
  /** A sentence of Markdown with the numbers that the verdict goes by. */
  readonly evidence: string;
}

/** Something that the paper says and the study can tell. */
export interface Claim<C extends Cell = Cell> {
  /** One sentence. */
  readonly statement: string;
  /** Where it says so: "section 5, Figure 4". */
  readonly source: string;
  /** @param results the finished cells of one scale, one at least; the cells that it needs may be missing */
  judge(results: readonly CellResult<C>[]): Judgement;
}

/** How the cells become a table. */
export interface Comparison<Axis extends string = string> {
  /** The axes that name a row. Over the others (seeds) means and intervals are taken. */
  readonly rows: readonly Axis[];
  /** Rows that agree in these axes are compared in order with each other (Kendall's τ). Default: all. */
  readonly within?: readonly Axis[];
  readonly measures: Readonly<Record<string, Measure>>;
}

/**
 * A study: a grid of cells, the networks that each needs, a function from a cell to numbers, and what was published. All
 * else (the store, resuming, progress, comparison, pages) is the runner's.
 */
export interface Study<C extends Cell = Cell, S = unknown> {
  /** "wang2016/figure-1-units": its folder and file in `experiments/`. */
  readonly id: string;
  /** Counts up when a change makes earlier numbers incomparable; part of every cell's identity. */
  readonly version: number;
  readonly title: string;
  /** What is asked and how it is measured: a paragraph of Markdown. */
  readonly about: string;
  readonly reproduces: {
    /** "wang2016" */
    readonly citation: string;
    /** "Figure 1 A", "Figure 1 C"; empty for a study that the paper does not have. */
    readonly items: readonly string[];
  };
  readonly scales: Readonly<Record<Scale, ScaleOf<C, S>>>;
  /** The networks that a cell needs, by name. */
  recipes(cell: C, settings: S): Readonly<Record<string, Recipe>>;
  /** The networks of a cell are alternatives: those whose trainings have all diverged are left out, while one has ended. */
  readonly alternatives?: boolean;
  /** @param networks by the names of `recipes` */
  measure(cell: C, networks: Readonly<Record<string, StudyNetwork>>, context: CellContext<S>): Promise<Measured>;
  readonly compare: Comparison<keyof C & string>;
  /** What the finished cells of one scale say together, where that is more than their table: further tables. */
  overviews?(results: readonly CellResult<C>[]): readonly Overview[];
  /** What the paper says and the cells can tell; verdicts are computed from their numbers. */
  readonly claims?: readonly Claim<C>[];
  /** Figures from the finished cells of one scale. */
  figures(results: readonly CellResult<C>[]): Promise<readonly Figure[]>;
}

/**
 * A study as data and three functions. Checks types, and gives its argument back as the runner knows it, for which axes and
 * settings are any: it hands each study its own cells and settings alone.
 */
export function defineStudy<C extends Cell, S>(study: Study<C, S>): Study {
  return study as unknown as Study;
}
