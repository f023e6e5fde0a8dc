/** Time spent on finding places, ms; kept below a share of the run, after the first few. */
class Budget {
  readonly #share: number;
  #spent = 0;
  #free: number;
  #firstAsked = -1;

  constructor(share: number, free: number) {
    this.#share = share;
    this.#free = free;
  }

  allows(now: number): boolean {
    if (this.#firstAsked < 0) this.#firstAsked = now;
    return this.#free-- > 0 || this.#spent <= (now - this.#firstAsked) * this.#share;
  }

  spend(ms: number): void {
    this.#spent += ms;
  }
}

/** Of operations. */
export const OPERATIONS = new Budget(1 / 100, 64);
/** Of what runs in a turn: it does not take from what operations may cost. */
export const CONTENTS = new Budget(1 / 200, 32);
/** So many refusals are told of, each with its line. */
export const REFUSALS_TOLD = 1000;
export const REFUSALS = new Budget(1 / 100, REFUSALS_TOLD);
