/**
 * What pages, people and networks do, each with how often. `act` gets the tools of the run and a source of chance, and says what it did. All chance is drawn
 * before anything is waited for, so that a seed gives the same actions however fast the machine is.
 */
const CODES = [1001, 1011, 1012, 4110, 4999];

export const ACTIONS = [
  { often: 14, name: 'type', act: ({ type }, random) => type(random.whole(4)) },
  { often: 9, name: 'take out or put in', act: ({ takeOutOrPutIn }, random) => takeOutOrPutIn(random.whole(4)) },
  { often: 8, name: 'move', act: ({ move }, random) => move(random.whole(4)) },
  { often: 7, name: 'hide or show', act: ({ hideOrShow }, random) => hideOrShow(random.whole(4)) },
  { often: 6, name: 'flood', act: ({ flood }, random) => flood(2 + random.whole(2), 2_000 + random.whole(18_000)) },
  { often: 8, name: 'cut', act: ({ cut }, random) => cut(random() < 0.4) },
  { often: 3, name: 'close', act: ({ close }, random) => close(random.one(CODES)) },
  { often: 3, name: 'freeze', act: ({ freeze }, random) => freeze(random.one(['both', 'up', 'down']), 200 + random.whole(900)) },
  { often: 3, name: 'slow', act: ({ slow }, random) => slow(20 + random.whole(180), 400 + random.whole(800)) },
  { often: 3, name: 'evict', act: ({ evict }) => evict() },
  { often: 1, name: 'crash', act: ({ restart }) => restart('kill') },
  { often: 1, name: 'restart', act: ({ restart }) => restart('stop') },
];

const SUM = ACTIONS.reduce((sum, { often }) => sum + often, 0);

export function chooseAction(random) {
  let left = random.whole(SUM);
  return ACTIONS.find(({ often }) => (left -= often) < 0);
}
