import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { calledOrigin, originOf, rememberCalledOrigin } from '../../../nodes/shared/http/called-origin.ts';

it('is where the first request of this process came in', async () => {
	expect(calledOrigin()).toBeNull();
	const origins: string[] = [];
	for (let times = 0; times < 2; times++) {
		const server = createServer((request, response) => {
			rememberCalledOrigin(request);
			response.end();
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		origins.push(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
		await (await fetch(origins[times])).text();
		server.close();
	}
	expect(calledOrigin()).toBe(origins[0]);
});

it.each([
	['::ffff:127.0.0.1', undefined, 'http://127.0.0.1:5679'],
	['::1', undefined, 'http://[::1]:5679'],
	['fe80::ffff:1', undefined, 'http://[fe80::ffff:1]:5679'],
	['172.17.0.2', true, 'https://172.17.0.2:5679'],
	[undefined, undefined, null],
])('writes %s as an origin', (localAddress, encrypted, origin) => {
	expect(originOf({ localAddress, localPort: 5679, encrypted })).toBe(origin);
	expect(originOf({ localAddress, encrypted })).toBeNull();
});
