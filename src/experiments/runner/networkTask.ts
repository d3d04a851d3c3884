import { type LoadedModel, loadModel } from "../../analyses/index.ts";
import { DivergedError, NetspectraError } from "../../base/index.ts";
import type { Platform, SessionOptions } from "../../platform/index.ts";
import type { Recipe } from "../define/recipe.ts";
import type { StudyNetwork } from "../define/study.ts";
import { finalRecipe, searchRecipes } from "../searchRecipes.ts";
import {
  divergedNetwork,
  finishedNetwork,
  networkFiles,
  networkFolder,
  type StoredNetwork,
  writeNetwork,
} from "../store/storedNetwork.ts";
import { withStoreLock } from "../store/storeLock.ts";
import { trainRecipe } from "../trainRecipe.ts";
import type { createStudySamples } from "./studySamples.ts";

/** Where networks are kept, and what they learn from. */
export interface Workshop {
  readonly store: string;
  readonly samples: ReturnType<typeof createStudySamples>;
  readonly session: SessionOptions;
}

/**
 * Train the network of a recipe, unless it is in the store; a training that was killed goes on. Of a recipe with a search it
 * is the one that its search ends with: the compared ones must be in the store.
 *
 * @returns false where another runner trains it right now
 * @throws DivergedError where all trainings of the search have diverged
 */
export async function trainIntoStore(platform: Platform, workshop: Workshop, given: Recipe): Promise<boolean> {
  const { store } = workshop;
  const recipe = given.search ? (await searchedNetworks(platform, store, given)).final : given;
  const place = await networkFolder(platform, store, recipe);
  if (await finishedNetwork(platform, place)) return true;
  return await withStoreLock(platform, store, place.hash, async () => {
    if (!(await finishedNetwork(platform, place))) await train(platform, workshop, recipe, place.folder);
  });
}

async function train(platform: Platform, workshop: Workshop, recipe: Recipe, folder: string): Promise<void> {
  const { files } = platform;
  const { store, samples, session } = workshop;
  const at = (name: string) => files.join(folder, name);
  await files.makeFolder(folder);
  await files.write(at(networkFiles.recipe), `${JSON.stringify(recipe, null, 1)}\n`);
  const withoutValidation = recipe.data.validation === "none";
  const data = {
    train: await samples(recipe.data, "train"),
    ...(!withoutValidation && { validation: await samples(recipe.data, "validation") }),
    test: await samples(recipe.data, "test"),
  };
  const teacher = recipe.teacher && (await bestNetwork(platform, store, recipe.teacher.recipe)).model;
  const checkpoint = { path: at(networkFiles.checkpoint) };
  const work = () =>
    trainRecipe(platform, recipe, data, {
      session,
      checkpoint,
      ...(teacher && { teacher }),
      onKept: (epoch, bytes) => files.write(at(networkFiles.kept(epoch)), bytes),
    });
  const trained = await work()
    .catch(async (error) => {
      // Of another version, or damaged: what it knows is lost, but not the network.
      if (!isAbout(error, checkpoint.path)) throw error;
      platform.reporter.warn(`${error.message} The training begins again.`);
      await files.remove(checkpoint.path);
      return await work();
    })
    .catch(async (error) => {
      if (!(error instanceof DivergedError)) throw error;
      await writeNetwork(platform, folder, divergedNetwork(recipe, error.message), []);
      await files.remove(checkpoint.path);
    });
  if (!trained) return;
  const { result, bytes, accuracy } = trained;
  await files.write(at(networkFiles.model), bytes);
  const { history, bestEpoch, stopped, parameterCount } = result;
  const content = {
    recipe,
    accuracy,
    history,
    bestEpoch,
    stopped,
    parameters: parameterCount,
    seconds: history.reduce((sum, row) => sum + row.seconds, 0),
    dataSha256: Object.fromEntries(
      Object.entries(data).flatMap(([split, { sha256 }]) => (sha256 === undefined ? [] : [[split, sha256]])),
    ),
  };
  const kept = await Promise.all(
    (recipe.keepEpochs ?? []).map(networkFiles.kept).map(async (name) => ((await files.stat(at(name))) ? [name] : [])),
  );
  await writeNetwork(platform, folder, content, [networkFiles.model, ...kept.flat()]);
  await files.remove(checkpoint.path);
}

const isAbout = (error: unknown, path: string): error is NetspectraError =>
  error instanceof NetspectraError && error.complaint.subject.includes(path);

/**
 * A network of the store: of the grid of a search the one with the best validation accuracy, the first of equals, or what was
 * trained with its configuration.
 *
 * @throws DivergedError where all trainings of the recipe, or the last of a search, have diverged
 */
export async function bestNetwork(
  platform: Platform,
  store: string,
  recipe: Recipe,
): Promise<StudyNetwork & { readonly stored: StoredNetwork }> {
  const { compared, final } = await searchedNetworks(platform, store, recipe);
  const stored = await requireNetwork(platform, store, final);
  if (stored.diverged) throw new DivergedError({ ...endless, got: stored.diverged });
  const load = (name: string): Promise<LoadedModel> => loadModel(platform, platform.files.join(stored.folder, name));
  const { accuracy, history, parameters, seconds } = stored;
  return {
    stored,
    recipe: final,
    model: await load(networkFiles.model),
    accuracy,
    history,
    parameters,
    seconds,
    compared,
    epoch: (epoch) => load(networkFiles.kept(epoch)),
  };
}

/** Seconds of the trainings that networks of the store took, by name: their teachers', and all that their searches compared. */
export async function trainingsBehind(
  platform: Platform,
  store: string,
  recipes: readonly Recipe[],
): Promise<Record<string, number>> {
  const trainings: Record<string, number> = {};
  for (const recipe of recipes) {
    if (recipe.teacher) Object.assign(trainings, await trainingsBehind(platform, store, [recipe.teacher.recipe]));
    const { final } = await searchedNetworks(platform, store, recipe);
    for (const one of [...searchRecipes(recipe), final]) {
      const { hash, seconds } = await requireNetwork(platform, store, one);
      trainings[hash] = seconds;
    }
  }
  return trainings;
}

/** The networks that a search has compared, and the recipe of the one that it ends with. */
async function searchedNetworks(
  platform: Platform,
  store: string,
  recipe: Recipe,
): Promise<Pick<StudyNetwork, "compared"> & { readonly final: Recipe }> {
  const compared: Pick<StudyNetwork, "recipe" | "accuracy">[] = [];
  let diverged = "";
  for (const candidate of searchRecipes(recipe)) {
    const stored = await requireNetwork(platform, store, candidate);
    if (stored.diverged) diverged = stored.diverged;
    else compared.push({ recipe: candidate, accuracy: stored.accuracy });
  }
  const [first] = compared;
  if (!first) throw new DivergedError({ ...endless, got: diverged });
  const best = compared.reduce((chosen, next) => (scoreOf(next) > scoreOf(chosen) ? next : chosen), first);
  return { compared, final: finalRecipe(recipe, best.recipe) };
}

async function requireNetwork(platform: Platform, store: string, recipe: Recipe): Promise<StoredNetwork> {
  const place = await networkFolder(platform, store, recipe);
  const stored = await finishedNetwork(platform, place);
  if (!stored) throw new Error(`the network ${place.folder} was removed while it was needed`);
  return stored;
}

const endless = { subject: "a network of this cell", expected: "a training that ends" };

const scoreOf = ({ accuracy }: Pick<StudyNetwork, "accuracy">) => accuracy.validation ?? accuracy.train;
