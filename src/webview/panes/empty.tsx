/** Before any run. */
import type { JSX } from 'preact';
import { Legend } from './legend.tsx';

export function Empty(): JSX.Element {
  return (
    <main class="empty">
      <h1 class="spoken">Async Timeline</h1>
      <vscode-icon name="graph-line" />
      <p>
        Run <strong>Visualize Async</strong> on a JavaScript or TypeScript file.
      </p>
      <p class="quiet">Every await, from its suspension to its resumption, appears here while the program runs.</p>
      <Legend />
    </main>
  );
}
