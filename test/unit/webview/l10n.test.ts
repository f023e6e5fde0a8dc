import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe as describeTarget } from '../../../src/webview/model/describe.ts';
import { formatCount, formatDuration } from '../../../src/webview/model/format.ts';
import { findings } from '../../../src/analysis/index.ts';
import { settledBy, taskTitle, waitingFor } from '../../../src/trace/queries.ts';
import { listFindings } from '../../../src/webview/model/findings-list.ts';
import { waitingChain } from '../../../src/webview/model/insight.ts';
import { drawFrame } from '../../../src/webview/draw/frame.ts';
import { said, setTranslations, t, word } from '../../../src/webview/l10n.ts';
import { RecordingPen } from './recording-pen.ts';
import { blocked, few, hang } from './scenarios.ts';
import { build, viewOf } from './support.ts';

const korean = JSON.parse(readFileSync('l10n/bundle.l10n.ko.json', 'utf8')) as Record<string, string>;

describe('words of the page', () => {
  afterEach(() => {
    setTranslations({});
  });

  it('are English where nothing else is known, with their values in place', () => {
    assert.equal(t('{0} of {1}', 3, 'all'), '3 of all');
    assert.equal(t('no place'), 'no place');
    assert.equal(formatCount(1, '{0} task', '{0} tasks'), '1 task');
    assert.equal(formatCount(2000, '{0} task', '{0} tasks'), '2,000 tasks');
  });

  it('put values where the translation has their places, and take no place from a value', () => {
    setTranslations({ '{0} of {1}': '{1} / {0}' });
    assert.equal(t('{0} of {1}', 3, '{0}'), '{0} / 3');
    assert.equal(said(word('{0} of {1}'), 1, 2), '2 / 1');
    assert.equal(t('unknown {0}', 'x'), 'unknown x');
  });

  it('are Korean in the details, in what is drawn, and in durations', () => {
    setTranslations(korean);
    const trace = build(hang());
    const view = viewOf(trace);
    const segment = trace.tasks.last.get(0);
    const { facts, meaning } = describeTarget(trace, view.segments, { kind: 'segment', segment });
    for (const { label } of facts) assert.match(label, /\p{Script=Hangul}/u);
    assert.match(meaning, /\p{Script=Hangul}/u);
    assert.equal(formatDuration(90_000), '1분 30초');
    const pen = new RecordingPen();
    drawFrame(pen, view);
    assert.match(JSON.stringify(pen), /이벤트 루프/);
    assert.match(JSON.stringify(pen), /정해지지 않음/);
  });

  it('are Korean in what the trace and its findings say', () => {
    setTranslations(korean);
    const seen: string[] = [];
    /** What was recorded is said as it was. */
    const recorded = new Set<string>();
    for (const make of [few, hang, blocked]) {
      const trace = build(make());
      const { segments } = viewOf(trace);
      for (const label of trace.labels) if (label !== undefined) recorded.add(label.text);
      for (const { message } of listFindings(trace)) seen.push(message);
      for (let segment = 0; segment < trace.segments.count; segment++) {
        seen.push(
          waitingFor(trace, segment, taskTitle, said)?.label ?? '',
          settledBy(trace, segment, said)?.label ?? '',
        );
        for (const { text } of waitingChain(trace, segments, segment)) seen.push(text);
      }
    }
    const findings = seen.filter((text) => /\p{Script=Hangul}.*\.$/u.test(text));
    assert.ok(findings.some((text) => text.includes('스레드를')) && findings.some((text) => text.includes('기다')));
    // Sentences of English would have words such as these; names of the program and of its operations have none.
    for (const text of seen) {
      const own = [...recorded].reduce((rest, label) => rest.replaceAll(label, ''), text);
      assert.doesNotMatch(own, /\b(?:the|a|an|of|that|waited|held|callback)\b/, text);
    }
  });

  it('say in English what no one translates, as files and the command line do', () => {
    setTranslations(korean);
    for (const { message } of findings(build(blocked()))) assert.doesNotMatch(message, /\p{Script=Hangul}/u);
  });

  it('leave the names of the program alone', () => {
    setTranslations(korean);
    const trace = build(few());
    const { title } = describeTarget(trace, viewOf(trace).segments, { kind: 'task', task: 1 });
    assert.equal(title, 'loadDashboard');
  });
});
