import { writeModel } from "../src/graph/index.ts";
import { createWebPlatform, density, edjm, loadModel } from "../src/web.ts";
import { normalSamples, smallNetwork } from "./smallNetwork.ts";

/** The EDJM of a small network in this page. */
export async function edjmHere(sizes: readonly number[], count: number): Promise<unknown> {
  const platform = createWebPlatform();
  const model = await loadModel(platform, writeModel(smallNetwork(sizes).model), { name: "small.onnx" });
  const { score, perOutput } = await edjm(platform, model, normalSamples(count, [sizes[0]!], sizes.at(-1)!));
  await platform.close();
  return { score, spectra: perOutput.map(({ singularValues }) => singularValues) };
}

/** The spectral density of a small network in this page. */
export async function densityHere(sizes: readonly number[], count: number): Promise<unknown> {
  const platform = createWebPlatform();
  const model = await loadModel(platform, writeModel(smallNetwork(sizes).model), { name: "small.onnx" });
  const samples = normalSamples(count, [sizes[0]!], sizes.at(-1)!);
  const { eigenvalues, fit } = await density(platform, model, samples, { replicates: 10 });
  await platform.close();
  return { eigenvalues, status: fit.status };
}
