/** The demo server's small door: `stats`, `cut`, `restart`. */
export class ControlError extends Error {
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

export function createControlClient(token) {
  return async (action, options = {}) => {
    let response;
    try {
      response = await fetch('/demo/control', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token()}` },
        body: JSON.stringify({ action, ...options }),
      });
    } catch {
      throw new ControlError('The demo server does not answer.', 0);
    }
    const body = await response.json().catch(() => ({}));
    if (!response.ok) throw new ControlError(body.error ?? `The demo server answered ${response.status}.`, response.status);
    return body;
  };
}
