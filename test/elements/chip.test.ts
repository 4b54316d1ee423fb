import { expect } from '@open-wc/testing';
import type { Status } from '../../src/client/connection/status.js';
import type { SessionActivity, SessionClosedEvent } from '../../src/client/session/contract.js';
import * as chipFace from '../../src/elements/chip-face.js';
import { createLoader } from '../../src/elements/lazy-parts.js';
import { TerminalError } from '../../src/protocol/errors.js';
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

  const part = (chip: Element, name: string): SVGElement | null => chip.shadowRoot?.querySelector<SVGElement>(`[part~=${name}]`) ?? null;
  const news = (chip: Element): string => chip.shadowRoot?.querySelector('#news')?.textContent ?? '';

  for (const [exit, colour, word] of [
    [{ exitCode: 0, signal: null, reason: 'exited' }, 'idle', 'Exited with 0'], [{ exitCode: 3, signal: null, reason: 'exited' }, 'error', 'Exited with 3'],
    [{ exitCode: null, signal: 15, reason: 'exited' }, 'error', 'Ended by signal 15'], [{ exitCode: null, signal: null, reason: 'expired' }, 'idle', 'Ended'],
  ] as [SessionClosedEvent, string, string][]) {
    it(`[CH1] a shell that ended by itself is told, "${word}", in each variant (R40)`, async () => {
      fakes.registry.open({ sessionId: 'one' }).end(exit);
      for (const variant of ['full', 'label', 'dot']) {
        const chip = makeChip({ 'session-id': 'one', variant });
        await painted();
        expect(text(chip)).to.equal(variant === 'label' ? word : `one${word}`);
        expect(tone(chip)).to.equal(colour);
        expect(part(chip, 'dot')?.querySelector('rect')).to.exist;
        expect(chip.matches(':state(closed)')).to.equal(true);
        await expect(chip).to.be.accessible();
      }
    });
  }

  it('[CH1] one that was closed on purpose is not, unless asked', async () => {
    fakes.registry.open({ sessionId: 'one' }).end({ exitCode: null, signal: null, reason: 'closed' });
    const chip = makeChip({ 'session-id': 'one' });
    await painted();
    expect(text(chip)).to.equal('');
    expect(chip.matches(':state(empty)')).to.equal(true);
  });

  it('[CH1] a failure that a sign-in would end has a lock and its own word', async () => {
    const session = fakes.registry.open({ sessionId: 'one' });
    session.fail(new TerminalError('auth_failed', 'no'));
    session.set('failed');
    const chip = makeChip({ 'session-id': 'one' });
    await painted();
    expect(text(chip)).to.equal('oneSign-in needed');
    await expect(chip).to.be.accessible();
  });

  for (const [activity, badge, ring, words] of [
    [{ unread: true }, 'unread', undefined, 'New output'],
    [{ bell: true }, 'bell', undefined, 'Bell'],
    [{ unread: true, bell: true }, 'bell', undefined, 'New output, Bell'],
    [{ progress: { state: 'normal', value: 0 } }, undefined, 'normal', '0 %'],
    [{ unread: true, progress: { state: 'normal', value: 42 } }, 'unread', 'normal', 'New output, 42 %'],
    [{ progress: { state: 'paused', value: 42 } }, 'paused', 'paused', '42 %, paused'],
    [{ bell: true, progress: { state: 'error', value: 42 } }, 'error', 'error', 'Bell, 42 %, failed'],
    [{ progress: { state: 'indeterminate', value: 42 } }, undefined, 'indeterminate', 'In progress'],
  ] as [Partial<SessionActivity>, string | undefined, string | undefined, string][]) {
    it(`[CH2] ${words}: by shape and in words, in each variant, with no terminal in the page (R40)`, async () => {
      const session = fakes.registry.open({ sessionId: 'one' });
      session.set('connected');
      session.does(activity);
      for (const variant of ['full', 'label', 'dot']) {
        const chip = makeChip({ 'session-id': 'one', variant });
        await painted();
        expect(part(chip, 'badge')?.classList[1]).to.equal(badge);
        expect(part(chip, 'progress')?.classList[1]).to.equal(ring);
        expect(news(chip)).to.equal(words);
        for (const scheme of ['dark', 'light']) {
          chip.style.colorScheme = scheme;
          await expect(chip).to.be.accessible();
        }
      }
      const chip = document.querySelector('terminal-status-chip') as HTMLElement;
      for (const [state, on] of [['unread', activity.unread], ['bell', activity.bell], ['progress', activity.progress]] as const) expect(chip.matches(`:state(${state})`)).to.equal(!!on);
      session.does({ unread: false, bell: false, progress: undefined });
      await painted();
      expect([part(chip, 'badge'), part(chip, 'progress'), news(chip), chip.matches(':state(unread)')]).to.deep.equal([null, null, '', false]);
    });
  }

  it('[CH2] the ring is as long as the percentage says', async () => {
    const session = fakes.registry.open({ sessionId: 'one' });
    session.set('connected');
    const chip = makeChip({ 'session-id': 'one' });
    for (const value of [1, 42, 100]) {
      session.does({ progress: { state: 'normal', value } });
      await painted();
      expect(chip.shadowRoot?.querySelector('.ring .bar')?.getAttribute('stroke-dasharray')).to.equal(`${value} 100`);
      expect(chip.shadowRoot?.querySelector('.percent')?.textContent).to.equal(`${value} %`);
    }
  });

  it('[CH2] the live region speaks when the state changes, and says nothing of output, bells, progress and attempts', async () => {
    const session = fakes.registry.open({ sessionId: 'one' });
    session.set('connected');
    const chip = makeChip({ 'session-id': 'one' });
    await painted();
    const region = chip.shadowRoot?.querySelector('[role=status]') as HTMLElement;
    let changes = 0;
    new MutationObserver((records) => (changes += records.length)).observe(region, { childList: true, characterData: true, subtree: true });
    for (let value = 0; value < 20; value++) {
      session.does({ unread: value % 2 === 0, bell: value % 3 === 0, title: `${value}`, progress: { state: 'normal', value } });
      await painted();
    }
    expect(changes).to.equal(0);
    session.set('reconnecting', { attempt: 1, retryAt: 1000 });
    await painted();
    expect(text(chip)).to.equal('oneReconnecting');
    expect(changes).to.be.greaterThan(0);
    changes = 0;
    session.set('reconnecting', { attempt: 2, retryAt: 3000 });
    await painted();
    expect(changes).to.equal(0);
    expect(chip.shadowRoot?.querySelector('[role=status]')).to.equal(region);
  });

  it('[CH8] what it looks like is loaded with the first chip; what did not arrive, when times are better (R74)', async () => {
    const flights: { readonly arrive: (module: typeof chipFace) => void; readonly fail: (error: Error) => void }[] = [];
    const loader = createLoader(() => new Promise<typeof chipFace>((arrive, fail) => flights.push({ arrive, fail })), 'The status chip');
    endFakes();
    fakes = useFakes({ chips: loader });
    fakes.registry.open({ sessionId: 'one' }).set('connected');
    const chip = makeChip({ 'session-id': 'one' });
    makeChip({ 'session-id': 'one', variant: 'dot' });
    await painted();
    expect([flights.length, text(chip)]).to.deep.equal([1, '']);
    flights[0]?.fail(new Error('offline'));
    await painted();
    expect(fakes.warnings.length).to.equal(2);
    fakes.online.say(true);
    await painted();
    expect(flights.length).to.equal(2);
    flights[1]?.arrive(chipFace);
    await painted();
    expect(text(chip)).to.equal('oneConnected');
    document.body.replaceChildren();
    expect([fakes.online.listeners, fakes.registry.listeners]).to.deep.equal([0, 0]);
  });

  it('[CH8] a chip that has left before its looks arrive waits for nothing', async () => {
    let arrive = (_module: typeof chipFace): void => {};
    endFakes();
    fakes = useFakes({ chips: createLoader(() => new Promise<typeof chipFace>((resolve) => (arrive = resolve)), 'The status chip') });
    const chip = makeChip({});
    chip.remove();
    arrive(chipFace);
    await painted();
    expect([fakes.online.listeners, fakes.registry.listeners]).to.deep.equal([0, 0]);
    document.body.append(chip);
    await painted();
    expect(fakes.registry.listeners).to.equal(1);
  });
});
