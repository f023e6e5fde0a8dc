import assert from 'node:assert/strict';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { RecordKind } from '../../../src/trace/record.ts';
import { listFindings } from '../../../src/webview/model/findings-list.ts';
import { head, records } from '../trace/records.ts';
import { build } from './support.ts';

const end = (more: object = {}): TraceEvent => ({ type: 'end', time: 100, outcome: 'completed', exitCode: 0, ...more });

describe('the list of findings', () => {
  const hangs = records(
    [0, RecordKind.TurnStart, 0, 0, 0],
    [1, RecordKind.TaskStart, 1, 1, 0],
    [2, RecordKind.Suspend, 1, 1, 9],
    [3, RecordKind.TurnEnd, 0, 0, 0],
  );

  it('leads to the wait that never ended, and to its line', () => {
    const trace = build([...head, hangs, end()]);
    const [finding, ...others] = listFindings(trace);
    assert.deepEqual(others, []);
    assert.equal(finding?.rule, 'never-settled');
    assert.deepEqual(finding.place, { file: 'a.mjs', line: 2, column: 3 });
    assert.ok(finding.target?.kind === 'segment');
    assert.equal(trace.segments.site.get(finding.target.segment), 1);
    assert.ok(
      Number.isNaN(trace.segments.end.get(finding.target.segment)) ||
        trace.segments.next.get(finding.target.segment) < 0,
    );
  });

  it('begins with what ended the program', () => {
    const error = { name: 'TypeError', message: 'no', file: 'a.mjs', line: 4, column: 2 };
    const listed = listFindings(build([...head, hangs, end({ outcome: 'threw', exitCode: 1, error })]));
    assert.deepEqual(
      listed.map(({ rule, severity }) => [severity, rule]),
      [
        ['error', ''],
        ['warning', 'never-settled'],
      ],
    );
    assert.deepEqual(listed[0]?.place, { file: 'a.mjs', line: 4, column: 2 });
    assert.match(listed[0].message, /TypeError: no/);
  });

  it('leads to the call that held the thread', () => {
    const label: TraceEvent = {
      type: 'labels',
      labels: [{ id: 1, kind: 'sync', text: 'fs.readFileSync', file: 'a.mjs', line: 8, column: 3 }],
    };
    const blocked = records(
      [0, RecordKind.TurnStart, 0, 0, 0],
      [1, RecordKind.TaskStart, 1, 1, 0],
      [90, RecordKind.SyncCall, 1, 1, 80_000],
      [91, RecordKind.TaskEnd, 1, 1, 0],
      [92, RecordKind.TurnEnd, 0, 0, 0],
    );
    const trace = build([...head, label, blocked, end()]);
    const [finding] = listFindings(trace);
    assert.equal(finding?.rule, 'blocking-call');
    assert.ok(finding.target?.kind === 'blocking');
    assert.equal(trace.blocking[finding.target.index]?.label, 'fs.readFileSync');
  });

  it('is empty for a run in which nothing stands out', () => {
    assert.deepEqual(listFindings(build([...head, end()])), []);
  });
});
