/**
 * Every number of the wire, with its unit. Both sides import it; options may change what a side does with them,
 * never what a message may look like.
 */
export const SUBPROTOCOL = 'persistent-terminal.v1';
export const PROTOCOL_VERSION = 1;

/** Largest message either side accepts, bytes. */
export const MAX_MESSAGE_BYTES = 1024 * 1024;
/** Largest token, UTF-16 units. */
export const MAX_TOKEN_LENGTH = 16 * 1024;
/** Largest error or reason text, UTF-16 units. */
export const MAX_TEXT_LENGTH = 4096;
/** Longest label, UTF-16 units. */
export const MAX_LABEL_LENGTH = 256;
/** Longest id, project, environment, profile or client name, characters. */
export const MAX_ID_LENGTH = 128;
/** Terminal size, cells. */
export const MIN_COLS = 2;
export const MAX_COLS = 1000;
export const MIN_ROWS = 1;
export const MAX_ROWS = 1000;
export const DEFAULT_COLS = 80;
export const DEFAULT_ROWS = 24;
/** One slice of the fair rotation, bytes: the largest payload of an output frame while several channels want the socket. */
export const SLICE_BYTES = 16 * 1024;
/** The same for a channel that has the socket to itself: fewer, larger messages cost a page a tenth of its time less. */
export const BULK_SLICE_BYTES = 64 * 1024;
/** Credit window an attachment starts with and grows to, bytes. */
export const WINDOW_BYTES = 256 * 1024;
export const MAX_WINDOW_BYTES = 4 * 1024 * 1024;
/**
 * A client acknowledges at the latest after this part of the window. Small steps keep what is under way small: an echo on the same
 * socket waits behind it.
 */
export const ACKS_PER_WINDOW = 8;
/** Unacknowledged input a client may have under way, and the most it keeps while offline, bytes. */
export const INPUT_BYTES = 64 * 1024;
/** Age of the oldest unacknowledged input up to which a client that comes back sends it without asking, milliseconds. */
export const INPUT_AGE_MS = 30_000;
/** Largest payload of one input frame, bytes. */
export const INPUT_SLICE_BYTES = 16 * 1024;
/** What the server keeps of a session's output, bytes: default and bounds. */
export const RING_BYTES = 256 * 1024;
export const MIN_RING_BYTES = 64 * 1024;
export const MAX_RING_BYTES = 1024 * 1024;
/** Time a dropped attachment keeps its place, milliseconds. */
export const DROP_GRACE_MS = 5_000;
/** Silence of an attachment with output waiting before it counts as lagging, milliseconds. */
export const LAGGING_MS = 10_000;
/** Time a session without viewers, or an ended one, is kept, milliseconds. */
export const RETENTION_MS = 30 * 60_000;
/** Server ping interval, milliseconds. */
export const HEARTBEAT_MS = 15_000;
/** Silence after which a client replaces its socket, milliseconds. */
export const CLIENT_SILENCE_MS = 25_000;
/** Answer time allowed to a probe of a distrusted socket, milliseconds. */
export const PROBE_TIMEOUT_MS = 2_000;
/** Silence after which the server drops a socket, milliseconds. */
export const SERVER_SILENCE_MS = 60_000;
/** Time for `hello` after the socket opened, milliseconds. */
export const HELLO_TIMEOUT_MS = 10_000;
/** Time for a connection attempt up to `welcome`, milliseconds. */
export const CONNECT_TIMEOUT_MS = 10_000;
/** Longest wait before parsed output is acknowledged, milliseconds. */
export const ACK_DELAY_MS = 250;
/** Message errors allowed in a window before close code 4005. */
export const MAX_MESSAGE_ERRORS = 20;
export const MESSAGE_ERROR_WINDOW_MS = 10_000;
/** Largest offset: what a JSON number holds exactly. */
export const MAX_OFFSET = Number.MAX_SAFE_INTEGER;
/** Largest channel number. */
export const MAX_CHANNEL = 0xffff_ffff;
