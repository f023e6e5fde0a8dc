import assert from 'node:assert/strict';
import { TraceBuilder } from '../../../src/trace/builder.ts';
import type { TraceEvent } from '../../../src/trace/event.ts';
import { segmentEnd } from '../../../src/trace/queries.ts';
import { RecordKind } from '../../../src/trace/record.ts';
import { State, type Trace } from '../../../src/trace/tables.ts';
import { PlaybackControl, SPEEDS } from '../../../src/webview/playback/control.ts';
import { actionOf } from '../../../src/webview/playback/keys.ts';
import { Replay, type Instant } from '../../../src/webview/playback/replay.ts';
import { KINDS, queuedAt, Steps } from '../../../src/webview/playback/steps.ts';
import { timeOrder } from '../../../src/webview/playback/time-order.ts';
import { MOST, stageOf, stepWords } from '../../../src/webview/playback/words.ts';
import { head, records } from '../trace/records.ts';
import { blocked, few, hang, large, many } from './scenarios.ts';
import { build } from './support.ts';

/** The same, from the tables alone, at a time at which nothing happens. */
function lookedUp(trace: Trace, time: number): Pick<Instant, 'stack' | 'queue' | 'operations' | 'turn'> {
  const { operations, segments, turns } = trace;
  const within = (start: number, end: number): boolean => start < time && time < end;
  const rows = Array.from({ length: segments.count }, (_, row) => row).filter((row) =>
    within(segments.start.get(row), segmentEnd(trace, row)),
  );
  const byStart = (a: number, b: number): number => segments.start.get(a) - segments.start.get(b) || a - b;
  const running = rows.filter((row) => segments.state.get(row) === State.Running).sort(byStart);
  const waiting = rows.filter((row) => segments.state.get(row) !== State.Running && queuedAt(trace, row) < time);
  const inFlight = Array.from({ length: operations.count }, (_, row) => row).filter((row) => {
    const end = operations.end.get(row);
    return within(operations.start.get(row), Number.isNaN(end) ? Infinity : end);
  });
  const turn = Array.from({ length: turns.count }, (_, row) => row).find((row) =>
    within(turns.start.get(row), turns.end.get(row)),
  );
  return {
    stack: running.map((row) => segments.task.get(row)),
    queue: waiting.sort((a, b) => queuedAt(trace, a) - queuedAt(trace, b) || a - b),
    operations: inFlight,
    turn: turn ?? -1,
  };
}

describe('steps of playback', () => {
  it('put times in order, and leave equal ones as they came', () => {
    const times = Float64Array.of(3, 1, 1e8, 0.000001, 1, 0, 70_000, 0.000002);
    assert.deepEqual([...timeOrder(times)], [5, 3, 7, 1, 4, 0, 6, 2]);
    assert.deepEqual([...timeOrder(new Float64Array(3))], [0, 1, 2]);
    assert.equal(timeOrder(new Float64Array(0)).length, 0);
  });

  it('hold every start and end of the tables once, earliest first', () => {
    const trace = build(blocked());
    const steps = new Steps(trace);
    const counts = new Map<string, number>();
    let before = 0;
    for (let i = 0; i < steps.count; i++) {
      const { kind, time } = steps.at(i);
      assert.ok(time >= before, `${i} ${kind}`);
      before = time;
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    const ofState = (state: number): number =>
      [...trace.segments.state.data.subarray(0, trace.segments.count)].filter((other) => other === state).length;
    assert.equal(counts.get('taskStart'), trace.tasks.count);
    assert.equal(counts.get('taskEnd'), trace.tasks.count);
    assert.equal(counts.get('suspend'), ofState(State.Suspended));
    assert.equal((counts.get('resume') ?? 0) + trace.tasks.count, ofState(State.Running));
    assert.equal(counts.get('settled'), ofState(State.Ready));
    assert.equal(counts.get('turnStart'), trace.turns.count);
    assert.equal(counts.get('operationEnd'), trace.operations.count);
    assert.equal(counts.get('blockStart'), trace.blocking.length);
  });

  it('are found by time', () => {
    const trace = build(few());
    const steps = new Steps(trace);
    assert.equal(steps.find(-1), -1);
    assert.equal(steps.find(trace.now), steps.count - 1);
    const middle = steps.find(trace.now / 2);
    assert.ok(steps.at(middle).time <= trace.now / 2 && steps.at(middle + 1).time > trace.now / 2);
  });
});

describe('the state at a step', () => {
  for (const [name, make] of Object.entries({ few, blocked, hang, many: () => many(150), large: () => large(4000) })) {
    it(`is what the tables say of that time: ${name}`, () => {
      const trace = build(make());
      const replay = new Replay(trace);
      const { steps } = replay;
      let compared = 0;
      const stride = Math.max(1, Math.floor(steps.count / 400));
      for (let i = 0; i + 1 < steps.count; i += stride) {
        const [{ time: from }, { time: to }] = [steps.at(i), steps.at(i + 1)];
        if (to - from < 1e-5) continue;
        const { operations, queue, stack, turn } = replay.at(i);
        assert.deepEqual({ operations, queue, stack, turn }, lookedUp(trace, (from + to) / 2), `step ${i}`);
        compared++;
      }
      assert.ok(compared > 20, String(compared));
    });
  }

  it('is the same whichever way it is come to', () => {
    const trace = build(many(400));
    const forth = new Replay(trace);
    const { count } = forth.steps;
    assert.ok(count > 5000, 'more than one state is kept');
    const wanted = [count - 1, 0, 4000, 3999, 4001, 2048, 2047, -1, count >> 1];
    for (const step of wanted) {
      const fresh = new Replay(trace);
      assert.deepEqual(forth.at(step), fresh.at(step), `step ${step}`);
    }
    for (let step = 3000; step > 2900; step--) {
      const fresh = forth.at(step - 1);
      forth.at(count - 1);
      assert.deepEqual(forth.at(step - 1), fresh);
    }
  });

  it('of a million events is there at once, forward, backward and by a jump', () => {
    const trace = build(large(300_000));
    const replay = new Replay(trace);
    const { count } = replay.steps;
    assert.ok(count > 700_000);
    const start = performance.now();
    for (let i = 0; i < 100; i++) stageOf(trace, replay.at((i * 7919 * 97) % count));
    for (let i = 0; i < 100; i++) replay.at(count - 1 - i);
    // A frame has 16 ms; this leaves room for a busy machine.
    assert.ok((performance.now() - start) / 200 < 16);
  });

  it('keeps a due timer’s task out of the queue until its callback has run', () => {
    const trace = build(blocked());
    const { segments } = trace;
    const late = Array.from({ length: segments.count }, (_, row) => row).find(
      (row) => segments.state.get(row) === State.Ready && queuedAt(trace, row) - segments.start.get(row) > 100,
    );
    assert.ok(late !== undefined);
    const replay = new Replay(trace);
    const during = replay.at(replay.steps.find(segments.start.get(late) + 50));
    assert.ok(!during.queue.includes(late));
    const { stack, timers } = stageOf(trace, during);
    assert.ok(timers.items.some((item) => item.late === true && /^due .* ago$/.test(item.detail)));
    assert.equal(stack.items[0]?.text, 'computation');
  });

  it('keeps what was settled and never went on in the queue', () => {
    const events: TraceEvent[] = [
      ...head,
      records(
        [1, RecordKind.TurnStart, 0, 0, 0],
        [2, RecordKind.TaskStart, 1, 1, 0],
        [3, RecordKind.Suspend, 1, 1, 9],
        [4, RecordKind.Settled, 0, 9, 0],
      ),
      { type: 'end', time: 9, outcome: 'stopped', exitCode: 130 },
    ];
    const trace = build(events);
    const replay = new Replay(trace);
    assert.deepEqual(replay.at(Infinity).queue, [1]);
  });

  it('of an empty trace has nothing', () => {
    const replay = new Replay(build([]));
    assert.deepEqual(replay.at(5), {
      step: -1,
      time: 0,
      stack: [],
      queue: [],
      operations: [],
      turn: -1,
      blocking: -1,
    });
  });
});

describe('playback in words', () => {
  it('says what happened at each kind of step, and where', () => {
    const trace = build([...few(), ...[]]);
    const steps = new Steps(trace);
    const said = new Map<string, string>();
    for (let i = 0; i < steps.count; i++) {
      const words = stepWords(trace, steps.at(i));
      if (!said.has(steps.at(i).kind)) said.set(steps.at(i).kind, words.text);
      if (steps.at(i).kind === 'suspend') assert.equal(words.place?.file, 'src/dashboard.ts');
    }
    assert.deepEqual([...said.keys()].sort(), [...KINDS].sort());
    assert.equal(said.get('turnStart'), 'The event loop begins: main script');
    assert.equal(said.get('suspend'), 'fetchUser suspends at await fetch(`/users/${id}`)');
    assert.equal(said.get('output'), 'Prints: user: Ada');
    assert.equal(said.get('blockStart'), 'crypto.pbkdf2Sync begins to hold the thread');
  });

  it('lists no more than can be read, and counts the rest', () => {
    const trace = build(many(500));
    const replay = new Replay(trace);
    let most = 0;
    for (let i = 0; i < replay.steps.count; i += 50) {
      const { operations } = stageOf(trace, replay.at(i));
      assert.ok(operations.items.length <= MOST);
      most = Math.max(most, operations.count);
    }
    assert.ok(most > 400);
  });
});

describe('playback control', () => {
  function open(events: TraceEvent[]): { control: PlaybackControl; moves: number[]; places: (number | null)[] } {
    const moves: number[] = [];
    const places: (number | null)[] = [];
    const control = new PlaybackControl({
      moved: (instant) => moves.push(instant?.step ?? -1),
      follow: (place) => places.push(place?.line ?? null),
      changed: () => undefined,
    });
    const trace = build(events);
    control.open(trace);
    control.replay = new Replay(trace);
    control.goTo(0);
    return { control, moves, places };
  }

  it('goes to the first, previous, next and last step, and no further', () => {
    const trace = build(few());
    const { control, moves } = open(few());
    const last = (control.replay?.steps.count ?? 0) - 1;
    for (const action of ['next', 'next', 'previous', 'last', 'next', 'first', 'previous'] as const) {
      control.act(action, trace);
    }
    assert.deepEqual(moves, [0, 1, 2, 1, last, 0]);
    control.close();
    assert.equal(moves.at(-1), -1);
  });

  it('has the editor follow, where a step has a line, and leaves it when closed or told so', () => {
    const trace = build(few());
    const { control, places } = open(few());
    control.act('next', trace);
    assert.equal(places.at(-1), 4);
    control.setFollowing(false);
    assert.equal(places.at(-1), null);
    const { length } = places;
    control.act('next', trace);
    assert.equal(places.length, length);
    control.close();
    assert.equal(places.at(-1), null);
  });

  it('plays in both directions, pauses, and stops at an end', async () => {
    const { control, moves } = open(few());
    control.setSpeed(1000);
    control.play(1);
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.ok((moves.at(-1) ?? 0) > 10);
    control.play(-1);
    while (control.playing !== 0) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(control.instant?.step, 0);
    control.play(1);
    control.pause();
    const { length } = moves;
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(moves.length, length);
  });

  it('is played backwards, faster and slower, and followed or not, by actions', () => {
    const trace = build(few());
    const { control, places } = open(few());
    const { speed } = control;
    control.act('faster', trace);
    assert.ok(control.speed > speed);
    control.act('slower', trace);
    control.act('slower', trace);
    assert.ok(control.speed < speed);
    for (let i = 0; i < 20; i++) control.act('slower', trace);
    assert.equal(control.speed, SPEEDS[0]);
    for (let i = 0; i < 20; i++) control.act('faster', trace);
    assert.equal(control.speed, SPEEDS.at(-1));
    control.act('backwards', trace);
    assert.equal(control.playing, -1);
    control.act('backwards', trace);
    assert.equal(control.playing, 0);
    control.act('follow', trace);
    assert.equal(control.following, false);
    assert.equal(places.at(-1), null);
    control.act('follow', trace);
    assert.equal(control.following, true);
  });

  it('steps through what was recorded so far, and takes in what comes', async () => {
    const events = blocked();
    const trace = new TraceBuilder();
    for (const event of events) {
      if (event.type === 'end') continue;
      // A third of the records.
      if (event.type !== 'records') trace.push(event);
      else trace.push({ type: 'records', bytes: event.bytes.slice(0, Math.floor(event.bytes.length / 72) * 24) });
    }
    const control = new PlaybackControl({ moved: () => undefined, follow: () => undefined, changed: () => undefined });
    control.open(trace);
    await new Promise((resolve) => setTimeout(resolve, 5));
    const early = control.replay?.steps.count ?? 0;
    assert.ok(early > 10);
    control.act('last', trace);
    const there = control.instant;
    assert.ok(there !== null && there.turn >= 0, 'the turn under way has not ended');
    for (const event of events) {
      if (event.type !== 'records') continue;
      trace.push({ type: 'records', bytes: event.bytes.slice(Math.floor(event.bytes.length / 72) * 24) });
    }
    // What was read keeps its times while the tables grow.
    for (let i = 1; i < early; i++)
      assert.ok((control.replay?.steps.at(i).time ?? 0) >= (control.replay?.steps.at(i - 1).time ?? 0));
    await new Promise((resolve) => setTimeout(resolve, 150));
    control.act('next', trace);
    assert.ok((control.replay?.steps.count ?? 0) > early);
    assert.ok((control.instant?.time ?? 0) >= there.time);
    trace.push(events.at(-1) as TraceEvent);
    assert.ok(control.refresh(), 'the end is taken in');
    assert.deepEqual(control.replay?.at(1e9), new Replay(trace).at(1e9));
    assert.ok(!control.refresh());
    control.close();
  });

  it('goes by keys that no text needs', () => {
    const key = (name: string, ctrlKey = false): string | null =>
      actionOf({ key: name, ctrlKey, altKey: false, metaKey: false });
    assert.deepEqual(
      ['p', ',', '.', '<', '>', 'k', 'P', 'x'].map((name) => key(name)),
      ['toggle', 'previous', 'next', 'first', 'last', 'play', 'toggle', null],
    );
    assert.equal(key('p', true), null);
  });
});
