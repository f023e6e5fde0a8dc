/** Permissions that the user gave to the runs of this workspace. They lie in the user's storage, never in the repository. */

/** VS Code's Memento, as far as it is needed. */
export interface Store {
  get(key: string): unknown;
  update(key: string, value: unknown): Thenable<void>;
}

const KEY = 'grants';
/** As written after `--allow`. */
const PATTERN = /^(?:net|fs\.write|fs\.read|child-process|addons|env)(?::.+)?$/;

export class Grants {
  readonly #store: Store;
  readonly #isTrusted: () => boolean;
  /** File and permission that the user wants to keep refused, in this window. */
  readonly #refused = new Set<string>();

  /** @param store of the workspace */
  constructor(store: Store, isTrusted: () => boolean) {
    this.#store = store;
    this.#isTrusted = isTrusted;
  }

  /** What is kept for this workspace; nothing while it is not trusted. */
  list(): string[] {
    return this.#isTrusted() ? this.#kept() : [];
  }

  #kept(): string[] {
    const kept = this.#store.get(KEY);
    return Array.isArray(kept)
      ? kept.filter((grant): grant is string => typeof grant === 'string' && isGrant(grant))
      : [];
  }

  async add(grants: readonly string[]): Promise<void> {
    if (!this.#isTrusted()) return;
    await this.#store.update(KEY, [...new Set([...this.list(), ...grants.filter(isGrant)])]);
  }

  async revoke(grants: readonly string[]): Promise<void> {
    await this.#store.update(
      KEY,
      this.#kept().filter((grant) => !grants.includes(grant)),
    );
  }

  /** @returns what a run gets: the user's settings, what is kept here, and what holds for this run only */
  forRun(settings: readonly string[], once: readonly string[]): string[] {
    if (!this.#isTrusted()) return [];
    return [...new Set([...settings, ...this.list(), ...once])].filter(isGrant);
  }

  /** Not asked for again while the window lives. */
  keepRefused(file: string, grants: readonly string[]): void {
    for (const grant of grants) this.#refused.add(`${file}\n${grant}`);
  }

  /** @returns those that may be asked for, each once */
  toAsk(file: string, grants: readonly string[]): string[] {
    return [...new Set(grants)].filter((grant) => isGrant(grant) && !this.#refused.has(`${file}\n${grant}`));
  }
}

export function isGrant(text: string): boolean {
  return PATTERN.test(text);
}
