// Try the laws of every dense kernel, in both builds, on generated matrices and on those that have broken programs before;
// prints the worst departure from each law in units of what rounding may do (1 is the bound), and the matrix it came from.
// usage: node scripts/kernelLaws.js [--count 2000] [--seed 0] [--from 0] [--most 200] [--large 10]
//        [--kernels symmetricEigen,svd,qr,tsqr,cholesky,solvePositive] [--builds plain,relaxed]     after npm run build
// --most: the longest side; --large: how many more with sides of 200 to 800. A matrix is tried again with its --from and
// --count 1. The program lies in test/kernelLaws.
import { runFromTests } from "./runFromTests.js";

await runFromTests({ main: "test/kernelLaws/main.ts" });
