/** What is offered to who uses a screen reader. */
export const READER_STRINGS = {
  turnOn: 'Turn on screen reader mode',
  turnOff: 'Turn off screen reader mode',
  on: 'Screen reader mode is on: output is read out, and lines are a list.',
  off: 'Screen reader mode is off.',
  /** Instead of output that comes faster than it can be read out. */
  tooMuch: 'Too much output to read out. The lines are in the list.',
};
