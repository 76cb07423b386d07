/** Is this the address of this machine's own loopback, as a socket spells it? */
export function isLoopbackAddress(address: string | undefined): boolean {
  if (address === undefined) return false;
  return address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);
}

/** Does a Host or `:authority` header name this machine, with any port? */
export function isLoopbackAuthority(authority: string | undefined): boolean {
  return isLoopbackHost(hostOf(`http://${authority ?? ""}`));
}

/** Was the page that made this call, if a page made it, served by this machine? */
export function isLoopbackOrigin(origin: string | undefined): boolean {
  return origin === undefined || isLoopbackHost(hostOf(origin));
}

/** Can this Host or `:authority` header be part of a URL? */
export function isAuthority(authority: string | undefined): authority is string {
  return authority !== undefined && hostOf(`http://${authority}`) !== undefined;
}

function hostOf(url: string): string | undefined {
  return URL.parse(url)?.hostname;
}

function isLoopbackHost(host: string | undefined): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host ?? "");
}
