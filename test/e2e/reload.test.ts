// A page is reloaded in the middle of full-screen programs, and must then be what a page is that was there all the time.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it, expect } from 'vitest';
import { twinSuite } from '../support/e2e/twin-suite.js';

const suite = twinSuite();

const has = (program: string): boolean => (process.env['PATH'] ?? '').split(':').some((directory) => existsSync(join(directory, program)));

interface Program {
  readonly name: string;
  /** `{folder}` is a folder with `text`, 500 numbered lines. */
  readonly command: string;
  readonly shows: string;
  /** What it has switched on. */
  readonly state: Record<string, unknown>;
  /** Keys for the reloaded page, and what they show. */
  readonly keys: readonly (readonly [keys: string, shows: string])[];
  readonly end: string;
}

const PROGRAMS: readonly Program[] = [
  {
    name: 'bash', shows: 'READY', state: { type: 'alternate', mouse: 'DRAG SGR', hidden: true, region: '3 9', title: 'a full-screen program', insert: false },
    // Every mode that a snapshot must carry, and a screen with wide characters, colours, rich underlines and a link.
    command: String.raw`printf '\e[?1049h\e[?1h\e=\e[?2004h\e[?1002h\e[?1006h\e[?1004h\e[?25l\e[5 q\e]2;a full-screen program\a\e[2J\e[1;1H\e[38;2;10;200;30mgreen\e[0m 漢字 \e[4:3m\e[58;5:9mcurly\e[0m \e]8;;https://example.test/\e\\link\e]8;;\e\\\e[4;10r\e[?6h\e[2;3H\e[7mREADY\e[0m\e7'; read -rsn1; printf '\e[5;5H\e[3mafter\e[0m\n\n\n\n\n\nscrolled'; read -rsn1; printf '\ec\e[?1049lover\n'`,
    keys: [['x', 'scrolled']], end: 'x',
  },
  {
    name: 'vim', shows: '^ *1 line 1', state: { type: 'alternate', mouse: 'DRAG SGR' },
    command: 'vim -u NONE -i NONE -N -c "set mouse=a ttymouse=sgr title number laststatus=2 hlsearch" -c "syntax on" {folder}/text',
    keys: [['/line 77$\r', 'line 77'], ['ihello \x1b', 'hello'], ['\x06', 'line 1\\d\\d']], end: ':q!\r',
  },
  { name: 'less', shows: '^ *1 line 1', state: { type: 'alternate' }, command: 'less -N {folder}/text', keys: [[' ', 'line 30'], ['/line 200\r', 'line 200'], ['k', 'line 199']], end: 'q' },
  { name: 'top', shows: 'PID USER', state: { type: 'normal' }, command: 'top -d 1000', keys: [['h', 'Help for'], ['q', 'PID USER']], end: 'q' },
  {
    name: 'tmux', shows: 'in-tmux', state: { type: 'alternate', mouse: 'DRAG SGR' },
    command: 'tmux -f {folder}/tmux.conf new "PS1=in-tmux\\  bash --norc --noprofile"', keys: [['seq 60\r', '^60'], ['\x02%', '│'], ['echo right-$((1+1))\r', 'right-2']], end: 'tmux kill-server\r',
  },
];

describe('a reload in the middle of', () => {
  for (const program of PROGRAMS) {
    it.runIf(has(program.name))(`${program.name}: the screen, its modes and what comes next equal those of an undisturbed twin [SE9] [SV2] [SV24] (R10, R22)`, async () => {
      const { twin, page, folder } = suite;
      await writeFile(join(folder, 'text'), Array.from({ length: 500 }, (_, i) => `line ${i + 1}\n`).join(''));
      await writeFile(join(folder, 'tmux.conf'), 'set -g mouse on\nset -g status-right ""\nset -g default-terminal screen-256color\nset -g set-titles on\n');
      await suite.show(twin);
      await suite.show(page);
      await suite.send(twin, `seq 100; ${program.command.replaceAll('{folder}', folder)}; echo ended-$((6*7))\r`);
      await suite.untilShown(twin, program.shows);
      await suite.expectTwins('a second page, before the reload');
      await suite.reload();
      expect(await suite.expectTwins('after the reload')).toMatchObject(program.state);
      for (const [keys, shows] of program.keys) {
        await suite.send(page, keys);
        await suite.untilShown(twin, shows);
        await suite.expectTwins(`after ${JSON.stringify(keys)}`);
      }
      await suite.reload();
      await suite.expectTwins('after another reload');
      await suite.send(page, program.end);
      // What is typed before would be read, or thrown away, by the program that ends.
      await suite.untilShown(page, 'ended-42');
      await suite.expectTwins('after its end');
      await suite.send(page, 'echo alive-$((40+2))\r');
      await suite.untilShown(page, 'alive-42');
      await suite.expectTwins('back in the shell');
    });
  }
});
