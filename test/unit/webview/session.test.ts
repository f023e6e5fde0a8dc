import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ViewCommand } from '../../../src/protocol/view-commands.ts';
import { Session } from '../../../src/webview/session.ts';
import { digest, type Digest } from '../../../src/trace/digest.ts';
import { openDigest } from '../../../src/trace/digest-trace.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { segmentEnd } from '../../../src/trace/queries.ts';
import { noticesOf } from '../../../src/webview/model/notices.ts';
import { SegmentIndex } from '../../../src/webview/model/segment-index.ts';
import { inOther } from '../../../src/webview/model/selection.ts';
import { TurnIndex } from '../../../src/webview/model/turns.ts';
import { hang } from './scenarios.ts';
import { build, viewOf } from './support.ts';

/** Of few rows, so that something is merged. */
function digestOf(events: readonly TraceEvent[]): Digest {
  const work = digest(build(events), null, 10);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}

describe('session', () => {
  const make = (): { session: Session; changes: string[]; commands: ViewCommand[]; tasks: number[] } => {
    const [changes, commands, tasks]: [string[], ViewCommand[], number[]] = [[], [], []];
    const session = new Session({
      changed: (what) => changes.push(what),
      select: (task) => tasks.push(task),
      command: (command) => commands.push(command),
      playback: () => undefined,
      draw: () => undefined,
    });
    return { session, changes, commands, tasks };
  };

  it('lets time go on while the program runs and tells nothing, and takes it back at the end', async () => {
    const { session } = make();
    assert.equal(session.tick(), false);
    session.receive({ type: 'reset', title: 'run', state: 'running' });
    assert.equal(session.tick(), false);
    const events = hang();
    session.receive({ type: 'events', events: events.filter(({ type }) => type !== 'end') });
    const told = session.trace.now;
    await sleep(30);
    assert.equal(session.tick(), true);
    const first = session.trace.now;
    assert.ok(first > told + 10);
    await sleep(10);
    session.tick();
    assert.ok(session.trace.now > first);
    session.receive({ type: 'events', events: [] });
    assert.equal(session.trace.now, told);
    session.tick();
    session.receive({ type: 'state', state: 'ended' });
    assert.equal(session.trace.now, told);
    assert.equal(session.tick(), false);
  });

  it('knows of a program that has ended whether more of it will come', () => {
    const { session } = make();
    session.receive({ type: 'reset', title: 'run', state: 'running' });
    session.receive({ type: 'state', state: 'ended', message: 'still read', more: true });
    assert.deepEqual([session.state, session.message, session.arriving], ['ended', 'still read', true]);
    session.receive({ type: 'events', events: hang() });
    assert.equal(session.arriving, true);
    session.receive({ type: 'state', state: 'ended' });
    assert.deepEqual([session.state, session.message, session.arriving], ['ended', '', false]);
  });

  it('shows a digest in place of what it built, until another run', () => {
    const { changes, session, tasks } = make();
    const events = hang();
    session.receive({ type: 'reset', title: 'run', state: 'ended' });
    session.receive({ type: 'digest', digest: digestOf(events) });
    assert.equal(session.arriving, true);
    session.receive({ type: 'state', state: 'ended' });
    assert.deepEqual(changes, ['reset', 'digest', 'state']);
    assert.equal(session.trace.merged?.segments, build(events).segments.count);
    assert.match(noticesOf(session.trace, '')[0]?.text ?? '', /segments: those shorter than .* are merged/);
    session.receive({ type: 'select', task: session.trace.tasks.id.get(1) });
    assert.deepEqual(tasks, [1]);
    session.receive({ type: 'reset', title: 'run', state: 'running' });
    assert.equal(session.trace.merged, undefined);
  });

  it('finds again in a digest what was selected', () => {
    const whole = viewOf(build(hang()));
    const merged = openDigest(digestOf(hang()));
    const other = { trace: merged, segments: new SegmentIndex(merged), turns: new TurnIndex(merged) };
    other.segments.update();
    other.turns.update();
    const { segments } = whole.trace;
    for (let segment = 0; segment < segments.count; segment++) {
      const found = inOther(whole.trace, { kind: 'segment', segment }, other);
      assert.ok(found?.kind === 'segment');
      assert.equal(merged.segments.task.get(found.segment), segments.task.get(segment));
      assert.ok(merged.segments.start.get(found.segment) <= segments.start.get(segment));
      assert.ok(segmentEnd(merged, found.segment) >= segments.start.get(segment));
    }
    assert.deepEqual(inOther(whole.trace, { kind: 'task', task: 2 }, other), { kind: 'task', task: 2 });
    assert.equal(inOther(whole.trace, { kind: 'operation', operation: 0 }, other), null);
  });

  it('hands on commands, and the tasks to show by their rows', () => {
    const { commands, session, tasks } = make();
    session.receive({ type: 'reset', title: 'run', state: 'ended' });
    session.receive({ type: 'events', events: hang() });
    session.receive({ type: 'command', command: 'longestWait' });
    session.receive({ type: 'select', task: session.trace.tasks.id.get(2) });
    session.receive({ type: 'select', task: 999_999 });
    assert.deepEqual(commands, ['longestWait']);
    assert.deepEqual(tasks, [2]);
  });
});
