/** A folder that nobody has trusted yet. */
import assert from 'node:assert/strict';
import { openFile, runCommand } from '../../scripts/workbench/browser.mjs';
import { inWindow, shot, test } from './harness.mjs';

export function run() {
  return inWindow({ trusted: false }, async ({ page }) => {
    await test('in Restricted Mode the command says why it does not run, and how to trust', async () => {
      await openFile(page, '04-sleep-and-gather.ts');
      assert.equal(await page.locator('.editor-actions [aria-label^="Visualize Async"]').count(), 0);
      await runCommand(page, 'Visualize Async');
      const toast = page.locator('.notification-toast', { hasText: 'a workspace that you trust' });
      await toast.waitFor();
      await shot(page, 'restricted');
      await toast.getByText('Manage Workspace Trust').click();
      await page.waitForSelector('.workspace-trust-editor');
    });
  });
}
