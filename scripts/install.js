// Installs the dependencies if package-lock.json changed since the last time. Runs before `npm start`, `npm test` and
// their like, on whatever Node started npm and before anything is installed: so plain JavaScript, no dependencies.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const oldestNode = [20, 19];
const root = fileURLToPath(new URL('..', import.meta.url));
const record = join(root, 'node_modules', '.package-lock-sha256');

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
  console.error(`Node ${oldestNode.join('.')} or newer is needed; this is Node ${process.versions.node}.`);
  process.exit(1);
}

const lockHash = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');
const installedHash = existsSync(record) ? readFileSync(record, 'utf8') : undefined;
if (lockHash !== installedHash) {
  console.log('Installing the dependencies (about half a minute, only when package-lock.json has changed) …');
  const args = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error'];
  const npm = spawnSync('npm', args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32', // npm is a .cmd file there
  });
  if (npm.status !== 0) {
    console.error(`npm ci failed: ${npm.error?.message ?? 'see above'}. Run the same command again to retry.`);
    process.exit(1);
  }
  writeFileSync(record, lockHash);
}
