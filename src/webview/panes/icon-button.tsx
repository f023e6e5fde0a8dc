/** A button that is an icon with a name. */
import type { JSX } from 'preact';

export interface IconButtonProps {
  readonly icon: string;
  readonly label: string;
  readonly class?: string;
  /** For one that stays pressed. */
  readonly checked?: boolean;
  readonly onClick: () => void;
}

export function IconButton({ checked, class: name = '', icon, label, onClick }: IconButtonProps): JSX.Element {
  return (
    <vscode-toolbar-button
      icon={icon}
      label={label}
      title={label}
      class={`${name} ${checked === true ? 'is-checked' : ''}`}
      aria-pressed={checked}
      onClick={onClick}
    />
  );
}
