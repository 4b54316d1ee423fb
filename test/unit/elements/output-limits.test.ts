import { expect, it } from 'vitest';
import { MAX_CLUSTER_UNITS, MAX_REPEAT, MAX_STRING_BYTES } from '../../../src/base/output-limits.js';
import * as guards from '../../../src/server/screen/guards.js';
import { CLUSTER_UNITS } from '../../../src/server/screen/pen.js';
import { MAX_STRING } from '../../../src/server/screen/tail.js';

it('[EL14] page and server bound hostile output alike, or they would come to show different screens (R28)', () => {
  expect([MAX_REPEAT, MAX_STRING_BYTES, MAX_CLUSTER_UNITS]).toEqual([guards.MAX_REPEAT, MAX_STRING, CLUSTER_UNITS]);
});
