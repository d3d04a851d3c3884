import { sizeOf } from "../../base/index.ts";
import type { FiledDataset, GeneratedDataset, ProjectedDataset } from "./defineDataset.ts";

interface Limits {
  readonly name: string;
  readonly form: ProjectedDataset["form"];
}

/** A data set of images limited to its first principal components: 50 of them, or as many as stand behind its name. */
export function pcaLimited(of: FiledDataset | GeneratedDataset, { name, form }: Limits): ProjectedDataset {
  const { count, validation, citation, licence, example } = of;
  const { shape, classes, layout } = example;
  const kept = form === "pixels" ? ", as images" : ", as coordinates";
  const limited = (dimensions: number): ProjectedDataset => ({
    kind: "projected",
    name: `${name}:${dimensions}`,
    title: `${of.name} in its first ${dimensions} principal components${kept}`,
    ...{ citation, licence, count, validation, of, dimensions, form },
    example: form === "pixels" ? { shape, classes, ...(layout && { layout }) } : { shape: [dimensions], classes },
  });
  return {
    ...limited(50),
    name,
    title: `${of.name} in its first principal components${kept} (${name}:D; D is 50)`,
    parameter: { about: "the number of principal components", least: 1, most: sizeOf(shape), of: limited },
  };
}
