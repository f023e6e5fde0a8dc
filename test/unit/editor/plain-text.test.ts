import assert from 'node:assert/strict';
import fc from 'fast-check';
import { inMarkdown, inMessage } from '../../../src/editor/plain-text.ts';

/** As VS Code finds links in the text of a notification. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
const hostile = fc
  .array(fc.constantFrom('[', ']', '(', ')', 'x', 'command:quit', 'https://a', ' ', '\n', '\u202E', '](', '`', '<b>'))
  .map((parts) => parts.join(''));

describe('text of a program', () => {
  it('is no link in a notification, whatever it is', () => {
    assert.doesNotMatch(inMessage('see [this](command:workbench.action.quit)'), LINK);
    fc.assert(
      fc.property(hostile, (text) => {
        assert.doesNotMatch(inMessage(text), LINK);
        assert.doesNotMatch(inMessage(text), /[\n\u202E]/);
      }),
    );
  });
  it('stays readable there, and short', () => {
    assert.equal(inMessage('TypeError: a[0](b) is not a function'), 'TypeError: a[0] (b) is not a function');
    assert.ok(inMessage('x'.repeat(1e6)).length < 2000);
  });
  it('is text in Markdown: each sign that could mean something is escaped, and it is one line', () => {
    fc.assert(
      fc.property(fc.oneof(hostile, fc.string({ unit: 'binary' })), (text) => {
        const shown = inMarkdown(text);
        assert.doesNotMatch(shown, /[\r\n]/);
        assert.doesNotMatch(shown.replace(/\\[\\`*_{}[\]()#+!<>|&~$:@]/g, ''), /[`*_{}[\]()#!<>|&~$:@]/);
      }),
    );
  });
});
