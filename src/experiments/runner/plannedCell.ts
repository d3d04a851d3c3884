import type { Platform } from "../../platform/index.ts";
import type { Recipe } from "../define/recipe.ts";
import type { Cell, Scale, Study } from "../define/study.ts";
import { finalRecipe, searchRecipes } from "../searchRecipes.ts";
import { canonicalJson, hashOf } from "../store/canonicalJson.ts";
import { cellFolder, finishedCell, type StoredCell } from "../store/storedCell.ts";
import { finishedNetwork, networkFolder } from "../store/storedNetwork.ts";
import { measuringCost, trainingCost } from "./cost.ts";
import { withData } from "./studySamples.ts";

/** A training that a cell needs. */
export interface PlannedNetwork {
  /** What tells it from others: of its recipe. */
  readonly hash: string;
  /** With its search where the search decides what is trained. */
  readonly recipe: Recipe;
  /** Hashes of networks that must be there before: its teacher's, those that its search compares. */
  readonly after: readonly string[];
  readonly finished: boolean;
  /** Operations; 0 where it is finished. */
  readonly cost: number;
}

export interface PlannedCell {
  readonly cell: Cell;
  readonly folder: string;
  readonly finished: StoredCell | undefined;
  /** The finished one is not the store's. */
  readonly known: boolean;
  /** By the study's names for them, with the data that are taken. */
  readonly recipes: Readonly<Record<string, Recipe>>;
  /** All trainings behind it, teachers before their pupils. */
  readonly networks: readonly PlannedNetwork[];
  /** Operations of measuring alone; 0 where it is finished. */
  readonly cost: number;
}

export interface PlanOptions {
  readonly store: string;
  /** Data in place of the study's own. */
  readonly data?: string | undefined;
  /** Cells of the study as it is now, on its own data, that count as finished where the store does not have them. */
  readonly known?: readonly StoredCell[] | undefined;
}

/** Where a cell lies in a store, and the recipes of its networks. */
export async function placeOfCell(
  platform: Platform,
  { id, version, scales, recipes: recipesOf }: Study,
  scale: Scale,
  cell: Cell,
  { store, data }: PlanOptions,
): Promise<Pick<PlannedCell, "folder" | "recipes">> {
  const { settings } = scales[scale];
  const recipes = Object.fromEntries(
    Object.entries(recipesOf(cell, settings)).map(([name, recipe]) => [name, withData(recipe, data)]),
  );
  const identity = { study: id, version, scale, cell, settings, data: data ?? null, recipes };
  return { folder: await cellFolder(platform, store, identity), recipes };
}

/** What a cell needs, and what of it is there. */
export async function planCell(
  platform: Platform,
  study: Study,
  scale: Scale,
  cell: Cell,
  { store, data, known: others = [] }: PlanOptions,
): Promise<PlannedCell> {
  const { folder, recipes } = await placeOfCell(platform, study, scale, cell, { store, data });
  const stored = await finishedCell(platform, folder);
  const key = canonicalJson(cell);
  const finished = stored ?? (data === undefined ? others.find((one) => canonicalJson(one.cell) === key) : undefined);
  const networks = new Map<string, PlannedNetwork>();
  if (!finished) {
    for (const recipe of Object.values(recipes)) await planNetworks(platform, store, recipe, networks);
  }
  const cost = finished ? 0 : Object.values(recipes).reduce((sum, recipe) => sum + measuringCost(recipe), 0);
  const known = finished !== undefined && !stored;
  return { cell, folder, finished, known, recipes, networks: [...networks.values()], cost };
}

/** @returns the hashes of the recipe's networks: one for each point of its grid, and the last of those that train once more */
async function planNetworks(
  platform: Platform,
  store: string,
  recipe: Recipe,
  networks: Map<string, PlannedNetwork>,
): Promise<readonly string[]> {
  const after = recipe.teacher ? await planNetworks(platform, store, recipe.teacher.recipe, networks) : [];
  const add = (network: Omit<PlannedNetwork, "cost">) => {
    if (networks.has(network.hash)) return;
    networks.set(network.hash, { ...network, cost: network.finished ? 0 : trainingCost(network.recipe) });
  };
  const stored = async (one: Recipe) => {
    const place = await networkFolder(platform, store, one);
    return { hash: place.hash, finished: (await finishedNetwork(platform, place)) !== undefined };
  };
  const candidates = searchRecipes(recipe);
  const hashes: string[] = [];
  for (const candidate of candidates) {
    const { hash, finished } = await stored(candidate);
    hashes.push(hash);
    add({ hash, recipe: candidate, after, finished });
  }
  const [first] = candidates;
  if (!first || (await stored(finalRecipe(recipe, first))).hash === hashes[0]) return hashes;
  // Which of the grid it goes by is not known before the others are there.
  const hash = await hashOf(platform, { final: recipe });
  add({ hash, recipe, after: [...after, ...hashes], finished: false });
  return [...hashes, hash];
}
