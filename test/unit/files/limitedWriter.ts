// Run in a process whose files may not grow large (`ulimit -f`): tries to save a picture and prints the error's code.
import { writeNewFile } from '../../../src/files/newFile.ts';

// Unheard, the signal would end the process; heard, the write fails midway as it does on a full disk.
process.on('SIGXFSZ', () => undefined);
const [folder = ''] = process.argv.slice(2);
try {
  console.log(await writeNewFile(folder, 'large', '.jpg', new Uint8Array(1_000_000)));
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code);
}
