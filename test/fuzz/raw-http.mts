import { connect } from 'node:net';

/** The answer to a raw request. */
interface RawAnswer {
	/** null when the connection ended without an answer. */
	status: number | null;
	body: string;
}

/**
 * Sends bytes over a connection of their own and reads the first answer.
 *
 * @param port on the loopback interface
 * @param request an HTTP request, well-formed or not
 * @param isCutOff whether the connection's sending half ends with it: without that, the server waits for the rest of
 * a body, and with it, it answers nothing
 * @param timeoutMs milliseconds until it is given up
 */
export async function sendRaw(
	port: number,
	request: Buffer,
	isCutOff: boolean,
	timeoutMs = 15_000,
): Promise<RawAnswer> {
	const received = await new Promise<string>((resolve) => {
		const chunks: Buffer[] = [];
		const socket = connect({ host: '127.0.0.1', port });
		const end = () => {
			clearTimeout(timer);
			socket.destroy();
			resolve(Buffer.concat(chunks).toString('latin1'));
		};
		const timer = setTimeout(end, timeoutMs);
		socket.on('data', (chunk: Buffer) => chunks.push(chunk));
		socket.once('error', end);
		socket.once('close', end);
		socket.once('connect', () => (isCutOff ? socket.end(request) : socket.write(request)));
	});
	const status = /^HTTP\/1\.1 (\d{3})/.exec(received)?.[1];
	const [, body = ''] = received.split('\r\n\r\n', 2);
	return { status: status === undefined ? null : Number(status), body };
}

/**
 * Writes a request as it goes over the wire. Nothing is checked or added.
 *
 * @param path of the request line
 * @param headers lines in their order, a name may occur several times
 * @param body what follows the headers
 */
export function rawRequest(
	path: string,
	headers: ReadonlyArray<readonly [string, string]>,
	body: Buffer,
	method = 'POST',
): Buffer {
	const lines = headers.map(([name, value]) => `${name}: ${value}`);
	const head = [`${method} ${path} HTTP/1.1`, 'Host: 127.0.0.1', ...lines].join('\r\n');
	return Buffer.concat([Buffer.from(`${head}\r\nConnection: close\r\n\r\n`, 'latin1'), body]);
}

/** A body in chunks, as `Transfer-Encoding: chunked` has it. */
export function chunked(body: Buffer, size: number): Buffer {
	const parts: Buffer[] = [];
	for (let at = 0; at < body.length; at += size) {
		const part = body.subarray(at, at + size);
		parts.push(Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n'));
	}
	return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
