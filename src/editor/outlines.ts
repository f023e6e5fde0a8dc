import * as vscode from 'vscode';
import { outline } from '../instrument/index.ts';
import type { FunctionInfo, SiteInfo } from '../trace/event.ts';

export interface Outline {
  readonly functions: readonly FunctionInfo[];
  readonly sites: readonly SiteInfo[];
}

/** Functions and sites of open documents, parsed once a version. While a text does not parse, the last good outline holds. */
export class Outlines {
  readonly #known = new WeakMap<vscode.TextDocument, { version: number; outline: Outline }>();

  of(document: vscode.TextDocument): Outline {
    const known = this.#known.get(document);
    if (known?.version === document.version) return known.outline;
    const name =
      document.uri.scheme === 'untitled' && document.languageId.startsWith('typescript')
        ? 'untitled.ts'
        : document.fileName;
    const found = outline(name, document.getText()) ?? known?.outline ?? { functions: [], sites: [] };
    this.#known.set(document, { version: document.version, outline: found });
    return found;
  }
}

/** 1-based lines and columns → VS Code's range. */
export function rangeOf(at: { line: number; column: number; endLine: number; endColumn: number }): vscode.Range {
  return new vscode.Range(at.line - 1, at.column - 1, at.endLine - 1, at.endColumn - 1);
}

/** The innermost site whose keyword or text holds a position. */
export function siteAt<T extends SiteInfo>(sites: readonly T[], position: vscode.Position): T | null {
  let best: T | null = null;
  for (const site of sites) {
    const range = rangeOf(site);
    if (range.contains(position) && (best === null || rangeOf(best).contains(range))) best = site;
  }
  return best;
}
