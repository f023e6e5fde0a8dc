/** The price of instrumenting a file, against parsing it alone. */
import { parse } from '@typescript-eslint/typescript-estree';
import { instrument } from '../src/instrument/index.ts';
import { median } from './measure.mjs';

function timeOf(work) {
  const start = performance.now();
  work();
  return performance.now() - start;
}

export function parseAgainstInstrument(file, text, times) {
  const isTypeScript = file.endsWith('.ts');
  const moduleKind = /^\s*(?:import|export)\s/m.test(text) ? 'module' : 'commonjs';
  const parses = [];
  const instruments = [];
  for (let i = 0; i < times + 2; i++) {
    const parseMs = timeOf(() =>
      parse(text, { range: true, loc: false, jsx: !isTypeScript, jsDocParsingMode: 'none' }),
    );
    const instrumentMs = timeOf(() => {
      const result = instrument({ path: file, text, moduleKind });
      if (!result.ok) throw new Error(`${file}: ${result.error.message}`);
    });
    // The first rounds compile the code that is measured.
    if (i < 2) continue;
    parses.push(parseMs);
    instruments.push(instrumentMs);
  }
  return { parseMs: median(parses), instrumentMs: median(instruments) };
}
