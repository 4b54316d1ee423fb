import { expect } from '@open-wc/testing';
import type { Status } from '../../src/client/connection/status.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { painted, shownTerminal } from './support/page.js';

describe('<terminal-status-chip>', () => {
  let fakes: ReturnType<typeof useFakes>;
  beforeEach(() => (fakes = useFakes()));
  afterEach(() => {
    document.body.replaceChildren();
    endFakes();
  });
  const makeChip = (attributes: Record<string, string>): HTMLElement => {
    const chip = document.createElement('terminal-status-chip');
    for (const [name, value] of Object.entries(attributes)) chip.setAttribute(name, value);
    document.body.append(chip);
    return chip;
  };
  const text = (chip: Element): string => chip.shadowRoot?.querySelector('[role=status]')?.textContent?.trim() ?? '';
  const tone = (chip: Element): string | undefined => chip.shadowRoot?.querySelector('.chip')?.classList[1];
  const hue = (chip: Element): string => {
    const [r = 0, g = 0, b = 0] = getComputedStyle(chip.shadowRoot?.querySelector('.chip') as Element).color.match(/[\d.]+/g)?.map(Number) ?? [];
    return r > g * 1.15 && g > b * 1.2 ? 'amber' : r > g && r > b ? 'red' : g > r && g > b ? 'green' : 'blue';
  };

  for (const [status, active, colour, word] of [
    ['connected', true, 'green', 'Active'], ['connected', false, 'blue', 'Connected'], ['connecting', false, 'amber', 'Connecting'], ['reconnecting', true, 'amber', 'Reconnecting'],
    ['suspended', false, 'amber', 'Waiting for server'], ['offline', true, 'amber', 'Offline'], ['failed', false, 'red', 'Failed'],
  ] as [Status, boolean, string, string][]) {
    it(`[EL12] ${status}${active ? ', active' : ''}: ${colour}, icon and "${word}", with no terminal in the page (R40)`, async () => {
      const session = fakes.registry.open({ project: 'web', environment: 'staging' });
      if (active) fakes.registry.activate(session);
      session.set(status);
      const chip = makeChip({ project: 'web', environment: 'staging' });
      await painted();
      expect(text(chip)).to.equal(`web / staging${word}`);
      expect(hue(chip)).to.equal(colour);
      expect(chip.shadowRoot?.querySelector('svg')).to.exist;
      expect(chip.matches(`:state(${status})`)).to.equal(true);
      await expect(chip).to.be.accessible();
      for (const variant of ['label', 'dot']) {
        chip.setAttribute('variant', variant);
        await painted();
        await expect(chip).to.be.accessible();
      }
    });
  }

  it('[EL12] without a connection it shows nothing and takes no room, unless asked', async () => {
    const chip = makeChip({ 'session-id': 'absent' });
    await painted();
    expect(text(chip)).to.equal('');
    expect(chip.getBoundingClientRect().width).to.equal(0);
    expect(chip.shadowRoot?.querySelector('[role=status]'), 'the live region is there before it speaks').to.exist;
    chip.setAttribute('show-idle', '');
    await painted();
    expect(text(chip)).to.contain('Not connected');
    await expect(chip).to.be.accessible();
  });

  it('[EL12] follows by events: opened, connected, activated, lost (R40)', async () => {
    const chip = makeChip({ 'session-id': 'one' });
    const seen: (string | undefined)[] = [];
    const look = async (): Promise<void> => {
      await painted();
      seen.push(tone(chip));
    };
    await look();
    const session = fakes.registry.open({ sessionId: 'one' });
    session.set('connecting');
    await look();
    session.set('connected');
    await look();
    fakes.registry.activate(session);
    await look();
    session.set('reconnecting');
    await look();
    session.set('failed');
    await look();
    expect(seen).to.deep.equal([undefined, 'wait', 'background', 'active', 'wait', 'error']);
  });

  it('for= follows the element to another session', async () => {
    const { element, session } = await shownTerminal(fakes.registry, { id: 'main', 'session-id': 'one' });
    await session.attach();
    const chip = makeChip({ for: 'main' });
    await painted();
    expect(text(chip)).to.equal('oneActive');
    element.setAttribute('session-id', 'two');
    await painted();
    fakes.registry.get({ sessionId: 'two' })?.set('reconnecting');
    await painted();
    expect(text(chip)).to.equal('twoReconnecting');
    element.remove();
    fakes.clock.advance(0);
    await painted();
    expect(text(chip)).to.equal('');
  });

  it('dot keeps its text for screen readers only; a bad name shows nothing and throws nothing', async () => {
    fakes.registry.open({ sessionId: 'one' }).set('connected');
    const chip = makeChip({ 'session-id': 'one', variant: 'dot' });
    makeChip({ 'session-id': 'no good' });
    await painted();
    expect(text(chip)).to.equal('oneConnected');
    expect(chip.getBoundingClientRect().width).to.be.lessThan(20);
  });

  it('leaving the page ends its subscription', async () => {
    const before = fakes.registry.listeners;
    const chip = makeChip({});
    await painted();
    expect(fakes.registry.listeners).to.equal(before + 1);
    chip.remove();
    expect(fakes.registry.listeners).to.equal(before);
  });
});
