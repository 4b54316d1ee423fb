import { keepToken, readPasted } from './token.js';

const WORDS = {
  missing: ['This page needs its key', 'It was opened without the key of the running server. Open the address that the server printed, or paste it here.'],
  wrong: ['That key is from another run', 'The server was started again since this address was printed, and every run has a key of its own. Open the new address, or paste it here.'],
  down: ['The server does not answer', 'Nothing is listening at this address any more. Start it again and open the address it prints.'],
  unbuilt: ['The package is not built yet', 'The page was served, but /cdn/persistent-terminal.js was not. Run npm run build, or npm start, which builds first.'],
};

/** What stands in for the portal when there is no way in: says why, and what to do. */
export function showGate(kind) {
  const gate = document.getElementById('gate');
  const [title, text] = WORDS[kind];
  document.getElementById('app').hidden = true;
  document.getElementById('gate-title').textContent = title;
  document.getElementById('gate-text').textContent = text;
  const form = document.getElementById('gate-form');
  form.hidden = kind === 'unbuilt';
  gate.hidden = false;
  const input = document.getElementById('gate-input');
  form.onsubmit = event => {
    event.preventDefault();
    const token = readPasted(input.value);
    document.getElementById('gate-error').textContent = token ? '' : 'No key in it. It follows “#token=” at the end of the printed address.';
    input.setAttribute('aria-invalid', String(!token));
    if (!token) return;
    keepToken(token);
    location.reload();
  };
  if (!form.hidden) input.focus();
}
