/** Saved traces. The dialogs around them are the end-to-end suite's. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { encodeTrace } from '../../../src/formats/trace-file.ts';
import { ids } from '../../../src/panel/ids.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { api, open, hoverText, root } from './harness.ts';

const events: TraceEvent[] = [
  {
    type: 'start',
    entry: 'src/work.ts',
    startedAt: '2026-01-01T00:00:00Z',
    node: '24',
    platform: 'linux',
    blockingThresholdMs: 50,
  },
  { type: 'file', file: { id: 1, path: 'src/work.ts' }, functions: [], sites: [] },
  { type: 'output', time: 1, stream: 'stdout', text: 'from long ago\n', task: 0 },
  { type: 'end', time: 2, outcome: 'completed', exitCode: 0 },
];

function save(name: string, bytes: Uint8Array): vscode.Uri {
  const file = path.join(root(), name);
  writeFileSync(file, bytes);
  return vscode.Uri.file(file);
}

export function defineTraces(): void {
  describe('a saved trace', () => {
    it('opens in place of a run', async () => {
      await vscode.commands.executeCommand(ids.openTrace, save('old.asynctrace', encodeTrace(events)));
      const trace = (await api()).lastTrace();
      assert.equal(trace?.startedAt, '2026-01-01T00:00:00Z');
      assert.equal(trace.output[0]?.text, 'from long ago\n');
      const { document } = await open('src/work.ts');
      assert.match(await hoverText(document, 'await sleep'), /the last run knows nothing of it/i);
    });
    it('that is none is refused, and what was shown stays', async () => {
      await vscode.commands.executeCommand(ids.openTrace, save('bad.asynctrace', new Uint8Array([1, 2, 3])));
      assert.equal((await api()).lastTrace()?.startedAt, '2026-01-01T00:00:00Z');
    });
  });
}
