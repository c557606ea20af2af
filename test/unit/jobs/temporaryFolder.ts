import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'mocha';

/** A folder of its own for the tests of one `describe`, gone afterwards. */
export function useTemporaryFolder(): () => string {
  let path = '';
  before(async () => {
    path = await mkdtemp(join(tmpdir(), 'flux-kontext-'));
  });
  after(() => rm(path, { recursive: true, force: true }));
  return () => path;
}
