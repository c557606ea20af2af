/** Prints rows as a plain table; the first row is the head. Columns but the first are aligned to the right. */
export function printTable(title: string, rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell[column === 0 ? 'padEnd' : 'padStart'](widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  const [head = [], ...body] = rows;
  console.log(`\n${title}\n`);
  for (const text of [line(head), widths.map((width) => '-'.repeat(width)).join('  '), ...body.map(line)])
    console.log(`  ${text}`);
}

/** A figure that must not exceed its limit. */
export interface Target {
  readonly what: string;
  readonly value: number;
  readonly limit: number;
  readonly unit?: string;
}

/** Prints each figure beside its target, with ✔ or ✘. */
export function printTargets(title: string, targets: readonly Target[]): void {
  printTable(title, [
    ['', 'measured', 'target', ''],
    ...targets.map(({ what, value, limit, unit = '' }) => [
      what,
      `${format(value)}${unit}`,
      `≤ ${format(limit)}${unit}`,
      value <= limit ? '✔' : '✘',
    ]),
  ]);
}

function format(value: number): string {
  return value.toFixed(Number.isInteger(value) || value >= 100 ? 0 : 2);
}
