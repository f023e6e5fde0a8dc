import * as vscode from 'vscode';
import { outline, predictNeeds, type Need } from '../instrument/index.ts';
import type { FunctionInfo, SiteInfo, SourceRange } from '../trace/event.ts';
import { nameOf } from './languages.ts';

/** Ids are local: 1, 2, … in order of the text. */
export interface Outline {
  readonly functions: readonly FunctionInfo[];
  readonly sites: readonly SiteInfo[];
  /** What a run will probably ask for. */
  readonly needs: readonly Need[];
}

const NOTHING: Outline = { functions: [], sites: [], needs: [] };

/** Functions and sites of open documents, parsed once a version. While a text does not parse, the last good outline holds. */
export class Outlines {
  readonly #known = new WeakMap<vscode.TextDocument, { version: number; outline: Outline }>();

  of(document: vscode.TextDocument): Outline {
    const known = this.#known.get(document);
    if (known?.version === document.version) return known.outline;
    const name = nameOf(document);
    const text = document.getText();
    const fresh = outline(name, text);
    const found = fresh === null ? (known?.outline ?? NOTHING) : { ...fresh, needs: predictNeeds(name, text) };
    this.#known.set(document, { version: document.version, outline: found });
    return found;
  }
}

/** 1-based lines and columns → VS Code's range. */
export function rangeOf(at: SourceRange): vscode.Range {
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
