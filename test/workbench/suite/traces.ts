/** Saved traces. The dialogs around them are the end-to-end suite's. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { LONG_RECORDS } from '../../../src/editor/spare.ts';
import { encodeTrace } from '../../../src/formats/trace-file.ts';
import { ids } from '../../../src/panel/ids.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { RECORD_BYTES } from '../../../src/trace/record.ts';
import { api, hoverText, open, root, until } from './harness.ts';

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

/** Of the two latest runs, the one that is not shown. */
async function chooseOther(): Promise<void> {
  const host = await api();
  const shown = host.lastTrace()?.startedAt;
  await until('another run', async () => {
    const choosing = vscode.commands.executeCommand(ids.chooseRun);
    // Until the list is there, there is nothing to move in. A list that came too late is replaced.
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (shown === '2026-01-03T00:00:00Z') await vscode.commands.executeCommand('workbench.action.quickOpenSelectNext');
    await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
    await choosing;
    return host.lastTrace()?.startedAt !== shown;
  });
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
    it('that is long leaves the memory once another of its files is shown, and can be shown again', async () => {
      // Records that mean nothing take as much room as others.
      const bytes = new Uint8Array(LONG_RECORDS * RECORD_BYTES);
      const [start, ...rest] = events;
      assert.ok(start?.type === 'start');
      const host = await api();
      const openLong = async (startedAt: string): Promise<unknown> => {
        const file = save(
          'long.asynctrace',
          encodeTrace([{ ...start, startedAt }, { type: 'records', bytes }, ...rest]),
        );
        await vscode.commands.executeCommand(ids.openTrace, file);
        assert.equal(host.lastTrace()?.startedAt, startedAt);
        return host.lastTrace();
      };
      const first = await openLong('2026-01-02T00:00:00Z');
      await openLong('2026-01-03T00:00:00Z');
      // It has to be packed first, unless it is on the disk already.
      await until('the first one, read anew', async () => {
        await chooseOther();
        assert.equal(host.lastTrace()?.startedAt, '2026-01-02T00:00:00Z');
        assert.equal(host.lastTrace()?.output[0]?.text, 'from long ago\n');
        if (host.lastTrace() !== first) return true;
        await chooseOther();
        return false;
      });
      await vscode.commands.executeCommand(ids.openTrace, save('old.asynctrace', encodeTrace(events)));
    });
    it('that is none is refused, and what was shown stays', async () => {
      await vscode.commands.executeCommand(ids.openTrace, save('bad.asynctrace', new Uint8Array([1, 2, 3])));
      assert.equal((await api()).lastTrace()?.startedAt, '2026-01-01T00:00:00Z');
    });
  });
}
