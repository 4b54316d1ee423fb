import { FakePtyHost, type FakePty, type FakeProgram } from '../support/fake-pty.js';
import { describePtyContract } from './pty.contract.js';

const SPEC = { argv: ['fake'] as [string], env: {}, cols: 80, rows: 24 };
const start = (program: (pty: FakePty) => FakeProgram): FakePty => {
  const host = new FakePtyHost({ program });
  host.spawn(SPEC);
  return host.last;
};

describePtyContract('the fake', {
  echo: () => Promise.resolve(start((pty) => ({ onInput: (bytes) => pty.emit(bytes) }))),
  print(output, exitCode) {
    return start((pty) => {
      queueMicrotask(() => {
        pty.emit(output);
        pty.exit({ exitCode });
      });
      return {};
    });
  },
  flood() {
    return start((pty) => {
      queueMicrotask(() => pty.emit('y\n'.repeat(1024)));
      return { onResume: () => pty.emit('y\n'.repeat(1024)) };
    });
  },
  settle: () => new Promise((resolve) => setImmediate(resolve)),
});
