import dns from 'node:dns'

/**
 * Names below `localhost` are this machine, as browsers have it (RFC 6761) and many systems do not: functions that ask
 * their own site for something would not find it where Freshet is tried out.
 */
export function resolveLocalhost(): void {
  dns.lookup = new Proxy(dns.lookup, {
    apply: (lookup, self, [name, ...rest]) =>
      Reflect.apply(lookup, self, [/\.localhost\.?$/i.test(name) ? 'localhost' : name, ...rest]),
  })
}
