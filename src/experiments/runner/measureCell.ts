import { DivergedError } from "../../base/index.ts";
import type { Platform } from "../../platform/index.ts";
import type { Scale, Study } from "../define/study.ts";
import { finishedCell, writeCell } from "../store/storedCell.ts";
import { withStoreLock } from "../store/storeLock.ts";
import { bestNetwork, trainingsBehind, type Workshop } from "./networkTask.ts";
import type { PlannedCell } from "./plannedCell.ts";

/**
 * Measure a cell whose networks are in the store, and write it there.
 *
 * @returns false where another runner measures it right now
 */
export async function measureIntoStore(
  platform: Platform,
  workshop: Workshop,
  study: Study,
  scale: Scale,
  { cell, folder, recipes }: PlannedCell,
  data: string | undefined,
): Promise<boolean> {
  const { store, session, samples } = workshop;
  const { settings } = study.scales[scale];
  return await withStoreLock(platform, store, `cell-${folder.slice(-20)}`, async () => {
    if (await finishedCell(platform, folder)) return;
    const networks = await endedNetworks(platform, store, recipes, study.alternatives ?? false);
    const started = platform.now();
    const { measures, arrays = {} } = await study.measure(cell, networks, {
      platform,
      scale,
      settings,
      session,
      samples: (recipe, split) => samples(recipe.data, split),
    });
    const seconds = (platform.now() - started) / 1000;
    await writeCell(platform, folder, {
      study: study.id,
      version: study.version,
      scale,
      cell,
      settings,
      data: data ?? null,
      recipes,
      networks: mapValues(networks, ({ stored }) => stored.hash),
      dataSha256: Object.fromEntries(
        Object.entries(networks).flatMap(([name, { stored }]) =>
          Object.entries(stored.dataSha256).map(([split, sha256]) => [`${name} ${split}`, sha256]),
        ),
      ),
      measures,
      arrays,
      seconds,
      trainings: await trainingsBehind(
        platform,
        store,
        Object.keys(networks).map((name) => recipes[name]!),
      ),
      trainingSeconds: Object.values(networks).reduce((sum, network) => sum + network.seconds, 0),
    });
  });
}

/** @throws DivergedError where a training leads nowhere; of alternatives where all do */
async function endedNetworks(
  platform: Platform,
  store: string,
  recipes: PlannedCell["recipes"],
  alternatives: boolean,
): Promise<Readonly<Record<string, Awaited<ReturnType<typeof bestNetwork>>>>> {
  const found = await Promise.allSettled(Object.values(recipes).map((recipe) => bestNetwork(platform, store, recipe)));
  const names = Object.keys(recipes);
  const ended = found.flatMap((one, i) => (one.status === "fulfilled" ? [[names[i]!, one.value] as const] : []));
  const failure = found.find(
    (one) => one.status === "rejected" && !(alternatives && ended.length > 0 && one.reason instanceof DivergedError),
  );
  if (failure?.status === "rejected") throw failure.reason;
  return Object.fromEntries(ended);
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
