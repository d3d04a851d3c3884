import { symmetricEigenModule } from "../kernels/index.ts";
import type { Task } from "../platform/index.ts";

/** The eigenvalue kernel, to be called in a worker. */
export const kernelTask: Task = { module: symmetricEigenModule, name: "symmetricEigen" };
