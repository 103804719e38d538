// Runs redocly and spectral on the specification; any finding of either is a failure.
//   node lint.mjs OPENAPI.JSON REDOCLY.YAML SPECTRAL.YAML
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [specification, redocly, spectral] = process.argv.slice(2);
const require = createRequire(import.meta.url);

/** Runs a program of a package with Node; gives what it said, and ends with it when it failed. */
function run(name, program, ...rest) {
  const folder = dirname(require.resolve(`${name}/package.json`));
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true", NO_COLOR: "1" };
  const done = spawnSync(process.execPath, [join(folder, program), ...rest], { encoding: "utf8", env });
  const said = `${done.stdout}${done.stderr}`;
  if (done.status !== 0 || /\b[1-9]\d* (errors?|warnings?|problems?)\b/.test(said)) {
    console.error(`${name}:\n${said}`);
    process.exit(1);
  }
}

run("@redocly/cli", "bin/cli.js", "lint", "--format=stylish", "--config", redocly, specification);
run("@stoplight/spectral-cli", "dist/index.js", "lint", "--fail-severity", "warn", "-r", spectral, specification);
console.log("done");
