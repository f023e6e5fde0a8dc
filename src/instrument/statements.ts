/** Statements: `for await`, `await using`, jumps out of them, catch and finally. */
import type { TSESTree } from '@typescript-eslint/typescript-estree';
import { isStatementList, type Context, type Target } from './context.ts';
import { disposesWithin, loopVariable, readableName } from './leaving.ts';
import { endOfParentheses } from './scan.ts';
import { probe, type Node, type Walk } from './walk.ts';

function labelsOf(walk: Walk): { labels: string[]; outermost: Node | undefined; holder: Node | undefined } {
  const labels: string[] = [];
  let outermost: Node | undefined;
  let i = walk.ancestors.length - 1;
  for (; i >= 0; i--) {
    const ancestor = walk.ancestors[i];
    if (ancestor?.type !== 'LabeledStatement') break;
    labels.push(ancestor.label.name);
    outermost = ancestor;
  }
  return { labels, outermost, holder: walk.ancestors[i] };
}

function withTarget(walk: Walk, target: Target, work: () => void): void {
  const { context } = walk;
  if (context === null) {
    work();
    return;
  }
  context.targets.push(target);
  work();
  context.targets.pop();
}

/** Site of the innermost `for await` around, or 0. */
function loopAround(context: Context): number {
  return context.targets.findLast(({ site }) => site !== 0)?.site ?? 0;
}

/** What is walked may be left through code of the program: an iterator is closed. */
function within(context: Context, work: () => void): void {
  context.unsure++;
  context.closing++;
  work();
  context.unsure--;
  context.closing--;
}

/** Loops and switches without suspensions of their own: only what jumps can name. */
export function visitLoop(walk: Walk, node: Node): boolean {
  if (walk.context === null) return false;
  const { labels } = labelsOf(walk);
  withTarget(walk, { node, labels, kind: node.type === 'SwitchStatement' ? 'switch' : 'loop', site: 0 }, () => {
    walk.children(node);
  });
  return true;
}

/** A label on anything but a loop: `break` can name it. */
export function visitLabel(walk: Walk, node: TSESTree.LabeledStatement): boolean {
  if (walk.context === null || /^(?:For|While|DoWhile|Switch|Labeled)/.test(node.body.type)) return false;
  const labels = [node.label.name, ...labelsOf(walk).labels];
  withTarget(walk, { node, labels, kind: 'block', site: 0 }, () => {
    walk.children(node);
  });
  return true;
}

export function visitForOf(walk: Walk, node: TSESTree.ForOfStatement): boolean {
  const disposes = node.left.type === 'VariableDeclaration' && node.left.kind === 'await using';
  const context = (node.await && walk.origin.has('for', node.range[0])) || disposes ? walk.suspendable() : walk.context;
  if (context === null) return false;
  // Known, but without probes: its waits show as waits outside of any site.
  if (disposes) walk.addSite(context, 'await-using', node.left.range[0], node.left.range[1], node.right);
  if (!node.await) {
    // Closing the iterator may throw after a return.
    within(context, () => {
      visitLoop(walk, node);
    });
    return true;
  }
  const { labels, outermost, holder } = labelsOf(walk);
  const headEnd = endOfParentheses(walk.text, node.right.range[1]);
  const site = walk.addSite(context, 'for-await', node.range[0], headEnd, node.right);
  const start = (outermost ?? node).range[0];
  const braces = !isStatementList(holder);
  walk.edits.open(start, `${braces ? '{' : ''}${probe('F', site)});`);
  const block = node.body.type === 'BlockStatement';
  const again = `;${probe('F', site)});`;
  const after = `${probe('G', loopAround(context))});${braces ? '}' : ''}`;
  walk.edits.close(node.range[1], block ? after : `${again}}${after}`);
  walk.ancestors.push(node);
  walk.child(node.left);
  walk.child(node.right);
  const value = readableName(loopVariable(node.left), node.body);
  const goesOn = value === '' ? `${probe('G', site)});` : `${probe('G1', site)},${value});`;
  walk.edits.open(block ? node.body.range[0] + 1 : node.body.range[0], `${block ? '' : '{'}${goesOn}`);
  within(context, () => {
    withTarget(walk, { node, labels, kind: 'loop', site }, () => {
      walk.child(node.body);
    });
  });
  walk.ancestors.pop();
  if (block) walk.edits.open(node.body.range[1] - 1, again);
  return true;
}

export function visitJump(walk: Walk, node: TSESTree.BreakStatement | TSESTree.ContinueStatement): boolean {
  const { context } = walk;
  if (context === null) return false;
  const jumps = node.type === 'ContinueStatement';
  const name = node.label?.name;
  const { targets } = context;
  let site = 0;
  for (let i = targets.length - 1; i >= 0; i--) {
    const target = targets[i];
    if (target === undefined) break;
    // What is left behind, and the target itself, may wait: a `for await` for its next value or for its iterator's end.
    if (site === 0) site = target.site;
    const unnamed = target.kind === 'loop' || (target.kind === 'switch' && !jumps);
    const found = name === undefined ? unnamed : target.labels.includes(name);
    if (found) break;
  }
  if (site !== 0) {
    walk.edits.open(node.range[0], `{${probe('F', site)});`);
    walk.edits.close(node.range[1], '}');
  }
  return true;
}

function catchProbe(
  walk: Walk,
  { range }: TSESTree.BlockStatement,
  { body, param }: TSESTree.CatchClause,
  context: Context | null,
): string {
  const loop = context === null ? 0 : loopAround(context);
  const caught = disposesWithin(walk.text.slice(range[0], range[1])) ? '' : readableName(param, body);
  if (caught === '') return `${probe('C', loop)});`;
  return `${probe('A', loop)}${loop === 0 ? ',0' : ''},${caught});`;
}

export function visitTry(walk: Walk, node: TSESTree.TryStatement): boolean {
  const context = walk.context ?? (walk.isModule && walk.atTop() ? walk.topLevel : null);
  walk.ancestors.push(node);
  const finalizer = (node.finalizer as TSESTree.BlockStatement | null | undefined) ?? null;
  const before = context?.sites ?? 0;
  if (context !== null && finalizer !== null) context.unsure++;
  walk.visit(node.block);
  const own = walk.context ?? context;
  const inTry = (own?.sites ?? 0) > before;
  if (node.handler !== null) {
    if (inTry) walk.edits.open(node.handler.body.range[0] + 1, catchProbe(walk, node.block, node.handler, own));
    walk.visit(node.handler);
  }
  if (context !== null && finalizer !== null) context.unsure--;
  if (finalizer !== null) {
    if ((own?.sites ?? 0) > before)
      walk.edits.open(finalizer.range[0] + 1, `${probe('H', own === null ? 0 : loopAround(own))});`);
    walk.visit(finalizer);
  }
  walk.ancestors.pop();
  return true;
}

/** Statement lists: markers around `await using`, disposed just after and just before the user's resources. */
export function visitBlock(walk: Walk, node: TSESTree.BlockStatement | TSESTree.Program): boolean {
  const uses = node.body.filter(
    (statement): statement is TSESTree.VariableDeclaration =>
      statement.type === 'VariableDeclaration' && (statement.kind === 'await using' || statement.kind === 'using'),
  );
  if (uses.length === 0) return false;
  const awaited = uses.filter((statement) => statement.kind === 'await using');
  const context = awaited.length > 0 ? walk.suspendable() : walk.context;
  if (context === null) return false;
  context.unsure++;
  context.closing++;
  const first = awaited[0];
  const last = awaited[awaited.length - 1];
  if (first === undefined || last === undefined) {
    walk.children(node);
  } else {
    const sites = awaited.map((use) =>
      walk.addSite(context, 'await-using', use.range[0], use.range[1], use.declarations[0].init ?? null),
    );
    const site = sites[sites.length - 1] ?? 0;
    walk.edits.open(first.range[0], `using ${walk.marker()}=${probe('D2', site)});`);
    walk.ancestors.push(node);
    walk.edits.close(last.range[1], `;using ${walk.marker()}=${probe('D1', site)});`);
    walk.child(node.body);
    walk.ancestors.pop();
  }
  context.unsure--;
  context.closing--;
  return true;
}
