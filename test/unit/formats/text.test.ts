/** The summary for terminals, held to pictures of it. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { notices, toText } from '../../../src/formats/text.ts';
import { buildTrace } from '../../../src/formats/index.ts';
import type { LabelInfo, TraceEvent } from '../../../src/trace/event.ts';
import { PhaseCode, RecordKind as K } from '../../../src/trace/record.ts';
import { head, records, type Row } from '../trace/records.ts';

const FOLDER = path.resolve('test/golden/text');

/** UPDATE_GOLDEN=1 writes; a missing file fails otherwise. */
function assertGolden(name: string, text: string): void {
  const file = path.join(FOLDER, `${name}.txt`);
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(file, text);
    return;
  }
  assert.ok(existsSync(file), `${file} is missing; UPDATE_GOLDEN=1 writes it`);
  assert.equal(text, readFileSync(file, 'utf8'));
}

const own = (line: number): Pick<LabelInfo, 'own'> => ({ own: { file: 'a.mjs', line, column: 3 } });
const LABELS: readonly LabelInfo[] = [
  { id: 20, kind: 'listener', text: 's.on "x"', callback: 'f', file: 'a.mjs', line: 1, column: 4, ...own(11) },
  { id: 21, kind: 'callback', text: 'Reader.read', ...own(12) },
  { id: 22, kind: 'fs', text: 'fs.readFile "a.json"', file: 'a.mjs', line: 3, column: 1 },
  { id: 23, kind: 'callback', text: 'fs.readFile "a.json"', file: 'a.mjs', line: 3, column: 1, ...own(3) },
  { id: 24, kind: 'tick', text: 'process.nextTick', file: 'a.mjs', line: 4, column: 9 },
  ...[30, 33, 36, 39, 42, 45, 48].map((id) => ({ id, kind: 'callback' as const, text: `f${id}`, ...own(id) })),
];

function textOf(rows: readonly Row[]): string {
  const events: readonly TraceEvent[] = [
    ...head,
    { type: 'labels', labels: LABELS },
    records(...rows),
    { type: 'end', time: 400, outcome: 'completed', exitCode: 0 },
  ];
  return toText(buildTrace(events));
}

const FEW: readonly Row[] = [
  [0, K.TurnStart, 0, PhaseCode.Main, 0],
  [1, K.TaskStart, 5, 1, 0],
  [2, K.ContentStart, 5, 20, 1],
  [3, K.ContentStart, 0, 21, 2],
  [3.5, K.ContentEnd, 0, 2, 0],
  [4, K.ContentEnd, 0, 1, 0],
  [4, K.OperationStart, 5, 1, 22],
  [5, K.TaskEnd, 5, 1, 0],
  [6, K.TurnEnd, 0, 0, 0],
  [6, K.Drained, 0, 3, 1],
  [20, K.TurnStart, 1, PhaseCode.Poll, 1],
  [21, K.ContentStart, 0, 23, 3],
  [24, K.ContentEnd, 0, 3, 0],
  [25, K.TurnEnd, 0, 0, 0],
  [26, K.ContentStart, 0, 24, 0],
  [27, K.ContentEnd, 0, 0, 0],
  [27, K.Drained, 1, 3, 2],
  [30, K.TurnStart, 0, PhaseCode.Check, 0],
  [31, K.TurnEnd, 0, 0, 0],
];

/** Twenty turns, the nth of which has n callbacks, each third one with a name of its own. */
const MANY: readonly Row[] = Array.from({ length: 20 }, (_, turn): Row[] => [
  [turn * 20, K.TurnStart, 0, PhaseCode.Poll, 0],
  ...Array.from({ length: turn }, (_, i): Row[] => [
    [turn * 20 + i / 2, K.ContentStart, 0, i % 3 === 0 ? 30 + i : 20, 100 * turn + i + 1],
    [turn * 20 + i / 2 + 0.25, K.ContentEnd, 0, 100 * turn + i + 1, 0],
  ]).flat(),
  [turn * 20 + turn / 2, K.TurnEnd, 0, 0, 0],
]).flat();

describe('the text form', () => {
  it('tells what ran in turns: their triggers, what was drained, callbacks within one another', () => {
    assertGolden('turns', textOf(FEW));
  });

  it('lists the longest turns only, and the first callbacks of each', () => {
    assertGolden('many-turns', textOf(MANY));
  });

  it('names what was refused once, with the place where it was tried first and what allows it', () => {
    const refusal = (what: string, allow: string, line?: number): TraceEvent => ({
      type: 'refused',
      time: 1,
      what,
      allow,
      ...(line === undefined ? {} : { file: 'a.mjs', line, column: 1 }),
    });
    const events = [
      ...head,
      refusal('fs.writeFile "a"', 'fs.write'),
      refusal('fs.writeFile "a"', 'fs.write', 4),
      refusal('fs.writeFile "a"', 'fs.write', 5),
      refusal('process.kill', '', 6),
      refusal('connecting to b:1', 'net:b:1'),
    ];
    assert.deepEqual(
      notices(buildTrace(events)).filter((line) => line.startsWith('Refused')),
      [
        'Refused: fs.writeFile "a" (3 times, first at a.mjs:4); allow it with --allow fs.write.',
        'Refused: process.kill (at a.mjs:6), which the sandbox never allows.',
        'Refused: connecting to b:1; allow it with --allow net:b:1.',
      ],
    );
  });
});
