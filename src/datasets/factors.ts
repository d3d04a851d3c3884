import { permutation, random } from "../base/index.ts";
import { defineDataset, type GeneratedDataset, type Labelled, type Part } from "./define/defineDataset.ts";
import { clusterCentres, clustersPerClass } from "./factors/clusterCentres.ts";
import { randomFrame } from "./factors/randomFrame.ts";
import { type AffineMap, applyAffine } from "./load/affineMap.ts";

const features = 1000;
const classes = 10;
/** The set is fixed, like any other data set. */
const seed = 0;

/**
 * Choi et al. 2018, section 4.3: ten classes of points that d independent Gaussian factors make, mixed by a random rotation
 * into 1,000 dimensions. How the classes are made the paper leaves to scikit-learn, whose `make_classification` puts two
 * clusters of each class at random vertices of a hypercube. So it is here, with three choices: all clusters have unit
 * covariance (the tool's random ones would mix the factors), nothing is mislabelled, and the cube is so large that two
 * clusters are 5 standard deviations apart on average whatever d is, so that no d is easier than another.
 */
export const factors = defineDataset({
  ...withFactors(50),
  name: "factors",
  title:
    "10 classes of d independent Gaussian factors, rotated into 1,000 dimensions, 60,000 + 10,000 (factors:D; D is 50)",
  parameter: { about: "the number of independent factors", least: 5, most: features, of: withFactors },
});

function withFactors(count: number): GeneratedDataset {
  let made: Mixing | undefined;
  const mixing = () => {
    made ??= {
      centres: clusterCentres(count, classes, seed),
      map: { rows: randomFrame(features, count, seed), offset: new Float64Array(features) },
    };
    return made;
  };
  return {
    kind: "generated",
    name: `factors:${count}`,
    title: `10 classes of ${count} independent Gaussian factors, rotated into 1,000 dimensions, 60,000 + 10,000`,
    citation: "Choi, Lee, Shin, Rhee 2018, section 4.3; classes after Guyon 2003 (scikit-learn's make_classification)",
    licence: "MIT",
    example: { shape: [features], classes: Array.from({ length: classes }, (_, k) => `${k}`) },
    count: { train: 60_000, test: 10_000 },
    validation: 10_000,
    generate: (part, indices) => generateFactors(count, mixing(), part, indices),
    labelOf: (part, index) => classAt(count, part, index),
  };
}

/** What all points have in common. */
interface Mixing {
  readonly centres: readonly Float64Array[];
  readonly map: AffineMap;
}

/** The points with these numbers of one part; a number always gives the same point, whatever else is asked for. */
function generateFactors(count: number, { centres, map }: Mixing, part: Part, indices: ArrayLike<number>): Labelled {
  const data = new Float32Array(indices.length * features);
  const labels = new Int32Array(indices.length);
  const point = new Float64Array(features);
  for (let i = 0; i < labels.length; i++) {
    const index = indices[i]!;
    labels[i] = classAt(count, part, index);
    const stream = random(seed, "factors", count, part, index);
    const centre = centres[labels[i]! * clustersPerClass + stream.integer(clustersPerClass)]!;
    const made = centre.map((value) => value + stream.normal());
    applyAffine(map, made, 0, count, point);
    data.set(point, i * features);
  }
  return { x: { type: "float32", shape: [labels.length, features], data }, y: labels };
}

/** Each ten in a row hold every class once, in random order. */
function classAt(count: number, part: Part, index: number): number {
  const order = permutation(classes, random(seed, "factors", count, part, "labels", Math.floor(index / classes)));
  return order[index % classes]!;
}
