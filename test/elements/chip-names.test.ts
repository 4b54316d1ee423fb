import { expect } from '@open-wc/testing';
import { endFakes, useFakes } from './support/fake-registry.js';
import { makeTerminal, painted } from './support/page.js';

describe('what a chip calls its session', () => {
  beforeEach(() => void useFakes());
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });

  async function nameOf(attributes: Record<string, string>): Promise<string | null | undefined> {
    const chip = document.createElement('terminal-status-chip');
    for (const [name, value] of Object.entries({ 'show-idle': '', ...attributes })) chip.setAttribute(name, value);
    document.body.append(chip);
    const name = (): Element | null | undefined => chip.shadowRoot?.querySelector('.name');
    for (let i = 0; i < 200 && !name(); i++) await painted();
    return name()?.textContent;
  }

  it('[CH2] a button that shows the state alone has the name of the session for screen readers (R40)', async () => {
    for (const [variant, name] of [['label', 'build Not connected'], ['full', 'buildNot connected'], ['dot', 'buildNot connected']] as const) {
      const chip = document.createElement('terminal-status-chip');
      for (const [key, value] of Object.entries({ 'session-id': 'build', 'show-idle': '', interactive: '', variant })) chip.setAttribute(key, value);
      document.body.append(chip);
      for (let i = 0; i < 200 && !chip.shadowRoot?.querySelector('.hit'); i++) await painted();
      const button = chip.shadowRoot?.querySelector('.hit');
      const parts = (button?.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => chip.shadowRoot?.getElementById(id));
      expect(parts.map((part) => (part === button ? part?.getAttribute('aria-label') : part?.textContent) ?? '').join(' ').trim(), variant).to.equal(name);
    }
  });

  it('[CH9] as its attributes do (R40)', async () => {
    expect(await nameOf({ 'session-id': 'build' })).to.equal('build');
    expect(await nameOf({ project: 'web', environment: 'staging', url: 'ws://elsewhere/terminal' })).to.equal('web / staging');
    expect(await nameOf({ 'session-id': 'build', label: 'Mine' })).to.equal('Mine');
    expect(await nameOf({})).to.equal('default');
  });

  it('[CH9] as the terminal does that it is for; one that is not there yet goes by its id (R40)', async () => {
    expect(await nameOf({ for: 'later' })).to.equal('later');
    makeTerminal({ id: 'wrong', url: 'ftp://nowhere', label: 'Build' });
    makeTerminal({ id: 'other', url: 'ftp://nowhere', project: 'web' });
    makeTerminal({ id: 'third', url: 'ftp://nowhere' });
    expect(await nameOf({ for: 'wrong' })).to.equal('Build');
    expect(await nameOf({ for: 'other' })).to.equal('web');
    expect(await nameOf({ for: 'third' })).to.equal('third');
  });
});
