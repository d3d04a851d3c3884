export type { PairSimilarity, SimilarityStatus } from "./pairSimilarity.ts";
export {
  type ComparedLayer,
  type ComparedNetwork,
  type SimilarityMatrix,
  type SimilarityOptions,
  type SimilarityResult,
  similarity,
} from "./similarity.ts";
