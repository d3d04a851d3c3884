/** What a reader of a report must know, in plain language. Full definitions: docs/definitions.md. */
export const explanations = {
  edjm:
    "The extended data Jacobian matrix (EDJM) of an output holds, one row per sample, the derivative of that output with " +
    "respect to the input: the linear function that the network is around that sample. If all rows point the same way, the " +
    "network is close to one linear function; many large singular values mean that it combines many different ones.",
  score:
    "The score of an output is the sum of σ/σmax over the singular values σ above ε, where ε is the 90th percentile of all " +
    "of them (with linear interpolation). The network's score is the mean over its outputs. It depends on the number of " +
    "samples, so compare scores for the same samples only.",
  stackedJacobian:
    "The stacked Jacobian holds, one row per sample, the derivatives of all outputs with respect to all inputs. The eigenvalues " +
    "of its product with itself are the squared strengths of the directions in which the network as a whole reacts around the data.",
  ranks:
    "The hard rank counts the eigenvalues that are not rounding; the stable rank is their sum over the largest; the effective " +
    "rank is the exponential of the entropy of their shares.",
  powerLaw:
    "α is the exponent of the density of the largest eigenvalues, fitted from the value on where it fits best. Its interval and p " +
    "come from a bootstrap; a small p refuses the law. The verdict also weighs other laws on the same tail.",
  randomMatrix:
    "The eigenvalues of a matrix of independent random numbers fill one interval, the bulk of Marchenko and Pastur. What lies " +
    "above it by more than chance allows comes from structure, or from a few very large entries.",
  jacobianCorrelation:
    "The correlation matrix M of the Jacobian holds, for every two samples, the inner product of their Jacobians: the " +
    "derivatives of all outputs with respect to the input. Divided by the lengths of both it is a cosine: 1 where the outputs " +
    "react to the same directions alike, 0 where they have nothing in common. Samples around which no output changes " +
    "have no cosine and are left out.",
  alignment:
    "Centred kernel alignment says how alike two matrices between the same samples see them: 1 for the same up to scale, near 0 " +
    "for unrelated ones. The debiased value is 0 on average for unrelated ones, whatever the number of samples. Where a few " +
    "samples carry most of a matrix (“dominated”), look at the alignment of the cosines, to which all samples count alike.",
  identicalOutput:
    "An identical-output network computes the same outputs with other values in one of its layers: these are transformed by " +
    "z̃ = Q (z − m) in the weights before the layer, and taken back in the weights behind it. For a linear layer any " +
    "invertible Q will do, for a ReLU layer a positive diagonal matrix times a permutation. What such a transformation changes, " +
    "correlation for example, can have no influence on what the network does.",
  comparableOutput:
    "A network of comparable performance has other values in one of its layers, too, but a transformation that the layer's " +
    "activation does not allow: outputs change, and the output layer is fitted anew. That one is so easily found says that " +
    "what the transformation changes is not what the performance depends on.",
  layerSimilarity:
    "Two layers are alike here if they see the same differences between the same samples, whatever their units are: all " +
    "measures are 1 for a layer and its rotation. CKA compares how samples lie to each other and counts directions by " +
    "their variance; SVCCA counts all directions that hold 99 % of the variance alike; Procrustes rotates one layer onto the " +
    "other. Debiased CKA is near 0 for layers that have nothing in common, whatever the number of samples and units; SVCCA " +
    "and Procrustes are not, so that they need many more samples than directions.",
  hessian:
    "The Hessian holds the second derivatives of the mean loss around the data by all parameters (or by the input): its eigenvalues are the " +
    "curvatures of the loss. Large ones are directions in which the loss rises steeply, negative ones directions in which it bends " +
    "down, those near 0 directions that hardly matter. The Gauss–Newton matrix leaves out the curvature of the network itself " +
    "and has no negative ones.",
  hessianIndex:
    "The index is the number of negative eigenvalues: those below −1e-6 of the largest. Its mass is their share of Σ|λ|. An index " +
    "that is estimated from random vectors has a standard error, and bounds on what the estimate leaves open: many eigenvalues near 0 " +
    "make them wide.",
  hessianShape:
    "Symmetry is 1 where every eigenvalue has its mirror image on the other side of zero, 0 where all have one sign. Roughness is 1 for a " +
    "density of a single hill and grows with each hill beside it, measured by its height in decades. Compare it for the same settings.",
  interval: "The interval around a score comes from a delete-a-group jackknife over the samples.",
  powerLawOfWeights:
    "The largest eigenvalues λ of WᵀW follow a power law if their density falls as λ^−α above some xmin. Such heavy tails are said to go " +
    "with well-trained layers. A fit always gives some α, so it is tested: p says how often a true power law would look as bad, " +
    "and other distributions are tried beside it. Only where all agree is a layer called heavy-tailed.",
  randomBulk:
    "Independent random weights have eigenvalues that fill an interval, the bulk (the law of Marchenko and Pastur). What lies " +
    "beyond it by more than chance allows is called a spike. Shuffling the weights of a layer keeps their values and " +
    "destroys everything else: spikes that remain come from a few large weights alone.",
  characteristics:
    "What a layer yields for each sample is its representation; each number in it is the activation of a unit. Amplitude, covariance and " +
    "correlation are means over units and over pairs of units, of absolute values, where activations are positive (of a pair: both) " +
    "unless all are asked for. Sparsity is the share of activations that are 0, a dead unit is 0 on all samples. The stable rank of the " +
    "covariance, Σλ²/λmax², says how many directions carry the variance; it changes when units are scaled, the correlation does not.",
  information:
    "A network without noise tells every sample from all others, so noise is added to each unit, and the answer depends on how much. " +
    "I(T;X) is what the noisy layer tells of which sample it was, I(T;Y) what it tells of its label; both lie between bounds from the " +
    "distances between samples. The customary bounds on the label are differences of bounds of the same direction and may miss; the rigorous ones hold.",
  landscape:
    "A network with all its weights is one point of a space with as many axes as it has weights; the plane goes through it along two " +
    "random directions, in which each filter has the length of the filter that it moves. Without that, networks with large weights " +
    "would look flatter than the same function with small ones. A plane shows two directions of very many: sharp ones are easily missed.",
  lossBarrier:
    "The barrier is the most by which the loss between two networks exceeds the straight line between both losses. Networks " +
    "without a barrier lie in one valley. Networks that compute the same with their units in another order have a barrier all the same.",
} as const;

/** The papers behind the analyses, by their key in references.bib. */
export const citations = {
  choi2018characteristics:
    "Choi, D., Lee, K. and Rhee, W. (2018). On the statistical and information-theoretic characteristics of deep network " +
    "representations. arXiv:1811.03666.",
  entezari2022role:
    "Entezari, R., Sedghi, H., Saukh, O. and Neyshabur, B. (2022). The role of permutation invariance in linear mode connectivity of " +
    "neural networks. International Conference on Learning Representations.",
  goodfellow2015qualitatively:
    "Goodfellow, I. J., Vinyals, O. and Saxe, A. M. (2015). Qualitatively characterizing neural network optimization problems. " +
    "International Conference on Learning Representations.",
  kolchinsky2017mixture:
    "Kolchinsky, A. and Tracey, B. D. (2017). Estimating mixture entropy with pairwise distances. Entropy 19(7), 361.",
  li2018visualizing:
    "Li, H., Xu, Z., Taylor, G., Studer, C. and Goldstein, T. (2018). Visualizing the loss landscape of neural nets. Advances in " +
    "Neural Information Processing Systems 31, 6389–6399.",
  shin2020correlation:
    "Shin, J. Y. (2020). Correlation of the Jacobian and probability flow. Draft, New York University.",
  kornblith2019similarity:
    "Kornblith, S., Norouzi, M., Lee, H. and Hinton, G. (2019). Similarity of neural network representations revisited. " +
    "Proceedings of the 36th International Conference on Machine Learning, PMLR 97, 3519–3529.",
  raghu2017svcca:
    "Raghu, M., Gilmer, J., Yosinski, J. and Sohl-Dickstein, J. (2017). SVCCA: singular vector canonical correlation " +
    "analysis for deep learning dynamics and interpretability. Advances in Neural Information Processing Systems 30.",
  wang2016analysis:
    "Wang, S., Mohamed, A., Caruana, R., Bilmes, J., Philipose, M., Richardson, M., Geras, K., Urban, G. and Aslan, O. " +
    "(2016). Analysis of deep neural networks with the extended data Jacobian matrix. Proceedings of the 33rd " +
    "International Conference on Machine Learning, PMLR 48, 718–726.",
} as const;
