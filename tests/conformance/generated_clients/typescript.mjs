// Makes a client from the specification with openapi-typescript, checks the types of the program that uses it, and runs it.
//   node typescript.mjs OPENAPI.JSON CLIENT.TS
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import openapi, { astToString } from "openapi-typescript";
import ts from "typescript";

const [specification, program] = process.argv.slice(2);
// Beside the tools, so that they are found; of its own, because several run at once.
const folder = await mkdtemp(join(dirname(fileURLToPath(import.meta.url)), "client-"));
try {
  const types = astToString(await openapi(JSON.parse(await readFile(specification, "utf8"))));
  await writeFile(join(folder, "schema.d.ts"), types);
  const source = await readFile(program, "utf8");
  await writeFile(join(folder, "client.ts"), `declare const process: { env: Record<string, string | undefined> };\n${source}`);
  const options = {
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    noEmit: true,
    skipLibCheck: true,
    strict: true,
    target: ts.ScriptTarget.ES2022,
    types: [],
  };
  const checked = ts.createProgram([join(folder, "client.ts")], options);
  const faults = ts.getPreEmitDiagnostics(checked);
  if (faults.length > 0) {
    const host = { getCanonicalFileName: (name) => name, getCurrentDirectory: () => folder, getNewLine: () => "\n" };
    throw new Error(ts.formatDiagnostics(faults, host));
  }
  const script = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 } });
  await writeFile(join(folder, "client.mjs"), script.outputText);
  await import(pathToFileURL(join(folder, "client.mjs")).href);
} finally {
  await rm(folder, { recursive: true, force: true });
}
