import { createConnection } from './connection/connection.js';
import type { Connect } from './connection/contract.js';
import { resolveHealth } from './connection/settings.js';
import { HealthMonitor } from './health/health-monitor.js';
import { Attachment } from './session/attachment.js';
import type { Engine } from './session/line.js';
import { Multiplexer } from './session/multiplexer.js';
import { CloseQueue, listSessions } from './session/requests.js';

/**
 * Everything that is only needed once a session talks to its server, as one module graph. A page that only shows chips, or whose terminals
 * come later, does not need it; so nothing that is loaded at once may import this file or what it stands for.
 * @param connect makes the connection to one server; tests make a fake
 */
export function createEngine(connect: Connect = createConnection): Engine {
  return {
    link(url, { environment, metrics, logger, options, onStatus, onHealth }) {
      const link = new Multiplexer((handlers) => connect(url, environment, options, handlers), environment.visible, metrics, logger, () => {
        monitor.statusChanged();
        onStatus();
      });
      const monitor = new HealthMonitor(environment.clock, environment.visible, resolveHealth(options.health), link.connection, onHealth);
      const closes = new CloseQueue(link);
      return {
        connection: link.connection,
        get healthy() {
          return monitor.healthy;
        },
        attach: (settings) => new Attachment({ ...settings, environment, link, closes, metrics }),
        close: (name, done) => closes.close(name, undefined, done),
        list: () => listSessions(link, environment.clock),
        dispose: () => {
          monitor.dispose();
          link.dispose();
        },
      };
    },
  };
}
