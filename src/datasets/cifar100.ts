import { readCifarBatches } from "./define/cifarLike.ts";
import { defineDataset } from "./define/defineDataset.ts";

/** 60,000 colour images of a hundred kinds of thing, 32 × 32 pixels; the labels are the fine ones. */
export const cifar100 = defineDataset({
  kind: "files",
  name: "cifar100",
  title: "a hundred kinds of thing, 32×32 colour, 50,000 + 10,000",
  citation: "Krizhevsky 2009, Learning multiple layers of features from tiny images, University of Toronto",
  licence: "no explicit licence (A. Krizhevsky, V. Nair, G. Hinton); cite the report",
  example: {
    shape: [3, 32, 32],
    layout: "CHW",
    classes:
      "apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle bowl boy bridge bus butterfly camel can castle caterpillar cattle chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree plain plate poppy porcupine possum rabbit raccoon ray road rocket rose sea seal shark shrew skunk skyscraper snail snake spider squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor train trout tulip turtle wardrobe whale willow_tree wolf woman worm".split(
        " ",
      ),
  },
  count: { train: 50_000, test: 10_000 },
  validation: 10_000,
  fileSets: [
    {
      train: [
        { name: "train.bin", known: { f31298fc616915fa142368359df1c4ca2ae984d6915ca468b998a5ec6aeebf29: "original" } },
      ],
      test: [
        { name: "test.bin", known: { d8b1e6b7b3bee4020055f0699b111f60b1af1e262aeb93a0b659061746f8224a: "original" } },
      ],
    },
    {
      note: "a subset: the first 30 training and the first 6 test images of each class",
      train: [
        {
          name: "train-3k.bin",
          known: { "63af4cfaa9822326bd36a6822a7bde840a6133fa9c59da209fe4626e99a14c21": "original" },
        },
      ],
      test: [
        {
          name: "test-600.bin",
          known: { "9bfe95a88447413fff0e79edb64b861122f46d4de27895113c85c80f0af23992": "original" },
        },
      ],
    },
  ],
  downloads: [
    {
      name: "cifar-100-binary.tar.gz",
      urls: ["https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"],
      sha256: "58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec",
      bytes: 168_513_733,
      folder: "cifar-100-binary",
    },
  ],
  read: readCifarBatches(2),
});
