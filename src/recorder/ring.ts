/** The ring of this worker. Constant from here on, which the engine makes use of. */
import { openRing } from './ring-writer.ts';
import { setup } from './setup.ts';

export const { record, recordExactly, recordAt, now, startClock } = openRing(setup.ring, setup.control);
