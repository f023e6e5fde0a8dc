/** What can be said of a place of suspension without running, by the shape of its operand. */
import * as vscode from 'vscode';
import type { SiteInfo } from '../trace/event.ts';
import type { Outline } from './outlines.ts';

/** The whole operand: what follows a literal may well make a promise of it. */
const LITERAL = /^(?:-?[\d._]+n?|'[^'\\]*'|"[^"\\]*"|`[^`\\$]*`|\[[^[\]]*\]|true|false|null|undefined|void 0)$/;
const COMBINATOR = /^Promise\.(all|allSettled|any|race)\b/;
const CALL = /^([\w$.#]+)(?:<[^>]*>)?\(/;

export function foretell(site: SiteInfo, outline: Outline): string {
  switch (site.kind) {
    case 'for-await':
      return vscode.l10n.t('Suspends before each round until the next value is there, and once more at the end.');
    case 'await-using':
      return vscode.l10n.t(
        'Does not suspend here, but where the block is left: until the resource has been disposed of.',
      );
    case 'yield':
      return vscode.l10n.t(
        'Hands a value to whoever called next(), and suspends until it is called again. The thread is not waited for: the caller goes on at once.',
      );
    case 'yield-star':
      return vscode.l10n.t('Hands over to another iterator until it is done; this generator is suspended meanwhile.');
    case 'await':
      return awaited(site.text, who(site, outline), outline);
    default:
      return site.kind satisfies never;
  }
}

/** The function that suspends, as Markdown. */
function who(site: SiteInfo, { functions }: Outline): string {
  const info = functions[site.function - 1];
  if (info === undefined || info.name.startsWith('(')) {
    return info?.kind === 'module' ? vscode.l10n.t('this module') : vscode.l10n.t('this function');
  }
  return `\`${info.name.replaceAll('`', '')}\``;
}

function awaited(operand: string, self: string, { functions }: Outline): string {
  if (LITERAL.test(operand)) {
    return vscode.l10n.t(
      'This operand is no promise, but {0} suspends all the same, for one trip through the microtask queue.',
      self,
    );
  }
  const combinator = COMBINATOR.exec(operand)?.[1];
  if (combinator !== undefined) {
    const until = {
      all: vscode.l10n.t('all promises are fulfilled, or the first is rejected'),
      allSettled: vscode.l10n.t('all promises are settled'),
      any: vscode.l10n.t('the first promise is fulfilled, or all are rejected'),
      race: vscode.l10n.t('the first promise is settled'),
    }[combinator];
    return vscode.l10n.t('Suspends {0} until {1}. What they wait for goes on at the same time.', self, until ?? '');
  }
  if (/^new Promise\b/.test(operand)) {
    return vscode.l10n.t('Suspends {0} until `resolve` or `reject` is called. The thread is free meanwhile.', self);
  }
  if (/^import\s*\(/.test(operand)) {
    return vscode.l10n.t('Suspends {0} until the module and all that it imports are loaded and have run.', self);
  }
  const callee = CALL.exec(operand)?.[1];
  if (callee !== undefined) {
    const last = callee.slice(callee.lastIndexOf('.') + 1);
    const known = functions.some(
      ({ kind, name }) =>
        kind === 'async' && (name === callee || (callee.startsWith('this.') && name.endsWith(`.${last}`))),
    );
    return known
      ? vscode.l10n.t(
          'Calls `{1}`, which runs at once up to its own first `await`; then suspends {0} until its promise has settled. The thread is free meanwhile. Even a settled promise costs a trip through the microtask queue.',
          self,
          callee,
        )
      : vscode.l10n.t(
          'Calls `{1}` first, then suspends {0} until the promise that came back has settled. The thread is free meanwhile. Even a settled promise costs a trip through the microtask queue.',
          self,
          callee,
        );
  }
  return vscode.l10n.t(
    'Suspends {0} until the promise has settled. The thread is free meanwhile. Even a settled promise costs a trip through the microtask queue.',
    self,
  );
}
