import { el } from '../app/words.js';
import { createJournal } from '../witness/journal.js';
import { createWitness } from '../witness/witness.js';
import { createActions } from './actions.js';
import { createTerminalList, environments, findEnvironment } from './environments.js';
import { createSidebar } from './sidebar.js';
import { Stage } from './stage.js';
import { createStrip } from './strip.js';
import { createTabs } from './tabs.js';

const MAX_TERMINALS = 20;
const byId = id => document.getElementById(id);

/** The first page: a portal of environments with terminals in it, and buttons that try to lose them. */
export function createPortal({ registry, control, profiles, onScheme }) {
  const query = new URLSearchParams(location.search);
  const list = createTerminalList(profiles);
  const journal = createJournal({ verdict: byId('verdict'), history: byId('history'), key: 'environments/journal' });
  const witness = createWitness({ registry, shells: async () => (await control('stats')).sessions });
  const stage = new Stage(byId('stage'), { onChange: render, onBringBack: terminal => actions.exclusively('remove', () => actions.bringBack(terminal)) });
  const actions = createActions({ stage, registry, witness, journal, control, onRunning: showRunning });
  const renderTabs = createTabs(byId('tabs'), { stage, onChoose: chosen => stage.place(chosen), onEnd: end });
  const markCurrent = createSidebar(byId('env-nav'), choose);
  let environment = findEnvironment(query.get('env')) ?? environments[0];
  let shownChip;
  let isHere = false;
  let isFilled = false;

  onScheme(scheme => stage.setTheme(scheme));
  createStrip(byId('strip'), registry);
  wireButtons();
  setInterval(() => stage.sides.forEach(side => stage.slots[side] && stage.setAwayText(stage.slots[side], actions.awayText(stage.slots[side]))), 200);

  /** The first time its terminals are made; later they have only been hidden. */
  function enter() {
    isHere = true;
    if (isFilled) return render();
    isFilled = true;
    const isSplit = query.get('layout') === 'split';
    stage.show(withSecond(isSplit), isSplit ? 'split' : 'single');
    void actions.exclusively('reload', () => actions.afterReload(list.of(environment)));
  }

  function leave() {
    isHere = false;
  }

  // Elements activate their session when they appear; in two panes the focused one is meant.
  registry.subscribe(event => {
    if (event.type === 'active-changed') queueMicrotask(activate);
  });

  /** A terminal that is off the page is in the background, whatever pane it had. */
  function activate() {
    const terminal = stage.current;
    if (!terminal || !isHere) return;
    const wanted = stage.away.has(terminal.id) ? undefined : terminal.ref;
    const active = registry.active;
    if (wanted ? active?.id !== registry.get(wanted)?.id || !active : active) registry.activate(wanted);
  }

  async function choose(next) {
    if (next.id === environment.id) return;
    await actions.remember(list.of(environment));
    if (!actions.running) journal.cancel();
    environment = next;
    stage.show(withSecond(stage.layout === 'split'));
    void actions.exclusively('switch', actions.returned);
  }

  /** The environment's terminals; for two panes there are two. */
  function withSecond(wanted) {
    const terminals = list.of(environment);
    return wanted && terminals.length < 2 ? [...terminals, list.add(environment)] : terminals;
  }

  function split() {
    const other = withSecond(true).find(({ id }) => id !== stage.current?.id);
    stage.setLayout('split', other);
  }

  function wireButtons() {
    const on = (id, action) => byId(id).addEventListener('click', () => actions.exclusively(id, action));
    on('remove', terminal => (stage.away.has(terminal.id) ? actions.bringBack(terminal) : actions.takeOut(terminal)));
    on('hide', terminal => (stage.hidden.has(terminal.id) ? actions.show(terminal) : actions.hide(terminal)));
    on('move', terminal => actions.move(terminal, split));
    on('flood', actions.flood);
    on('restart', actions.restart);
    on('reload', actions.reload);
    // Pressed with a pointer they leave the keyboard where it is, so that one can go on typing.
    for (const id of ['move', 'flood', 'cut', 'restart']) byId(id).addEventListener('mousedown', event => event.preventDefault());
    // The one fault that is most interesting in the middle of another measurement.
    byId('cut').addEventListener('click', () => {
      if (actions.running === 'flood') control('cut').catch(() => {});
      else void actions.exclusively('cut', actions.cut);
    });
    byId('split').addEventListener('click', () => (stage.layout === 'split' ? stage.setLayout('single') : split()));
    byId('add').addEventListener('click', () => stage.place(list.add(environment)));
  }

  /** Not `disabled`, which would take the keyboard's place away. */
  function showRunning(name) {
    for (const id of ['remove', 'hide', 'reload', 'flood', 'cut', 'restart', 'move']) {
      if (name && !(name === 'flood' && id === 'cut')) byId(id).setAttribute('aria-disabled', 'true');
      else byId(id).removeAttribute('aria-disabled');
    }
  }

  function end(terminal) {
    registry.close(terminal.ref);
    list.drop(environment, terminal.number);
    const rest = list.of(environment);
    stage.show(rest, rest.length > 1 ? stage.layout : 'single');
  }

  function render() {
    const terminal = stage.current;
    const terminals = list.of(environment);
    markCurrent(environment, terminal);
    renderTabs(terminals);
    byId('env-name').textContent = environment.name;
    byId('env-about').textContent = `${environment.project} · ${environment.about}`;
    renderChip(terminal);
    renderButtons(terminal, terminals.length);
    activate();
    if (!isHere) return;
    const address = new URL(location.href);
    address.search = new URLSearchParams({ env: environment.id, ...(stage.layout === 'split' ? { layout: 'split' } : {}) }).toString();
    if (address.href !== location.href) history.replaceState(null, '', address);
    document.title = `${environment.name} · persistent-terminal`;
  }

  function renderChip(terminal) {
    if (shownChip === terminal?.id) return;
    shownChip = terminal?.id;
    const { project, environment: name, sessionId } = terminal?.ref ?? {};
    const chip = el('terminal-status-chip', { project, environment: name, 'session-id': sessionId, variant: 'full', 'show-idle': true });
    byId('headline-status').replaceChildren(...(terminal ? [chip] : []));
  }

  function renderButtons(terminal, total) {
    const away = terminal !== undefined && stage.away.has(terminal.id);
    const hidden = terminal !== undefined && stage.hidden.has(terminal.id);
    setButton('remove', away ? 'Bring back' : 'Remove from page', away ? 'back' : 'remove');
    setButton('hide', hidden ? 'Show' : 'Hide', hidden ? 'show' : 'hide');
    byId('hide').setAttribute('aria-pressed', String(hidden));
    byId('split').setAttribute('aria-pressed', String(stage.layout === 'split'));
    const off = (id, reason) => {
      byId(id).disabled = reason !== undefined;
      byId(id).title = reason ?? '';
    };
    off('remove', terminal ? (hidden ? 'Show it first' : undefined) : 'No terminal');
    off('hide', away || !terminal ? 'Bring it back first' : undefined);
    off('move', away || hidden || !terminal ? 'Bring it back first' : undefined);
    off('flood', terminal && actions.canFlood(terminal) ? undefined : 'This program takes no commands; choose a shell');
    off('add', total >= MAX_TERMINALS ? `${MAX_TERMINALS} terminals are enough for one environment` : undefined);
  }

  function setButton(id, text, name) {
    byId(id).querySelector('span').textContent = text;
    byId(id).querySelector('use').setAttribute('href', `#i-${name}`);
  }

  return {
    get title() {
      return environment.name;
    },
    enter, leave,
    /** To the terminal, past everything else. */
    focus: () => (stage.elementOf(stage.current) ?? byId('stage')).focus(),
  };
}
