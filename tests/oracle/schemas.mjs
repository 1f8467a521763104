// What both workers share: schemas as TypeScript become what they export, drizzle-kit's words are kept off stdout, questions come line by line.
import path from "node:path";
import readline from "node:readline";

class Refusal extends Error {}

// drizzle-kit reports on stdout and ends the process; the answers need both.
const said = [];
console.log = console.warn = console.error = console.info = (...words) => said.push(words.join(" "));
const print = process.stdout.write.bind(process.stdout);
process.stdout.write = (text) => said.push(text) > 0;
const exit = process.exit.bind(process);
process.exit = (code) => {
  throw new Refusal(said.join(" ").trim() || `exit ${code}`);
};

// A package that has nothing to do with the database: whatever is asked of it, it gives more of itself.
const anything = new Proxy(function () {}, { get: (_, key) => (key === Symbol.toPrimitive ? () => "x" : key === "__esModule" ? true : anything), apply: () => anything });

export async function exportsOf(files, require, esbuild) {
  const compiled = {};
  for (const [name, text] of Object.entries(files)) {
    compiled[name] = (await esbuild.transform(text, { loader: "ts", format: "cjs" })).code;
  }
  const modules = {};
  const load = (name) => {
    if (modules[name]) return modules[name].exports;
    const module = (modules[name] = { exports: {} });
    const resolve = (wanted) => {
      if (!wanted.startsWith(".")) return wanted.startsWith("drizzle-orm") ? require(wanted) : anything;
      const target = path.posix.normalize(path.posix.join(path.posix.dirname(name), wanted));
      const found = [target, `${target}.ts`, `${target}/index.ts`, target.replace(/\.js$/, ".ts")].find((it) => it in compiled);
      if (!found) throw new Error(`Cannot find module '${wanted}'`);
      return load(found);
    };
    new Function("require", "module", "exports", compiled[name])(resolve, module, module.exports);
    return module.exports;
  };
  return load("db_schema.ts");
}

export async function answers(answer) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const request = JSON.parse(line);
    said.length = 0;
    print(`${JSON.stringify({ id: request.id, ...(await answer(request)) })}\n`);
  }
  exit(0);
}
