import { conditionStudy } from "./shared/conditionStudy.ts";

export default conditionStudy({
  data: "cifar100",
  table: 9,
  network: "a convolutional network of four layers and a fully connected one of 128 units",
  layer: "the fully connected layer",
});
