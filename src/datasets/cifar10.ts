import { readCifarBatches } from "./define/cifarLike.ts";
import { type DatasetFile, defineDataset } from "./define/defineDataset.ts";

/** SHA-256 of the original files, and of copies in which images that had no lossless source are decoded JPEGs. */
const batch = (name: string, original: string, substituted: string, images: number): DatasetFile => ({
  name,
  known: {
    [original]: "original",
    [substituted]: `${images} images of ${name} are decoded from JPEG, all others are exact`,
  },
});

/** 60,000 colour images of ten kinds of thing, 32 × 32 pixels. */
export const cifar10 = defineDataset({
  kind: "files",
  name: "cifar10",
  title: "animals and vehicles, 32×32 colour, 50,000 + 10,000",
  citation: "Krizhevsky 2009, Learning multiple layers of features from tiny images, University of Toronto",
  licence: "no explicit licence (A. Krizhevsky, V. Nair, G. Hinton); cite the report",
  example: {
    shape: [3, 32, 32],
    layout: "CHW",
    classes: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
  },
  count: { train: 50_000, test: 10_000 },
  validation: 10_000,
  fileSets: [
    {
      train: [
        batch(
          "data_batch_1.bin",
          "cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5",
          "0def081c410489f98b3935c2d405fc7436d23377894a5d6a710ce1fad8082588",
          10,
        ),
        batch(
          "data_batch_2.bin",
          "a591ca11fa1708a91ee40f54b3da4784ccd871ecf2137de63f51ada8b3fa57ed",
          "391e29575970440c9827ff440ffa1280ff77ca6eb244d5c1faba4cff7aa00dc5",
          7,
        ),
        batch(
          "data_batch_3.bin",
          "bbe8596564c0f86427f876058170b84dac6670ddf06d79402899d93ceea26f67",
          "121076ec0d3c7be3f1a6e3e94430ab5bb10bdb03bdf439c59ec721c0c800071e",
          10,
        ),
        batch(
          "data_batch_4.bin",
          "014e562d6e23c72197cc727519169a60359f5eccd8945ad5a09d710285ff4e48",
          "ff251e0cad6f90227932ee79ff8eab028f9446e0bdebab02033743cff03b5147",
          31,
        ),
        batch(
          "data_batch_5.bin",
          "755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add",
          "fac1f56413e32aeecd42ad369e7f1955716e6e67e356724576492ef12a21a825",
          28,
        ),
      ],
      test: [
        batch(
          "test_batch.bin",
          "8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b",
          "3f7010f5855423b8de3f72b1ee0acb6dd69d8d7dbde577bf05bcf82ed272d6c1",
          25,
        ),
      ],
    },
  ],
  downloads: [
    {
      name: "cifar-10-binary.tar.gz",
      urls: ["https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"],
      sha256: "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
      bytes: 170_052_171,
      folder: "cifar-10-batches-bin",
    },
  ],
  read: readCifarBatches(1),
});
