/** Programs that try the patience of whoever runs them. Each prints a line first. */
const FIRST = `async function first() { await null; console.log('first'); }\nawait first();\n`;

const AFTER: Readonly<Record<string, string>> = {
  'an endless loop': 'for (;;);',
  'endless microtasks': 'const spin = () => queueMicrotask(spin); spin();',
  'endless ticks': 'const spin = () => process.nextTick(spin); spin();',
  'endless awaits': 'for (;;) await null;',
  'a storm of timers':
    'let n = 0; const more = () => { if (n < 20000) { n++; setTimeout(more, 1); } setTimeout(more, 1); }; more(); setInterval(() => first(), 1);',
  'a wait for ever': 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);',
  'a heap that fills':
    'const kept = []; for (;;) { kept.push(new Array(1000).fill(kept.length)); if (kept.length % 100 === 0) await null; }',
  'buffers that fill':
    'const kept = []; for (;;) { kept.push(Buffer.alloc(1 << 20, 1)); await new Promise((r) => setTimeout(r, 2)); }',
  'a flood of output': `const line = 'x'.repeat(1 << 10) + '\\n'; for (;;) { process.stdout.write(line); await null; }`,
  'many promises':
    'async function one(i) { await null; return i; } for (;;) { const all = []; for (let k = 0; k < 3500; k++) all.push(one(k)); await Promise.all(all); }',
  'native work': `const { pbkdf2Sync } = await import('node:crypto'); pbkdf2Sync('a', 'b', 1e9, 64, 'sha512');`,
  'a pattern that backtracks': `/^(a+)+$/.test('a'.repeat(60) + 'b');`,
  'an endless exit handler': `process.on('exit', () => { for (;;); }); process.exit(3);`,
};

export const PROGRAMS: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(AFTER).map(([name, text]) => [name, FIRST + text + '\n']),
);
