/** What is said of a run beside its trace. */
interface Kept {
  /** Records that came after the limit. */
  readonly beyond: number;
  readonly maxRecords: number;
  /** Why records could not be put aside; '' where they could. */
  readonly problem: string;
}

export function notesOn({ beyond, maxRecords, problem }: Kept): string[] {
  const notes: string[] = [];
  if (beyond > 0)
    notes.push(
      `Recording ended at ${maxRecords.toLocaleString('en-US')} records, before the program did; the setting awaitscope.maxRecords, or --max-records, raises that.`,
    );
  if (problem !== '')
    notes.push(`Records could not be put aside on the disk, so the program waited for them (${problem}).`);
  return notes;
}
