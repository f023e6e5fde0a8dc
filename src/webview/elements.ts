/** The ready-made controls that are used, and their attributes for JSX. */
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import '@vscode-elements/elements/dist/vscode-toolbar-button/index.js';
import type { HTMLAttributes } from 'preact';

declare module 'preact' {
  // Types of elements are merged into this namespace, which is how JSX learns of them.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'vscode-toolbar-button': HTMLAttributes & {
        icon?: string;
        label?: string;
        toggleable?: boolean;
        checked?: boolean;
      };
      'vscode-textfield': HTMLAttributes & { placeholder?: string; value?: string; label?: string };
      'vscode-icon': HTMLAttributes & { name?: string };
    }
  }
}
