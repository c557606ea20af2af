import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser } from 'playwright-core';
import { installOnce } from './installOnce.ts';
import { projectPath } from './paths.ts';

interface BrowserProgram {
  readonly executablePath: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Launches a headless Chromium: `CHROME_PATH`, else an installed one, else the one that an npm package ships. */
export async function launchBrowser(): Promise<Browser> {
  const installed = process.env['CHROME_PATH'] || findInstalledBrowser();
  const program = installed ? { executablePath: installed } : await unpackChromium();
  return chromium.launch({
    executablePath: program.executablePath,
    env: { ...process.env, ...program.env },
    args: [
      '--no-sandbox', // needed as root and in containers; it opens only pages of this machine
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

function findInstalledBrowser(): string | undefined {
  const names = [
    'google-chrome-stable',
    'google-chrome',
    'chromium',
    'chromium-browser',
    'microsoft-edge-stable',
    'microsoft-edge',
  ];
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  const candidates = [
    ...names.flatMap((name) => folders.map((folder) => join(folder, name))),
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ];
  return candidates.find((path) => existsSync(path));
}

/** Unpacks the Chromium of `@sparticuz/chromium` (Linux on x64 only, 210 MB) into `.vscode-test/`, once. */
async function unpackChromium(): Promise<BrowserProgram> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Error('No browser found. Install Chrome, Chromium or Edge, or set CHROME_PATH to the program.');

  const folder = projectPath('.vscode-test/chromium-153.0.0');
  await installOnce(folder, async (staging) => {
    console.log('Unpacking a browser …');
    // The package unpacks into the temporary folder of its process, and its libraries only where it believes to be on
    // AWS Lambda: so in a process of its own.
    const script = "import('@sparticuz/chromium').then((chromium) => chromium.default.executablePath())";
    await promisify(execFile)(process.execPath, ['-e', script], {
      cwd: projectPath('.'),
      env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    });
    await writeFile(join(staging, 'fonts/fonts.conf'), fontconfig(join(folder, 'fonts')));
  });
  const executablePath = join(folder, 'chromium');
  // Fonts and libraries for bare machines; the machine's own are better where there are any.
  const fonts: Record<string, string> = existsSync('/etc/fonts') ? {} : { FONTCONFIG_PATH: join(folder, 'fonts') };
  for (const env of [fonts, { ...fonts, LD_LIBRARY_PATH: join(folder, 'al2023/lib') }]) {
    if (spawnSync(executablePath, ['--version'], { env: { ...process.env, ...env } }).status === 0)
      return { executablePath, env };
  }
  throw new Error('The browser from npm does not start here. Install Chromium (on Debian: apt-get install chromium).');
}

function fontconfig(folder: string): string {
  return `<?xml version="1.0"?><fontconfig><dir>${folder}</dir><cachedir>${folder}/cache</cachedir></fontconfig>`;
}
