/** Operators of ONNX's own test models that netspectra refuses, with the reason that it gives. Any other must run. */
export const refusedOperators: Readonly<Record<string, RegExp>> = {
  ...Object.fromEntries(["If", "Loop", "Scan"].map((name) => [name, /control flow/])),
  ...Object.fromEntries(["LSTM", "GRU", "RNN"].map((name) => [name, /recurrent/])),
  ...Object.fromEntries(["Bernoulli", "RandomUniformLike"].map((name) => [name, /another random value/])),
  ...Object.fromEntries(["NonMaxSuppression", "Unique"].map((name) => [name, /the data decide the size/])),
  ...Object.fromEntries(["StringNormalizer", "TfIdfVectorizer"].map((name) => [name, /text/])),
  ...Object.fromEntries(
    [
      "ConcatFromSequence",
      "OptionalGetElement",
      "OptionalHasElement",
      "SequenceAt",
      "SequenceConstruct",
      "SequenceEmpty",
      "SequenceErase",
      "SequenceInsert",
      "SequenceLength",
      "SequenceMap",
      "SplitToSequence",
    ].map((name) => [name, /no tensors/]),
  ),
  ...Object.fromEntries(
    ["BlackmanWindow", "DFT", "Det", "HammingWindow", "HannWindow", "MelWeightMatrix", "RoiAlign", "STFT"].map(
      (name) => [name, /no rule for it/],
    ),
  ),
  ...Object.fromEntries(
    ["Adagrad", "Adam", "Gradient", "Momentum"].map((name) => [`ai.onnx.preview.training.${name}`, /domain/]),
  ),
};

interface Exception {
  readonly cases: RegExp;
  readonly error: RegExp;
}

/** Models that are refused for another reason than an operator. */
export const refusedModels: readonly Exception[] = [
  { cases: /^node\/test_(global(average|max)pool(_precomputed)?|not_\dd|softplus.*|softsign.*)$/, error: /got 1\./ },
  { cases: /^node\/test_training_dropout(_default)?(_mask)?$/, error: /evaluation mode/ },
  { cases: /^node\/test_identity_(opt|sequence)$/, error: /a sequence, an optional value or a map/ },
  // Sizes that the data decide.
  { cases: /^node\/test_nonzero_example$/, error: /values that decide the size/ },
  { cases: /^node\/test_(hann|hamming|blackman)window(_symmetric)?_expanded$/, error: /Range .* computed from data/ },
];

/** Models that the runtime itself cannot run, as they are or as netspectra writes them. */
export const notRunnable: readonly Exception[] = [
  { cases: /^node\/test_bitshift_(left|right)_uint16$/, error: /implementation for BitShift/ },
  { cases: /^node\/test_(max|min)_u?int16$/, error: /implementation for M(ax|in)/ },
  { cases: /^node\/test_pow_types_float32_uint(32|64)$/, error: /implementation for Pow/ },
  { cases: /^node\/test_cast.*BFLOAT16/, error: /Unsupported data type: 16/ },
];

/** Where ONNX's own values are wrong or rounded: the runtime gives the same as netspectra, and ONNX has corrected some. */
export const disputed: Readonly<Record<string, string>> = {
  "node/test_maxunpool_export_with_output_shape": "indices that count in another shape than the output's",
  "node/test_resize_downsample_scales_cubic_align_corners": "a length that was not rounded down",
  "node/test_resize_downsample_scales_linear_align_corners": "a length that was not rounded down",
  "node/test_gridsample_bicubic": "four decimals",
};

/** Differences are no measure of a derivative beside a singularity, nor for statistics of a few numbers near zero. */
export const illConditioned: readonly string[] = ["node/test_acosh_example", "node/test_batchnorm_example"];
