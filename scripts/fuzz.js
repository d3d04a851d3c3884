// Load mutated model files and see that each is either read or refused in words: no crash, no hang, no flood of memory.
// usage: npm run fuzz -- [--count 20000] [--seed 0] [--from 0] [--children 1] [--json]
//        npm run fuzz -- --seed S --from I --save FOLDER      writes case I
// The program lies in test/fuzz.
import { runFromTests } from "./runFromTests.js";

await runFromTests({ main: "test/fuzz/main.ts", child: "test/fuzz/child.ts" });
