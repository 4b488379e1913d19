/** This end of a connection. */
interface OwnEnd {
	localAddress?: string;
	localPort?: number;
	/** Of a TLS connection only. */
	encrypted?: boolean;
}

let called: string | null = null;

/**
 * Remembers at which address this process takes requests. N8N_PORT would say it, but nodes may not read the environment.
 *
 * @param request its socket knows its own end, which no caller can choose
 */
export function rememberCalledOrigin({ socket = {} }: { socket?: OwnEnd }): void {
	called ??= originOf(socket);
}

/** @returns where this process has taken its first request, such as `http://127.0.0.1:5678`; null before */
export function calledOrigin(): string | null {
	return called;
}

/** @returns an end of a connection as the origin of a URL; null where it is none of TCP, or closed */
export function originOf({ localAddress, localPort, encrypted }: OwnEnd): string | null {
	if (localAddress === undefined || localPort === undefined) return null;
	// Node.js listens for both families at once, and writes IPv4 addresses like this then.
	const address = localAddress.replace(/^::ffff:(?=\d+\.)/, '');
	const host = address.includes(':') ? `[${address}]` : address;
	return `${encrypted ? 'https' : 'http'}://${host}:${localPort}`;
}
