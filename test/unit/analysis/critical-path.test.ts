import assert from 'node:assert/strict';
import { criticalPath, type PathStep } from '../../../src/analysis/critical-path.ts';
import { PhaseCode, RecordKind } from '../../../src/trace/record.ts';
import { segmentEnd, segmentsOf, settledBy } from '../../../src/trace/queries.ts';
import { State, STATE_NAMES, type Trace } from '../../../src/trace/tables.ts';
import { build as buildRows } from '../trace/records.ts';
import { scenarios } from '../webview/scenarios.ts';
import { Simulator, type Step } from '../webview/simulator.ts';
import { build } from '../webview/support.ts';

/** The path as it is defined: each task is walked anew, whenever the path comes to it. */
function byWalking(trace: Trace): PathStep[] {
  const ends = Array.from({ length: trace.tasks.count }, (_, task) => segmentEnd(trace, trace.tasks.last.get(task)));
  let until = Math.max(...ends);
  let task = ends.indexOf(until);
  const steps: PathStep[] = [];
  while (task >= 0) {
    let next = -1;
    for (const row of segmentsOf(trace, task).reverse()) {
      const start = trace.segments.start.get(row);
      if (start >= until) continue;
      const end = Math.min(until, segmentEnd(trace, row));
      const state = trace.segments.state.get(row);
      const by = state === State.Suspended ? (settledBy(trace, row)?.task ?? -1) : -1;
      if (by >= 0 && by !== task && trace.tasks.start.get(by) < end) {
        next = by;
        until = end;
        break;
      }
      if (end > start) steps.push({ task, start, end, state: STATE_NAMES[state as 0 | 1 | 2] });
      until = start;
    }
    task = next < 0 ? trace.tasks.parent.get(task) : next;
  }
  return steps.reverse();
}

describe('critical path', () => {
  for (const name of ['few', 'many', 'blocked', 'hang']) {
    it(`is what walking each task anew finds: ${name}`, () => {
      const trace = build(scenarios[name]?.() ?? []);
      const path = criticalPath(trace);
      assert.ok(path.length > 0);
      assert.deepEqual(path, byWalking(trace));
    });
  }

  it('is whole, however many steps it has', () => {
    const steps = Array.from({ length: 15_000 }, (): Step[] => [{ wait: 1, at: 'tick()' }, { run: 0.01 }]).flat();
    const trace = build(new Simulator({ '(module)': [{ call: 'worker', at: 'worker()' }], worker: steps }).run());
    const path = criticalPath(trace);
    assert.ok(path.length > 30_000, String(path.length));
    assert.equal(path[0]?.start, trace.tasks.start.get(0));
    path.forEach((step, i) => i > 0 && assert.ok(Math.abs(step.start - (path[i - 1]?.end ?? 0)) < 1e-9));
  });

  it('ends where records make waits go in a circle', () => {
    const { Resume, Settled, Suspend, TaskStart, TurnStart } = RecordKind;
    const trace = buildRows(
      [
        [0, TurnStart, 0, PhaseCode.Main, 0],
        [1, TaskStart, 1, 1, 0],
        [1, TaskStart, 2, 2, 1],
        [2, Suspend, 1, 1, 8],
        [2, Suspend, 2, 2, 9],
        [5, Settled, 2, 8, 0],
        [5, Settled, 1, 9, 0],
        [5, Resume, 1, 1, 0],
        [5, Resume, 2, 2, 0],
      ],
      {},
    );
    assert.ok(criticalPath(trace).length > 0);
  });
});
