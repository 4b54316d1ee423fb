/** What a chip says beside the state of the connection. */
export const CHIP_MARK_STRINGS = {
  unread: 'New output',
  bell: 'Bell',
  percent: (percent: number): string => `${percent} %`,
  indeterminate: 'In progress',
  error: 'failed',
  paused: 'paused',
} as const;
