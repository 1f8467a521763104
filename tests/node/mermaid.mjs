// What mermaid reads in each diagram of the JSON list on standard input, one JSON line a diagram: its kind, and of a timeline the tasks; or the error.
import { text } from "node:stream/consumers";

// Mermaid wants a browser only to clean texts before they are drawn, and nothing is drawn here.
globalThis.window = { document: { nodeType: 9 }, Element: class {}, Node: class {}, NodeFilter: {}, HTMLTemplateElement: class {} };
globalThis.window.document.createElement = () => ({});
globalThis.window.document.implementation = { createHTMLDocument: () => ({}) };
const { default: mermaid } = await import("mermaid");

async function read(diagram) {
  await mermaid.parse(diagram);
  const { type, db } = await mermaid.mermaidAPI.getDiagramFromText(diagram);
  const tasks = db.getTasks?.().map(({ task, startTime, endTime }) => [task, Number(startTime), Number(endTime)]);
  const entities = db.getEntities && [...db.getEntities().values()].map(({ alias, label, attributes }) => [alias || label, attributes]);
  return { type, tasks, entities, relationships: db.getRelationships?.().length };
}

for (const diagram of JSON.parse(await text(process.stdin))) {
  console.log(JSON.stringify(await read(diagram).catch((error) => ({ error: String(error) }))));
}
