import { expect } from '@open-wc/testing';
import { sendKeys } from '@web/test-runner-commands';
import type { ConnectionState } from '../../src/client/registry/contract.js';
import type { PersistentTerminal } from '../../src/elements/persistent-terminal.js';
import { ChipRegistry } from './support/chip-registry.js';
import { endFakes, useFakes } from './support/fake-registry.js';
import { InspectorPage } from './support/inspector-page.js';
import { chord } from './support/keys.js';
import { painted, pasteEvent, shownTerminal } from './support/page.js';

describe('words of another direction than the page', () => {
  beforeEach(() => (document.documentElement.dir = 'rtl'));
  afterEach(() => {
    document.documentElement.dir = '';
    document.body.replaceChildren();
    endFakes();
  });

  const settled = async (done: () => boolean): Promise<void> => {
    for (let i = 0; i < 200 && !done(); i++) await painted();
    expect(done(), String(done)).to.equal(true);
  };

  const textIn = (root: Element | ShadowRoot): Text[] => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const found: Text[] = [];
    while (walker.nextNode() !== null) if (walker.currentNode.textContent?.trim() !== '' && walker.currentNode.parentElement?.localName !== 'style') found.push(walker.currentNode as Text);
    return found;
  };

  /** Where a character is drawn. */
  function placeOf(text: Text, at: number): DOMRect {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  }

  /** Pieces of text on one line whose ends do not lie from left to right. */
  function turned(root: Element | ShadowRoot): string[] {
    return textIn(root).filter((text) => {
      const first = text.data.search(/\S/);
      const last = text.data.trimEnd().length - 1;
      const [start, end] = [placeOf(text, first), placeOf(text, last)];
      return start.width > 0 && end.width > 0 && start.top === end.top && last > first && start.left >= end.left;
    }).map(({ data }) => data.trim());
  }

  it('[HP6] a chip cuts off the end of its words and not their beginning, and its card has them in their order (R40)', async () => {
    const registry = new ChipRegistry();
    useFakes({}, registry);
    registry.connections = [{ url: 'ws://fake/terminal', status: 'connected', connectedAt: 0, roundTripMs: 12, reconnects: 1 } as ConnectionState];
    registry.open({ sessionId: 'one', label: 'A name that is far too long for where it stands' }).set('connected');
    const box = document.createElement('div');
    box.style.width = '120px';
    document.body.append(box);
    const chip = document.createElement('terminal-status-chip');
    chip.setAttribute('session-id', 'one');
    chip.toggleAttribute('menu', true);
    box.append(chip);
    const root = chip.shadowRoot as ShadowRoot;
    await settled(() => root.querySelector('.name') !== null);
    const label = root.querySelector('.label')?.getBoundingClientRect() as DOMRect;
    const [name] = textIn(root.querySelector('.name') as Element);
    expect(placeOf(name as Text, 0).left).to.be.within(label.left - 1, label.right);
    root.querySelector<HTMLElement>('.hit')?.click();
    await settled(() => root.querySelector('[role=menuitem]') !== null);
    expect(root.textContent).to.contain('…');
    expect(turned(root.querySelector('.popup') as Element)).to.deep.equal([]);
    const { right } = root.querySelector('.popup')?.getBoundingClientRect() as DOMRect;
    for (const item of root.querySelectorAll('[role=menuitem]')) {
      const [text] = textIn(item);
      expect(right - placeOf(text as Text, (text as Text).data.trimEnd().length - 1).right, 'where lines of the page begin').to.be.below(40);
    }
  });

  it('[HP6] menu, find bar and the question before a paste have words, signs and commands in their order (R44)', async () => {
    const { registry } = useFakes();
    const { element, session } = await shownTerminal(registry, { 'paste-warning': 'always', 'with-toolbar': '', label: 'Build!' });
    await session.attach();
    await session.output('one two one');
    const root = element.shadowRoot as ShadowRoot;
    const shows = async (part: string): Promise<Element> => {
      await settled(() => root.querySelector(part) !== null);
      return root.querySelector(part) as Element;
    };
    element.focus();
    await chord('Shift', 'F10');
    expect(turned(await shows('.menu'))).to.deep.equal([]);
    expect(root.querySelector('.menu')?.textContent).to.contain('…');
    await chord('Escape');
    expect(turned(await shows('.tool-title'))).to.deep.equal([]);
    element.command('find');
    await settled(() => root.activeElement?.matches('.find-bar input') === true);
    await sendKeys({ type: 'one' });
    await settled(() => root.querySelector('.found')?.textContent?.includes(' of ') === true);
    expect(turned(root.querySelector('.found') as Element)).to.deep.equal([]);
    await askedFor(element, 'rm -rf /\n# all.\n');
    expect(turned(await shows('.question'))).to.deep.equal([]);
  });

  async function askedFor(element: PersistentTerminal, text: string): Promise<void> {
    element.focus();
    await painted();
    element.shadowRoot?.querySelector('.xterm-helper-textarea')?.dispatchEvent(pasteEvent(text));
  }

  it('[HP6] the inspector has figures before their units and addresses in their order (R42)', async () => {
    const page = new InspectorPage();
    page.registry.connect('connected', { url: 'ws://fake.example:4700/terminal', roundTripMs: 5.1, roundTrips: { samplesMs: [5], p50Ms: 5.1, p95Ms: 11 }, bytesIn: 1700, bytesOut: 1600 });
    const { element } = await page.opened();
    await page.second();
    expect(turned(element.shadowRoot as ShadowRoot)).to.deep.equal([]);
    expect(page.one('.connections').textContent).to.match(/ms/).and.match(/fake\.example:4700\/terminal/);
  });
});
