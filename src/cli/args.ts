/** Command lines → what to do, or one sentence about what is wrong. Flags are the contract of the design, section 4. */
import { parseArgs } from 'node:util';

export class UsageError extends Error {
  override name = 'UsageError';
}

export interface RunCommand {
  readonly command: 'run';
  readonly file: string;
  readonly args: readonly string[];
  readonly trace: string | undefined;
  readonly json: string | undefined;
  readonly function: { readonly name: string; readonly args: readonly unknown[] } | undefined;
  readonly allow: readonly string[];
  readonly timeoutSeconds: number;
  readonly maxMemoryMb: number;
  readonly maxRecords: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly valuePreviews: boolean;
  readonly quiet: boolean;
  readonly failOn: readonly string[];
}
export interface ExportCommand {
  readonly command: 'export';
  readonly file: string;
  readonly format: (typeof FORMATS)[number];
  readonly out: string | undefined;
}
export type Command = RunCommand | ExportCommand | { readonly command: 'help' | 'version' };

export const USAGE = `awaitscope run [flags] FILE [-- ARGS]
  --trace OUT.asynctrace   save the trace        --json OUT.json   save its JSON form
  --function NAME --args 'JSON ARRAY'            call one exported function
  --allow NAME[,NAME…]     net, fs.write, fs.read, child-process, addons, env;
                                                 in part: net:HOST:PORT, fs.read:PATH, fs.write:PATH, env:NAME
  --timeout SECONDS        60 by default         --max-memory MB   1024 by default
  --include GLOB  --exclude GLOB                 what is instrumented
  --max-records N          12000000 by default: what comes after is counted, not kept
  --no-values              no previews of awaited values
  --quiet                  no summary            --fail-on RULE[,RULE…]   exit 3 on such a finding
awaitscope export IN.asynctrace --format json|chrome|html|svg|otlp|text [--out FILE]
`;

export const PERMISSIONS = ['net', 'fs.write', 'fs.read', 'child-process', 'addons', 'env'];
/** Findings of the design, section 6. */
export const RULES = [
  'blocking-call',
  'serial-awaits',
  'await-in-loop',
  'never-settled',
  'floating-promise',
  'unhandled-rejection',
  'needless-async',
  'await-non-promise',
  'starved-loop',
  'race',
  'settled-twice',
  'threw-after-await-in-executor',
  'pool-saturated',
];
const FORMATS = ['json', 'chrome', 'html', 'svg', 'otlp', 'text'] as const;

/** @throws UsageError */
export function parseCommand(argv: readonly string[]): Command {
  const [command, ...rest] = argv;
  if (command === '--version' || command === '-v') return { command: 'version' };
  if (command === undefined || command === '--help' || command === '-h' || command === 'help')
    return { command: 'help' };
  const end = rest.indexOf('--');
  if ((end === -1 ? rest : rest.slice(0, end)).some((flag) => flag === '--help' || flag === '-h'))
    return { command: 'help' };
  if (command === 'run') return parseRun(rest);
  if (command === 'export') return parseExport(rest);
  throw new UsageError(`There is no command ${command}; use run or export.`);
}

function parse<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      error instanceof Error ? (error.message.split('\n')[0] ?? '').replace(/\. To specify.*/, '.') : String(error),
    );
  }
}

function list(values: readonly string[] | undefined): string[] {
  return (values ?? []).flatMap((value) => value.split(',')).filter((value) => value !== '');
}

function positive(value: string | undefined, flag: string, fallback: number): number {
  if (value === undefined) return fallback;
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) throw new UsageError(`${flag} wants a positive number, not ${value}.`);
  return number;
}

function parseRun(argv: readonly string[]): RunCommand {
  const split = argv.indexOf('--');
  const own = split === -1 ? argv : argv.slice(0, split);
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...own],
      allowPositionals: true,
      options: {
        trace: { type: 'string' },
        json: { type: 'string' },
        function: { type: 'string' },
        args: { type: 'string' },
        allow: { type: 'string', multiple: true },
        timeout: { type: 'string' },
        'max-memory': { type: 'string' },
        'max-records': { type: 'string' },
        include: { type: 'string', multiple: true },
        exclude: { type: 'string', multiple: true },
        'no-values': { type: 'boolean' },
        quiet: { type: 'boolean' },
        'fail-on': { type: 'string', multiple: true },
      },
    }),
  );
  const [file, extra] = positionals;
  if (file === undefined) throw new UsageError('run wants a file: awaitscope run FILE.');
  if (extra !== undefined)
    throw new UsageError(
      `run takes one file; put the program's own arguments after --: awaitscope run ${file} -- ${extra}`,
    );
  const allow = list(values.allow);
  for (const name of allow) {
    if (!PERMISSIONS.includes(name.split(':')[0] ?? ''))
      throw new UsageError(`--allow knows ${PERMISSIONS.join(', ')}, not ${name}.`);
  }
  const failOn = list(values['fail-on']);
  for (const rule of failOn)
    if (!RULES.includes(rule)) throw new UsageError(`--fail-on knows ${RULES.join(', ')}, not ${rule}.`);
  return {
    command: 'run',
    file,
    args: split === -1 ? [] : argv.slice(split + 1),
    trace: values.trace,
    json: values.json,
    function: parseFunction(values.function, values.args),
    allow,
    timeoutSeconds: positive(values.timeout, '--timeout', 60),
    maxMemoryMb: positive(values['max-memory'], '--max-memory', 1024),
    maxRecords: positive(values['max-records'], '--max-records', 12_000_000),
    include: values.include ?? [],
    exclude: values.exclude ?? [],
    valuePreviews: values['no-values'] !== true,
    quiet: values.quiet ?? false,
    failOn,
  };
}

function parseFunction(name: string | undefined, args: string | undefined): RunCommand['function'] {
  if (name === undefined) {
    if (args !== undefined) throw new UsageError('--args needs --function.');
    return undefined;
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(args ?? '[]');
  } catch {
    parsed = null;
  }
  if (!Array.isArray(parsed)) throw new UsageError(`--args wants a JSON array, such as '[1, "two"]'.`);
  return { name, args: parsed as unknown[] };
}

function parseExport(argv: readonly string[]): ExportCommand {
  const { values, positionals } = parse(() =>
    parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: { format: { type: 'string' }, out: { type: 'string' } },
    }),
  );
  const [file, extra] = positionals;
  if (file === undefined || extra !== undefined)
    throw new UsageError('export wants one trace file: awaitscope export IN.asynctrace --format json.');
  const wanted = values.format ?? '';
  const format = FORMATS.find((known) => known === wanted);
  if (format === undefined)
    throw new UsageError(`export wants --format ${FORMATS.join('|')}${wanted === '' ? '' : `, not ${wanted}`}.`);
  return { command: 'export', file, format, out: values.out };
}
