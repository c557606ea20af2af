import { execFileSync } from 'node:child_process';

/** Has nobody write in a folder, or lets them again; root is bound by an attribute only. */
export function makeReadOnly(folder: string, isReadOnly: boolean): void {
  if (process.getuid?.() === 0) execFileSync('chattr', [isReadOnly ? '+i' : '-i', folder]);
  else execFileSync('chmod', [isReadOnly ? '555' : '755', folder]);
}
