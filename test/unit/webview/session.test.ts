import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ViewCommand } from '../../../src/protocol/panel.ts';
import { Session } from '../../../src/webview/session.ts';
import { hang } from './scenarios.ts';

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
