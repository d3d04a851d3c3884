import { fromTurns } from "../pairs.js";

export default {
  place: 33,
  title: "Jacobians of ResNet-20, 10 outputs, 1,000 images of 3 × 32 × 32",
  peer: "PyTorch: folded batch normalisation, a reverse pass per output",
  aim: 1.3,
  unit: "s",
  minutes: 2,
  command: "node bench/resnet.js 3",
  measure: ({ rounds, node, interpreter }) => fromTurns(node("resnet.js", `${Math.min(rounds, 3)}`, interpreter)),
};
