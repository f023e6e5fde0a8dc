/** What makes a text an ES module, where neither its name nor a manifest says so. */
import assert from 'node:assert/strict';
import { hasModuleSyntax } from '../../../src/instrument/index.ts';

const MODULES = [
  'import fs from "node:fs";',
  'export {};',
  'console.log(import.meta.url);',
  'const f = () => { if (x) return [ import /* of this */ . meta ]; };',
  'await 1;',
  'for await (const x of []);',
];
const SCRIPTS = [
  'const fs = require("node:fs");',
  'import("node:fs");',
  'console.log("import.meta.url");',
  '// import.meta\nimport(`data:text/javascript,import.meta`);',
  'const text = `export default import.meta.url`; const meta = /import.meta/;',
  'async () => { await import("x"); ({ import: 1 }).import.meta; };',
  '({ meta: { name: "import" }, type: "MetaProperty" }); "import.meta"',
  'function F() { return new.target; } "import.meta"',
];

describe('module syntax', () => {
  for (const text of MODULES) it(`is there: ${text}`, () => assert.equal(hasModuleSyntax('file.js', text), true));
  for (const text of SCRIPTS)
    it(`is not there: ${text.replace('\n', ' ')}`, () => assert.equal(hasModuleSyntax('file.js', text), false));
});
