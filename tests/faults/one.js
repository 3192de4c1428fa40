/**
 * Runs one part in a process of its own, so that what it breaks, it breaks alone:
 * `node tests/faults/one.js PART [--long]`. The last line says what came of it, as JSON.
 */

import { Faults } from "./faults.js";

const [name, ...options] = process.argv.slice(2);
const faults = new Faults({ long: options.includes("--long") });
process.on("unhandledRejection", (error) => faults.lose("a promise that nobody awaited", error));
process.on("uncaughtException", (error) => faults.lose("an error that nobody caught", error));
try {
  const part = await import(`./parts/${name}.js`);
  await part.run(faults);
} catch (error) {
  faults.lose("the part itself", error);
}
const { attempts, skippedAttempts, losses, skipped, figures } = faults;
const result = { attempts, skippedAttempts, losses, skipped, figures };
// Workers, timers and browsers that are left over must not keep it.
process.stdout.write(`\nRESULT ${JSON.stringify(result)}\n`, () => process.exit(0));
