import assert from 'node:assert/strict';
import { taskName } from '../../../src/trace/queries.ts';
import { State } from '../../../src/trace/tables.ts';
import { arrowsOf } from '../../../src/webview/model/arrows.ts';
import { describe as describeTarget } from '../../../src/webview/model/describe.ts';
import { binsOf, callersOf, spreadOfSite, waitingChain } from '../../../src/webview/model/insight.ts';
import { commandOf, KEYS } from '../../../src/webview/model/keys.ts';
import { meaningOf, meaningOfPhase } from '../../../src/webview/model/meanings.ts';
import { PHASES } from '../../../src/trace/record.ts';
import { VIEW_COMMANDS } from '../../../src/protocol/view-commands.ts';
import { blocked, few, hang, many } from './scenarios.ts';
import { build, lanesOf, viewOf } from './support.ts';

describe('insight', () => {
  it('shows how long all waits at a site took, with the longest', () => {
    const trace = build(many());
    const site = trace.sites.find(({ text }) => text === 'storeDocument(url)')?.id ?? 0;
    const { bins, count, longest, percentiles } = spreadOfSite(trace, site);
    assert.equal(
      bins.reduce((sum, bin) => sum + bin.count, 0),
      count,
    );
    assert.equal(longest.length, 5);
    const lengths = longest.map(({ ms }) => ms);
    assert.deepEqual(
      lengths,
      lengths.toSorted((a, b) => b - a),
    );
    const values = percentiles.map(([, ms]) => ms);
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
    );
    assert.equal(values.at(-1), lengths[0]);
    for (const { segment } of longest) assert.equal(trace.segments.site.get(segment), site);
  });

  it('bins small and great values apart', () => {
    assert.deepEqual(binsOf([]), []);
    const bins = binsOf([0.01, 0.01, 1000]);
    assert.equal(bins[0]?.count, 2);
    assert.equal(bins.at(-1)?.count, 1);
  });

  it('follows a wait down to the world outside, and the callers up', () => {
    const trace = build(hang());
    const { segments } = viewOf(trace);
    const last = trace.tasks.last.get(0);
    const chain = waitingChain(trace, segments, last).map(({ text }) => text);
    assert.deepEqual(chain, [
      "producer, at await acquireLock('queue')",
      'acquireLock, at await lock.released',
      'a promise',
    ]);
  });

  it('tells where each caller stood at a time, or that it had ended', () => {
    const trace = build(hang());
    const { segments } = viewOf(trace);
    const rowOf = (name: string): number =>
      Array.from({ length: trace.tasks.count }, (_, row) => row).find((row) => taskName(trace, row) === name) ?? -1;
    const links = callersOf(trace, segments, rowOf('acquireLock'), trace.now);
    assert.deepEqual(
      links.map(({ text }) => text),
      ["producer, at await acquireLock('queue')", '(module), at await Promise.all([producer(), consumer()])'],
    );
    for (const { target } of links) assert.ok(target?.kind === 'segment');
    const [consumer] = callersOf(trace, segments, rowOf('takeItem'), trace.now);
    assert.equal(consumer?.text, 'consumer, which had ended');
    // While it calls, the caller runs: it is at no await yet.
    const start = trace.tasks.start.get(rowOf('takeItem'));
    assert.equal(callersOf(trace, segments, rowOf('takeItem'), start)[0]?.text, 'consumer');
  });

  it('names the blocking call that held up a ready task', () => {
    const trace = build(blocked());
    const { segments } = viewOf(trace);
    const ready = [...trace.segments.state.data].findIndex(
      (state, row) => state === State.Ready && taskName(trace, trace.segments.task.get(row)) === 'pollQueue',
    );
    const { facts } = describeTarget(trace, segments, { kind: 'segment', segment: ready });
    const held = facts.find(({ label }) => label === 'Held up by');
    assert.deepEqual([held?.value, held?.target], ['computation', { kind: 'blocking', index: 0 }]);
  });

  it('says what each state, phase and group is', () => {
    for (const state of ['running', 'suspended', 'ready', 'blocking', 'pending', 'rejected'])
      assert.ok(meaningOf(state));
    for (const phase of PHASES) assert.ok(meaningOfPhase(phase));
    const trace = build(many());
    const view = viewOf(trace);
    const key = view.lanes.groups[0]?.key ?? '';
    const description = describeTarget(trace, view.segments, { kind: 'group', key }, view.lanes);
    assert.equal(description.title, 'crawl0 ×250');
    assert.equal(description.place?.file, 'src/crawler.ts');
    assert.ok(description.facts.some(({ label, value }) => label === 'Suspended' && value.endsWith('each')));
    const operation = describeTarget(trace, view.segments, { kind: 'operation', operation: 0 }, lanesOf(trace));
    assert.equal(operation.title, 'fetch');
    assert.ok(operation.facts.some(({ label }) => label === 'Started by'));
  });
});

describe('arrows', () => {
  it('come from who started a task and who settled a wait', () => {
    const trace = build(few());
    const { bounds, segments } = viewOf(trace);
    const view = { trace, segments, bounds, inView: [] };
    assert.deepEqual(arrowsOf(view, { kind: 'task', task: 0 }), []);
    const [started] = arrowsOf(view, { kind: 'task', task: 1 });
    assert.deepEqual([started?.kind, started?.from, started?.to], ['started', 0, 1]);
    const wait = Array.from({ length: trace.segments.count }, (_, row) => row).find(
      (row) => trace.segments.task.get(row) === 1 && trace.segments.state.get(row) === State.Suspended,
    );
    const [settled] = arrowsOf(view, { kind: 'segment', segment: wait ?? 0 });
    assert.deepEqual([settled?.kind, taskName(trace, settled?.from ?? 0), settled?.to], ['settled', 'fetchUser', 1]);
  });

  it('go to each task in view that a blocking call held up', () => {
    const trace = build(blocked());
    const { bounds, segments } = viewOf(trace);
    const inView = Array.from({ length: trace.tasks.count }, (_, row) => row);
    const arrows = arrowsOf({ trace, segments, bounds, inView }, { kind: 'blocking', index: 0 });
    const names = arrows.map(({ to }) => taskName(trace, to));
    assert.deepEqual(names, [...Array.from({ length: 4 }, () => 'handleRequest'), 'pollQueue']);
    assert.ok(arrows.every(({ from }) => taskName(trace, from) === 'buildReport'));
    assert.deepEqual(arrowsOf({ trace, segments, bounds, inView: [] }, { kind: 'blocking', index: 0 }), []);
  });
});

describe('keys of the timeline', () => {
  it('are commands, each under keys of its own', () => {
    const keys = KEYS.flatMap(({ keys: own }) => own);
    assert.equal(new Set(keys).size, keys.length);
    for (const { command, keys: own } of KEYS) {
      assert.ok(VIEW_COMMANDS.includes(command));
      for (const key of own) assert.equal(commandOf(key), command);
    }
    assert.equal(commandOf('q'), undefined);
  });
});
