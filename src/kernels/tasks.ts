import { choleskyInverse } from "./cholesky.ts";
import { gaussianSums } from "./gaussianSums.ts";
import { qr } from "./qr.ts";
import { svd } from "./svd.ts";
import { symmetricEigen } from "./symmetricEigen.ts";
import { absorbRows } from "./tsqr.ts";

/** The kernels that may be called in a worker, by the name of the task: those of which a `…Module` says where they lie. */
export const kernelTasks = { absorbRows, choleskyInverse, gaussianSums, qr, svd, symmetricEigen } as const;
