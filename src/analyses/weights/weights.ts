import { fail } from "../../base/index.ts";
import { likeNames } from "../../base/likeNames.ts";
import type { Platform } from "../../platform/index.ts";
import type { PowerLawReport } from "../../stats/index.ts";
import { defaultMemory } from "../edjm/edjmPlan.ts";
import { inTurns } from "../edjm/inTurns.ts";
import { packedLength } from "../packed.ts";
import { powerLawTask } from "../powerLawTask.ts";
import { layerSpectrum, noiseShare } from "./layerSpectrum.ts";
import { openMatrixBlocks } from "./matrixBlocks.ts";
import { matrixSpectrum } from "./matrixSpectrum.ts";
import { openWeightFile } from "./weightFile.ts";
import { weightLayer } from "./weightLayer.ts";
import type { SkippedWeight, WeightMatrix } from "./weightMatrix.ts";
import type { WeightsOptions } from "./weightsOptions.ts";
import type { WeightLayer, WeightsResult } from "./weightsResult.ts";
import { weightWatcherColumns, weightWatcherSummary } from "./weightWatcherColumns.ts";

/**
 * The spectra of the weight matrices of a network, without any data: eigenvalues of WᵀW of each, their power law with all that says
 * whether it may be believed, norms, ranks, the random bulk, and the same entries shuffled.
 *
 * @param source an ONNX or `.safetensors` file, the index of several such files, or the bytes of an ONNX model
 * @throws NetspectraError for damaged files, weights that are not finite, and files without any matrix
 */
export async function weights(
  platform: Platform,
  source: string | Uint8Array,
  options: WeightsOptions = {},
): Promise<WeightsResult> {
  const started = platform.now();
  const { replicates = 100, seed = 0, memory = defaultMemory, compat, device, threads } = options;
  if (!(Number.isInteger(replicates) && replicates >= 0)) {
    fail({ subject: "replicates", expected: "a whole number, 0 or more", got: `${replicates}` });
  }
  const { conv = "slices", recurrent = "gates", normalise = "none", shuffle = true } = options;
  if (compat && (conv !== "slices" || normalise !== "none")) {
    const todo = "Leave out --conv and --normalise.";
    fail({ subject: "--compat weightwatcher", expected: "that tool's slices, not normalised", got: "others", todo });
  }
  // Half for the weights of two layers, half for their Gram matrices and eigenvalues.
  const inMemory = memory / 8;
  const file = await openWeightFile(platform, source, { conv, recurrent }, inMemory, options.name);
  const chosen = chooseLayers(file.matrices, options.layers, file.path);
  const progress = platform.reporter.progress("weights", chosen.length, "matrices");
  let done = 0;
  const session = { ...(device && { device }), ...(threads && { threads }) };
  const analysed = await inTurns(
    chosen,
    Math.max(1, Math.min(2, platform.cores)),
    async (matrix): Promise<WeightLayer | SkippedWeight> => {
      const reason = unusable(matrix, memory);
      const blocks = reason === undefined ? await openMatrixBlocks(matrix, inMemory) : { reason };
      if ("reason" in blocks) {
        progress.update(++done);
        return { ...skippedOf(matrix), reason: blocks.reason };
      }
      const { longer, shorter, type } = blocks;
      const spectrum = await matrixSpectrum(platform, blocks, {
        slices: matrix.slices,
        whole: longer * shorter * (type === "float64" ? 8 : 4) <= inMemory && matrix.tensor.outside <= inMemory,
        ...(shuffle && { shuffle: [seed, matrix.layer] as const }),
        ...session,
      });
      const found = layerSpectrum(spectrum, longer, normalise);
      const { eigenvalues, lambdaMax } = found;
      const bootstrap = { intervalReplicates: replicates, goodnessReplicates: replicates, seed };
      const report =
        shorter === 1 && matrix.slices > 1
          ? vectorSlices(matrix)
          : await platform.call<PowerLawReport>(powerLawTask, eigenvalues, {
              floor: noiseShare * lambdaMax,
              ...bootstrap,
            });
      progress.update(++done, matrix.layer);
      const id = chosen.indexOf(matrix);
      const columns = compat ? weightWatcherColumns(matrix, spectrum, id) : undefined;
      return { ...weightLayer(matrix, found, report), ...(columns && { weightwatcher: columns }) };
    },
  );
  progress.finish();
  const layers = analysed.flatMap((one) => ("status" in one ? [one] : []));
  const skipped = [...file.skipped, ...analysed.flatMap((one) => ("status" in one ? [] : [one]))];
  if (layers.length === 0) failEmpty(file.path, skipped);
  const rows = layers.flatMap(({ weightwatcher }) => (weightwatcher ? [weightwatcher] : []));
  return {
    analysis: "weights",
    netspectra: platform.versions["netspectra"] ?? "unknown",
    seed,
    model: { path: file.path, sha256: file.sha256, input: null, output: null, format: file.format },
    data: null,
    conv,
    recurrent,
    normalise,
    replicates,
    layers,
    skipped,
    ...(compat && { compat, summary: weightWatcherSummary(rows) }),
    seconds: (platform.now() - started) / 1000,
    versions: platform.versions,
  };
}

function chooseLayers(
  matrices: readonly WeightMatrix[],
  wanted: readonly string[] | undefined,
  path: string,
): readonly WeightMatrix[] {
  if (!wanted) return matrices;
  return wanted.map((name) => {
    const found = matrices.find(({ layer }) => layer === name);
    if (found) return found;
    const todo = likeNames(
      name,
      matrices.map(({ layer }) => layer),
    );
    return fail({
      subject: `--layer ${name}`,
      expected: `a weight matrix of ${path}`,
      got: "a name that none has",
      todo,
    });
  });
}

/** Why a matrix has no eigenvalues here: Gram matrix, its copy in a worker, and what is needed there must fit. */
function unusable({ rows, columns, slices }: WeightMatrix, memory: number): string | undefined {
  if (rows * columns * slices === 0) return "no elements";
  const shorter = Math.min(rows, columns);
  const needed = 8 * (packedLength(shorter) * 2 + 1.25 * shorter ** 2);
  if (needed <= memory / 2) return undefined;
  const size = (bytes: number) => `${(bytes / 2 ** 30).toPrecision(3)} GiB`;
  return `the eigenvalues of ${shorter}×${shorter} numbers take ${size(needed)}: give --memory ${Math.ceil((2 * needed) / 2 ** 30)}GiB`;
}

/** Convolutions of one channel have norms, but no spectrum. */
const vectorSlices = ({ rows, columns }: WeightMatrix): PowerLawReport => ({
  status: "failed",
  reason: `slices of ${rows}×${columns} numbers have one eigenvalue each (--conv unfolded makes one matrix of the filters)`,
  leftOut: { zeros: 0, negative: 0, belowFloor: 0 },
});

const skippedOf = ({ layer, operator, tensor }: WeightMatrix) => ({ layer, operator, shape: tensor.shape });

function failEmpty(path: string, skipped: readonly SkippedWeight[]): never {
  const some = skipped.slice(0, 5).map(({ layer, reason }) => `"${layer}" (${reason})`);
  const more = skipped.length > 5 ? [`and ${skipped.length - 5} more`] : [];
  return fail({
    subject: path,
    expected: "at least one weight matrix",
    got: some.length > 0 ? `none; passed over: ${[...some, ...more].join("; ")}` : "a file without weights",
  });
}
