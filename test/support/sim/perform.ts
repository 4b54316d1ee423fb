import type { Cut, Link } from './link.js';
import type { PageSession, SimPage } from './page.js';
import type { Action } from './schedule.js';
import { cancelTransmit, transmit } from './transmit.js';
import type { World } from './world.js';

/** Makes one thing happen. Faults end by themselves, at the latest when the network heals. */
export function perform(world: World, action: Action): void {
  const page = world.page(action.page);
  world.trace.event(world.clock.now(), `action ${JSON.stringify(action)}`);
  if (action.kind === 'crash') return world.host.crash(action.downMs, action.clientLearnsMs);
  if (action.kind === 'shutdown') return world.host.shutDown(action.downMs, action.drainMs);
  if (action.kind === 'quality') return void (world.network.quality = action.quality);
  if (action.kind === 'join') return world.addPage();
  if (page === undefined) return;
  const ending = (forMs: number): number => Math.max(0, Math.min(forMs, world.schedule.healAtMs - world.clock.now()));
  switch (action.kind) {
    case 'drop':
      return cutAll(page, action);
    case 'half-open':
      return cutAll(page, { ...action, clientLearnsMs: undefined });
    case 'leave-behind':
      if (!page.held) for (const link of livingLinks(page)) link.leaveBehind(action.lateMs);
      return;
    case 'stall':
      for (const link of livingLinks(page)) {
        if (action.direction === 'up') link.stallUp(action.forMs);
        else link.stall(action.forMs);
      }
      return;
    case 'outage':
      cutAll(page, { clientLearnsMs: undefined, serverLearnsMs: undefined, upSurvivors: 0, downSurvivors: 0 });
      page.reachability = action.attempts;
      if (action.told) page.tell('online', false);
      return later(world, page, ending(action.forMs), () => {
        page.reachability = 'reachable';
        page.tell('online', true);
      });
    case 'freeze':
      if (page.held) return;
      page.hold(action.sleep);
      return later(world, page, ending(action.forMs), () => page.release(action.wake));
    case 'hide':
      page.tell('visible', false);
      if (!action.parses) page.stopReading(ending(action.forMs));
      return later(world, page, ending(action.forMs), () => page.tell('visible', true));
    case 'skew-wall':
      return page.clock.skewWall(action.byMs);
    case 'reload':
      if (page.held || !world.roomForPage) return;
      page.unload();
      world.addPage();
      return;
    case 'leave':
      // Somebody must stay, or nobody would see what has become of it all.
      if (!page.held && world.page(0) !== world.page(1)) page.unload();
      return;
    case 'open-bad-profile':
      if (!page.held) page.registry.open({ sessionId: 'stray', profile: 'no-such-profile' }).subscribe({});
      return;
    default:
      return onSession(world, page, action);
  }
}

function onSession(world: World, page: SimPage, action: Extract<Action, { session: number }>): void {
  const plan = world.schedule.sessions[action.session];
  if (plan === undefined || page.held) return;
  const session = page.open(plan);
  switch (action.kind) {
    case 'stop-reading':
      return session.view?.stopReading(action.forMs);
    case 'type':
      return typeOn(page, session, action.chunks, action.bytes, action.everyMs);
    case 'transmit':
      return transmit(world, page, session, action);
    case 'cancel-transmit':
      return cancelTransmit(page, session, action.by);
    case 'kill-shell':
      return world.invariants.latestShell(plan.name)?.killFromOutside();
    case 'resize':
      return session.handle.resize(action.cols, action.rows);
    case 'swap-view':
      return page.swapView(session);
    case 'describe':
      return session.handle.describeViewer({ foreground: [action.shade, page.typist, 0], cellWidth: 8, cellHeight: 16 });
    case 'evict':
      page.leave(session, action.deaf);
      return later(world, page, Math.min(action.forMs, world.schedule.healAtMs - world.clock.now()), () => {
        if (page.sessions.get(plan.name) === session) page.attend(session);
      });
    case 'close':
      page.leave(session, true);
      return page.close(session);
    case 'restart':
      return session.handle.restart();
    case 'retry':
      return session.handle.retry();
  }
}

function typeOn(page: SimPage, session: PageSession, chunks: number, bytes: number, everyMs: number): void {
  if (chunks === 0 || page.sessions.get(session.plan.name) !== session) return;
  page.type(session, bytes);
  page.screens.after(everyMs, () => typeOn(page, session, chunks - 1, bytes, everyMs));
}

function later(world: World, page: SimPage, ms: number, run: () => void): void {
  world.clock.after(ms, () => {
    if (!page.gone) run();
  });
}

const livingLinks = (page: SimPage): Link[] => page.links.filter((link) => link.cutAt === undefined && link.clientState !== 'closed');

function cutAll(page: SimPage, cut: Cut): void {
  for (const link of livingLinks(page)) link.cut(cut);
}
