// Try the laws of the power law's statistics on many samples: how often the 95 % interval holds the exponent, whether p is
// uniform where the law is right, what verdicts the spectra of Gaussian matrices get. Prints JSON. With 1,000 samples of 500
// values and 400 replicates about a quarter of an hour. The program lies in test/powerLawLaws; test/powerLawLaws.test.ts is its reduced form.
// usage: node scripts/powerLawLaws.js [--samples 1000] [--count 500] [--alpha 2.5] [--replicates 400] [--matrices 200] [--seed 0]
//        after npm run build
import { runFromTests } from "./runFromTests.js";

await runFromTests({ main: "test/powerLawLaws/main.ts" });
