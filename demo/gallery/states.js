const LAB = '/lab';
const noticeOf = element => element?.shadowRoot?.querySelector('.notice');

/** Over the screen of an element, by the kind of its notice. */
const says = kind => ({ element }) => noticeOf(element)?.classList.contains(kind) === true;
const has = status => ({ element }) => element?.status === status;
const later = (ms, act) => setTimeout(act, ms);
/** Once the shell has printed something. */
export async function printed(element) {
  const session = await element.terminal.then(() => element.session);
  while (session.state.offset === 0 && element.isConnected) await new Promise(resolve => setTimeout(resolve, 100));
  return session;
}

/**
 * Every state, as a real element in front of a real server that behaves like that. `url` and `ref` say which; `begin` does what a person would; `isThere` says
 * whether the state has been reached; `turns`: the server is good until something has been printed, and what `prepare` does has been done; `renews` begins again when it is over by itself or by a button.
 */
export const STATES = [
  {
    id: 'connected', group: 'Well', title: 'Connected', meaning: 'Nothing is said over a terminal that works. Green: the active one; blue: connected in the background.',
    url: LAB, isThere: has('connected'),
  },
  {
    id: 'readonly', group: 'Well', title: 'Read-only, by the page', meaning: 'The attribute readonly: it shows, and does not type.',
    url: LAB, ref: { profile: 'sample' }, attributes: { readonly: true }, isThere: has('connected'),
  },
  {
    id: 'watch', group: 'Well', title: 'Read-only, by the server', meaning: 'The server lets this user look, not type; it says so at the first key.',
    url: LAB, ref: { environment: 'watch', profile: 'sample' }, isThere: has('connected'),
    async begin({ element }) {
      await printed(element);
      later(600, () => element.send('x'));
    },
  },
  {
    id: 'new-shell', group: 'Well', title: 'New shell', meaning: 'After Restart: the old text stays, above a divider; modes are reset.',
    url: LAB, isThere: ({ element }) => element?.status === 'connected' && /new shell/i.test(element.getText()),
    async begin({ element }) {
      const session = await printed(element);
      element.send('echo "before the restart"; exit\r');
      const timer = setInterval(() => {
        if (session.state.exit === undefined) return;
        clearInterval(timer);
        session.restart();
      }, 200);
    },
  },
  {
    id: 'progress', group: 'Well', title: 'Bell and progress', meaning: 'A program rings, and tells how far it is (OSC 9;4).',
    url: LAB, isThere: has('connected'),
    async begin({ element }) {
      await printed(element);
      element.send("printf '\\033]9;4;1;60\\007\\007'; echo '60 % done'\r");
    },
  },
  {
    id: 'loading', group: 'On the way', title: 'Loading', meaning: 'The code that draws terminals is loaded when the first one is shown; here it never arrives.',
    frame: 'loading',
  },
  {
    id: 'connecting', group: 'On the way', title: 'Connecting', meaning: 'A server that takes the connection and never says a word. An attempt takes 10 s at most; then the next one, with a countdown.',
    url: '/bad/mute', isThere: says('connecting'), renews: true,
  },
  {
    id: 'reconnecting', group: 'On the way', title: 'Reconnecting', meaning: 'The line is lost again and again. Text stays readable; the bar counts down to the next attempt.',
    url: '/bad/flaps', turns: true, isThere: ({ element }) => says('reconnecting')({ element }) && /\d+ s/.test(noticeOf(element).textContent),
  },
  {
    id: 'skipped', group: 'On the way', title: 'Output skipped', meaning: 'Away for 8 s while the shell printed more than the server keeps as bytes: the screen is true, and says what it never had. (Takes 12 s to reach.)',
    url: '/bad/away-8', turns: true, isThere: says('plain'), renews: true,
    prepare: ({ element }) => element.send('sleep 3; seq 1 400000\r'),
    begin({ element }) {
      for (const seconds of [9, 11, 14, 18]) later(seconds * 1_000, () => element.status !== 'connected' && element.retry());
    },
  },
  {
    id: 'pending', group: 'On the way', title: 'Typed, and waiting', meaning: 'What is typed does not arrive at the server: it is kept, counted, and sent once the line is back.',
    url: '/bad/deaf', turns: true, isThere: says('pending'), renews: true,
    begin: ({ element }) => void later(300, () => element.send('echo "typed into a line that is deaf"')),
  },
  {
    id: 'held', group: 'On the way', title: 'Held input', meaning: 'What was typed more than 30 s before the line came back is asked for: the world has moved on. (Takes 35 s to reach.)',
    url: '/bad/away-31', turns: true, isThere: says('held'), renews: true,
    begin({ element }) {
      later(600, () => element.send('rm -r build && make deploy'));
      for (const seconds of [32, 35, 39, 44]) later(seconds * 1_000, () => element.status !== 'connected' && element.retry());
    },
  },
  {
    id: 'transfer', group: 'On the way', title: 'Pasting', meaning: 'A paste of 10 MB into a program that reads 40 KB a second: progress, and Cancel.',
    url: LAB, ref: { profile: 'slow-reader' }, isThere: says('transfer'), renews: true,
    async begin({ element }) {
      const session = await printed(element);
      session.transmit('a line of a long paste, repeated\n'.repeat(300_000)).catch(() => {});
    },
  },
  {
    id: 'offline', group: 'Away', title: 'Offline', meaning: 'The browser has no network. Tried again at once when it comes back. (A frame whose browser is told so.)',
    frame: 'offline',
  },
  {
    id: 'suspended', group: 'Away', title: 'Suspended', meaning: 'The server says that it is overloaded (4100), so pages leave it alone for 30 s. Sessions are kept.',
    url: '/bad/turns-away-4100', turns: true, isThere: says('suspended'),
  },
  {
    id: 'suspended-at-once', group: 'Away', title: 'Suspended, with nothing to show', meaning: 'The same, for a terminal that has no text yet: a panel instead of a bar.',
    url: '/bad/close-4100', isThere: says('suspended'),
  },
  {
    id: 'diagnosed', group: 'Away', title: 'Suspended after failures', meaning: 'Five failures in a row. The element diagnoses by itself and says the first fault. (Takes up to a minute to reach.)',
    url: '/bad/dies', turns: true, isThere: says('suspended'),
  },
  {
    id: 'failed', group: 'Somebody must act', title: 'Failed', meaning: 'Page and server speak different versions (4001). Trying again by itself would not help.',
    url: '/bad/turns-away-4001', turns: true, isThere: says('failed'),
  },
  {
    id: 'failed-at-once', group: 'Somebody must act', title: 'Failed, with nothing to show', meaning: 'The same at the first attempt.',
    url: '/bad/close-4001', isThere: says('failed'),
  },
  {
    id: 'auth', group: 'Somebody must act', title: 'Sign-in wanted', meaning: 'The server does not take the token (4110), nor the next one.',
    url: '/bad/turns-away-4110', turns: true, isThere: says('auth'),
  },
  {
    id: 'forbidden', group: 'Somebody must act', title: 'Not allowed', meaning: 'Signed in, but not permitted to have this session. Others on the same line are not concerned.',
    url: LAB, ref: { environment: 'forbidden' }, isThere: says('auth'),
  },
  {
    id: 'unknown-profile', group: 'Somebody must act', title: 'Unknown kind of shell', meaning: 'The page asks for a profile that the server does not have.',
    url: LAB, ref: { profile: 'zx-spectrum' }, isThere: says('failed'),
  },
  {
    id: 'misused', group: 'Somebody must act', title: 'Set up wrongly', meaning: 'An attribute that makes no sense is shown and reported; it never throws.',
    url: LAB, attributes: { 'session-id': 'not a good id!' }, isThere: says('invalid'), isBare: true,
  },
  {
    id: 'misused-slightly', group: 'Somebody must act', title: 'Set up slightly wrongly', meaning: 'font-size="huge": the terminal works with the default, and says so once.',
    url: LAB, attributes: { 'font-size': 'huge' }, isThere: says('plain'),
  },
  {
    id: 'load-failed', group: 'Somebody must act', title: 'Not loaded', meaning: 'The code that draws terminals could not be fetched.',
    frame: 'load-failed',
  },
  {
    id: 'exited', group: 'The end', title: 'Exited with code 3', meaning: 'A dead terminal keeps its text, says how it ended, and offers Restart.',
    url: LAB, ref: { profile: 'exits-3' }, isThere: says('exited'),
  },
  {
    id: 'exited-well', group: 'The end', title: 'Exited with code 0', meaning: 'The same without alarm.',
    url: LAB, ref: { profile: 'exits-0' }, isThere: says('exited'),
  },
  {
    id: 'killed', group: 'The end', title: 'Ended by a signal', meaning: 'Killed by number 9.',
    url: LAB, ref: { profile: 'killed' }, isThere: says('exited'),
  },
  {
    id: 'not-started', group: 'The end', title: 'Not started', meaning: 'The program of the profile is not there.',
    url: LAB, ref: { profile: 'missing' }, isThere: says('failed'),
  },
  {
    id: 'closed', group: 'The end', title: 'Closed', meaning: 'Somebody has ended the session on purpose.',
    url: LAB, isThere: says('closed'),
    async begin({ element }) {
      await printed(element);
      later(500, () => element.closeSession());
    },
  },
  {
    id: 'elsewhere', group: 'Elsewhere', title: 'Shown in another place', meaning: 'Two elements for one session: the newest shows it, the other offers to bring it here.',
    url: LAB, isTwice: true, isThere: says('elsewhere'),
  },
  {
    id: 'detached', group: 'Elsewhere', title: 'Detached', meaning: 'The page has let go of it; the shell runs on.',
    url: LAB, isThere: says('detached'),
    async begin({ element }) {
      await printed(element);
      later(400, () => element.detach());
    },
  },
];

export const findState = id => STATES.find(state => state.id === id);
