/** Offers what a run was refused, and shows and takes back what was given. */
import * as vscode from 'vscode';
import { ids } from '../panel/ids.ts';
import { parseGrant } from '../trace/grant.ts';
import type { Grants } from './grants.ts';
import type { Run } from './run.ts';
import { readSettings } from './settings.ts';
import { inMessage } from './plain-text.ts';

/** How long a choice holds. */
export type Extent = 'once' | 'always';
type RunWith = (uri: vscode.Uri, once: readonly string[]) => Promise<unknown>;

/** What a permission lets the program do, in words. */
export function describeGrant(grant: string): string {
  const { detail, name } = parseGrant(grant);
  switch (name) {
    case 'net':
      return detail === '' ? vscode.l10n.t('use the network') : vscode.l10n.t('connect to and listen on {0}', detail);
    case 'fs.write':
      return detail === '' ? vscode.l10n.t('write files in this workspace') : vscode.l10n.t('write in {0}', detail);
    case 'fs.read':
      return detail === '' ? vscode.l10n.t('read all files') : vscode.l10n.t('read in {0}', detail);
    case 'env':
      return detail === ''
        ? vscode.l10n.t('see all environment variables')
        : vscode.l10n.t('see the environment variable {0}', detail);
    case 'child-process':
      return vscode.l10n.t('start other programs, which are not in the sandbox');
    default:
      return vscode.l10n.t('load native addons, which are not in the sandbox');
  }
}

export class Permissions {
  readonly #grants: Grants;
  readonly #runWith: RunWith;

  constructor(grants: Grants, runWith: RunWith) {
    this.#grants = grants;
    this.#runWith = runWith;
  }

  /** After a run: asks for what it was refused, if that can be granted. */
  offer(run: Run): void {
    const wanted = this.#grants.toAsk(
      run.uri.toString(),
      run.trace.refused.map(({ allow }) => allow).filter((allow) => allow !== ''),
    );
    const [first] = wanted;
    if (first === undefined) return;
    const at = run.trace.refused.find(({ allow }) => allow === first);
    const place = at?.file === undefined ? run.title : `${at.file}:${at.line ?? 1}`;
    const list = wanted.map(describeGrant).join('; ');
    const once = vscode.l10n.t('Allow Once');
    const always = vscode.l10n.t('Always in This Workspace');
    const keep = vscode.l10n.t('Keep Refused');
    const choose = vscode.l10n.t('Choose…');
    const buttons = wanted.length > 1 ? [once, always, choose, keep] : [once, always, keep];
    const message = vscode.l10n.t('{0} was refused. Let the program {1}?', place, list);
    void vscode.window.showWarningMessage(inMessage(message), ...buttons).then(async (choice) => {
      if (choice === once) await this.allow(run.uri, wanted, 'once');
      else if (choice === always) await this.allow(run.uri, wanted, 'always');
      else if (choice === choose) await this.#choose(run.uri, wanted);
      else if (choice === keep) this.#grants.keepRefused(run.uri.toString(), wanted);
    });
  }

  /** Runs the file again with more permissions. */
  async allow(uri: vscode.Uri, grants: readonly string[], extent: Extent): Promise<unknown> {
    if (extent === 'always') await this.#grants.add(grants);
    return this.#runWith(uri, extent === 'once' ? grants : []);
  }

  async #choose(uri: vscode.Uri, wanted: readonly string[]): Promise<void> {
    const picked = await vscode.window.showQuickPick(
      wanted.map((grant) => ({ label: grant, description: describeGrant(grant) })),
      { canPickMany: true, title: vscode.l10n.t('Allow in this workspace') },
    );
    if (picked === undefined || picked.length === 0) return;
    await this.allow(
      uri,
      picked.map(({ label }) => label),
      'always',
    );
  }

  /** Lists what is given, and takes back what is picked. */
  async manage(): Promise<void> {
    const own = this.#grants.list();
    const { allow } = readSettings();
    const all = vscode.l10n.t('Revoke all of this workspace');
    const items: vscode.QuickPickItem[] = own.map((grant) => ({
      label: grant,
      description: describeGrant(grant),
      detail: vscode.l10n.t('Given in this workspace. Pick it to revoke it.'),
    }));
    if (own.length > 1) items.push({ label: all });
    const given: vscode.QuickPickItem[] = allow.map((grant) => ({
      label: grant,
      description: describeGrant(grant),
      detail: vscode.l10n.t('Given by the setting {0}. Pick it to open the settings.', 'awaitscope.allow'),
    }));
    items.push(...given);
    if (items.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('Nothing is allowed here: runs read this workspace, compute and print.'),
      );
      return;
    }
    const picked = await vscode.window.showQuickPick(items, { title: vscode.l10n.t('Permissions of runs') });
    if (picked === undefined) return;
    if (given.includes(picked)) {
      await vscode.commands.executeCommand('workbench.action.openSettings', 'awaitscope.allow');
    } else await this.#grants.revoke(picked.label === all ? own : [picked.label]);
  }
}

export function registerPermissions(permissions: Permissions, grants: Grants): vscode.Disposable[] {
  return [
    vscode.commands.registerCommand(ids.managePermissions, () => permissions.manage()),
    vscode.commands.registerCommand(ids.grant, (uri: unknown, wanted: unknown, extent: unknown) =>
      uri instanceof vscode.Uri && Array.isArray(wanted)
        ? permissions.allow(uri, wanted.map(String), extent === 'always' ? 'always' : 'once')
        : undefined,
    ),
    vscode.commands.registerCommand(ids.revokeGrants, (wanted: unknown) =>
      grants.revoke(Array.isArray(wanted) ? wanted.map(String) : grants.list()),
    ),
  ];
}
