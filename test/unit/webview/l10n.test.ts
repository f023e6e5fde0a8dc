import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe as describeTarget } from '../../../src/webview/model/describe.ts';
import { formatCount, formatDuration } from '../../../src/webview/model/format.ts';
import { drawFrame } from '../../../src/webview/draw/frame.ts';
import { said, setTranslations, t, word } from '../../../src/webview/l10n.ts';
import { RecordingPen } from './recording-pen.ts';
import { few, hang } from './scenarios.ts';
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

  it('leave the names of the program alone', () => {
    setTranslations(korean);
    const trace = build(few());
    const { title } = describeTarget(trace, viewOf(trace).segments, { kind: 'task', task: 1 });
    assert.equal(title, 'loadDashboard');
  });
});
