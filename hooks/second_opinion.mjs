// Asks the project's own drizzle-kit what a schema declares: `node second_opinion.mjs SERVER_DIRECTORY SCHEMA_FILE`.
//
// Prints one line of JSON: {"snapshot": …, "inputs": [absolute path, …]}, or {"trouble": "why there is none"}.
// It runs the schema. Whoever starts it gives it an environment without secrets and a deadline.
import fs from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";

const [server, schema] = process.argv.slice(2).map((argument) => path.resolve(argument));

// drizzle-kit and schemas speak on stdout; only the answer belongs there.
process.stdout.write = process.stderr.write.bind(process.stderr);

function answer(value) {
  fs.writeFileSync(1, `${JSON.stringify(value)}\n`);
  process.exit(0);
}

function trouble(what, error) {
  const lines = String(error?.message ?? error).split("\n").filter((line) => line.trim());
  answer({ trouble: `${what}: ${lines[0]?.trim() ?? "no reason given"}` });
}

function loaded(what, load) {
  try {
    return load();
  } catch (error) {
    return trouble(what, error);
  }
}

const fromServer = createRequire(path.join(server, "package.json"));
const kitPath = loaded("no drizzle-kit with an API of version 0.31", () => {
  try {
    return fromServer.resolve("drizzle-kit/api");
  } catch (error) {
    throw error.code === "ERR_PACKAGE_PATH_NOT_EXPORTED" ? "the installed one is of another version" : error;
  }
});
const kit = loaded("drizzle-kit does not load", () => fromServer(kitPath));
if (typeof kit.generateSQLiteDrizzleJson !== "function") {
  trouble("no drizzle-kit with an API of version 0.31", "it has no generateSQLiteDrizzleJson");
}
// drizzle-kit brings its own esbuild, which a strict package manager shows only to it.
const esbuild = loaded("esbuild, which drizzle-kit brings with it, does not load", () => createRequire(fs.realpathSync(kitPath))("esbuild"));

// Nothing is written: the bundle is compiled in memory, as if it lay beside the schema, so that packages are found from there.
async function bundled() {
  return esbuild.build({
    entryPoints: [schema],
    absWorkingDir: server,
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    logLevel: "silent",
  });
}

function run(code) {
  const filename = path.join(path.dirname(schema), "db_schema.cjs");
  const module = new Module(filename);
  module.filename = filename;
  module.paths = Module._nodeModulePaths(path.dirname(schema));
  module._compile(code, filename);
  return module.exports;
}

try {
  const bundle = await bundled();
  const inputs = Object.keys(bundle.metafile.inputs).map((input) => path.resolve(server, input));
  const snapshot = await kit.generateSQLiteDrizzleJson(run(bundle.outputFiles[0].text));
  answer({ snapshot, inputs });
} catch (error) {
  trouble("the schema does not load", error?.errors?.[0]?.text ?? error);
}
