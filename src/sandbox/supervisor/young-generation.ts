/** The size of the worker's heap for the young. */
import { setFlagsFromString } from 'node:v8';

/**
 * The recorder's own garbage must not make the program's collections come more often: the worker's young generation starts
 * larger than by default. https://nodejs.org/api/cli.html#--max-semi-space-sizesize-in-mib
 */
export function makeRoomForTheYoung(): void {
  setFlagsFromString('--min-semi-space-size=8');
}
