/** The address of a provider, as users type it. */
import { runInNewContext } from 'node:vm';

import { BASE_URL_EXPRESSION, baseUrlOf } from '../../../nodes/shared/http/base-url.ts';

const typed = {
	'https://api.example.com': 'https://api.example.com',
	'  https://api.example.com/v1  ': 'https://api.example.com/v1',
	'http://localhost:4010': 'http://localhost:4010',
	'HTTPS://api.example.com': 'HTTPS://api.example.com',
	'api.example.com': 'https://api.example.com',
	' api.example.com:8443/v1': 'https://api.example.com:8443/v1',
};

describe.each(Object.entries(typed))('%j', (baseUrl, address) => {
	it('is the address of requests', () => {
		expect(baseUrlOf(baseUrl)).toBe(address);
	});

	it("is the address of n8n's test of the credential", () => {
		const expression = BASE_URL_EXPRESSION.replace(/^=\{\{|\}\}$/g, '');
		expect(runInNewContext(expression, { $credentials: { baseUrl } })).toBe(address);
	});
});

it('has no slash at its end', () => {
	expect(baseUrlOf('https://api.example.com/v1// ')).toBe('https://api.example.com/v1');
});

it('is nothing where nothing is typed', () => {
	expect(baseUrlOf('  ')).toBe('');
});
