// SPDX-License-Identifier: Apache-2.0
// A demonstration node in a folder of its own, on a free port of loopback, with a clock that stands
// still.  Nothing of it is left when it has been stopped.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const CLOCK = '2026-03-02 09:00';
const BUILD = process.env.XIEZHI_BUILD || 'build';

async function freePort() {
  const from = Number(process.env.XIEZHI_E2E_PORT || 0);
  const server = createServer();
  await new Promise((done, fail) => server.once('error', fail).listen(from, '127.0.0.1', done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

// Its first line of output says that it listens.
function whenReady(child) {
  return new Promise((done, fail) => {
    let said = '';
    const hear = (bytes) => {
      said += bytes;
      if (said.includes('http://')) done();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('exit', (code) => fail(new Error(`the server ended with ${code}: ${said}`)));
  });
}

export async function startNode(pack = 'pack/demo') {
  const home = mkdtempSync(join(tmpdir(), 'xiezhi-e2e-'));
  const data = join(home, 'node');
  execFileSync(`${BUILD}/src/main/xiezhi`, ['init', data, '--demo', '--pack', pack, '--clock', CLOCK]);
  const port = await freePort();
  const child = spawn(`${BUILD}/src/main/xiezhi`, ['serve', data, '--listen', `127.0.0.1:${port}`,
    '--authority', `localhost:${port}`, '--alone', '--clock', CLOCK]);
  await whenReady(child);
  const ended = new Promise((done) => child.once('exit', done));
  return {
    url: `http://localhost:${port}`,
    home,
    // The outsider's program: true when it accepts the receipt.
    verifies(receipt) {
      try {
        execFileSync(`${BUILD}/verify/xiezhi-verify`, ['receipt', receipt, '--policy', join(data, 'policy')],
          { stdio: 'pipe' });
        return true;
      } catch {
        return false;
      }
    },
    async stop() {
      child.kill('SIGTERM');
      await ended;
      rmSync(home, { recursive: true, force: true });
    },
  };
}
