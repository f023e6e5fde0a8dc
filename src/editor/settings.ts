import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';

export interface Settings {
  readonly nodePath: string;
  readonly outerWall: 'none' | 'bubblewrap';
  readonly timeoutMs: number;
  readonly maxMemoryMb: number;
  readonly maxRecords: number;
  readonly blockingThresholdMs: number;
  readonly valuePreviews: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly allow: readonly string[];
  readonly codeLens: boolean;
}

/** The settings that hold for a file. The manifest gives the defaults. Permissions count only where the user set them. */
export function readSettings(scope?: vscode.Uri): Settings {
  const section = vscode.workspace.getConfiguration(ids.settings, scope ?? null);
  return {
    nodePath: section.get('nodePath', ''),
    outerWall: section.get<string>('outerWall', '') === 'bubblewrap' ? 'bubblewrap' : 'none',
    timeoutMs: section.get('timeoutSeconds', 60) * 1000,
    maxMemoryMb: section.get('maxMemoryMb', 1024),
    maxRecords: section.get('maxRecords', 12_000_000),
    blockingThresholdMs: section.get('blockingThresholdMs', 50),
    valuePreviews: section.get('valuePreviews', true),
    include: section.get<string[]>('include', []),
    exclude: section.get<string[]>('exclude', []),
    allow: section.inspect<string[]>('allow')?.globalValue ?? [],
    codeLens: section.get('codeLens.enabled', true),
  };
}
