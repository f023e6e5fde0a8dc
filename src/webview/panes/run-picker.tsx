/** Which run is shown, among the last ones. */
import type { JSX } from 'preact';
import type { RunChoice } from '../../protocol/panel.ts';
import { t } from '../l10n.ts';

export interface RunPickerProps {
  readonly runs: readonly RunChoice[];
  readonly shown: number;
  readonly title: string;
  readonly onChoose: (run: number) => void;
}

/** A choice of one is no choice: then the title alone is shown. */
export function RunPicker({ onChoose, runs, shown, title }: RunPickerProps): JSX.Element {
  if (runs.length < 2) {
    return (
      <bdi class="title" title={title}>
        {title.slice(title.lastIndexOf('/') + 1)}
      </bdi>
    );
  }
  return (
    <span class="title">
      <select
        class="runs"
        aria-label={t('Run')}
        title={t('The last runs')}
        value={String(shown)}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {runs.map(({ id, startedAt, title: name }) => (
          <option key={id} value={String(id)}>
            {name}
            {startedAt === '' ? '' : ` · ${new Date(startedAt).toLocaleTimeString()}`}
          </option>
        ))}
      </select>
    </span>
  );
}
