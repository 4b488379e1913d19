import type { ProviderApi } from '../../../nodes/shared/http/provider.ts';
import { describeFailure, type RequestFailure } from '../../../nodes/shared/http/errors.ts';

const api: ProviderApi = {
	displayName: 'Acme',
	credentialType: 'acmeApi',
	keyName: 'API Key',
	secretAdvice: 'Enter one.',
};
const NOW = Date.parse('2026-05-18T10:00:00Z');
const explanation = (failure: RequestFailure) =>
	describeFailure(api, { method: 'GET', path: '/things/1' }, failure, NOW);

describe('the explanation of a failed request', () => {
	it.each([
		[400, 'Acme rejected the request (400)'],
		[401, 'Acme refused the API Key'],
		[402, 'The Acme account has too few credits'],
		[403, 'The Acme account is not allowed to do this'],
		[404, 'Acme returned "not found" (404)'],
		[409, 'Acme rejected the request (409)'],
		[410, 'Acme returned "not found" (410)'],
		[413, 'Acme rejected the request (413)'],
		[422, 'Acme rejected the request (422)'],
		[429, 'Acme received too many requests'],
		[302, 'Acme returned a redirect (302)'],
		[500, 'Acme had an internal error (500)'],
		[503, 'Acme had an internal error (503)'],
		[599, 'Acme had an internal error (599)'],
	])('of status %d is titled "%s"', (status, message) => {
		expect(explanation({ status }).message).toBe(message);
	});

	it.each([
		[400, "Check the node's parameters"],
		[401, 'enter a current API Key'],
		[402, 'Top up the credits of the Acme account'],
		[403, 'Check the plan'],
		[404, 'Check the Base URL of the credential'],
		[410, 'Check the Base URL of the credential'],
		[429, 'Wait a minute'],
		[500, 'Try again later'],
	])('of status %d says what to do: "%s"', (status, advice) => {
		expect(explanation({ status }).description).toContain(advice);
	});

	it.each([null, 302, 400, 401, 402, 403, 404, 409, 410, 413, 422, 429, 500, 503])(
		'of status %s names the provider in its description, which has to stand alone',
		(status) => {
			expect(explanation({ status }).description).toContain('Acme');
		},
	);

	it('says how often the node tried', () => {
		expect(explanation({ status: 429, attempts: 4 }).description).toContain(
			'and the node tried 4 times. Wait a minute',
		);
		expect(explanation({ status: 429, attempts: 1 }).description).toContain('limits the number of requests. Wait');
	});

	it.each([402, 429])('of status %d does not repeat its title', (status) => {
		const { message, description } = explanation({ status });
		expect(description).not.toContain(message);
	});

	it.each([400, 404, 500])('of status %d names the request', (status) => {
		expect(explanation({ status }).description).toContain('GET /things/1');
	});

	it.each([400, 401, 402, 403, 404, 410, 422, 429, 500, 503])(
		"of status %d passes on the provider's words",
		(status) => {
			expect(explanation({ status, body: { message: 'No such thing' } }).description).toContain(
				'Acme said: "No such thing"',
			);
		},
	);

	it.each([
		['a message', { message: 'M', error: 'E' }, 'M'],
		['an error text', { error: 'E' }, 'E'],
		['an error code', { error: 17 }, '17'],
		['an error object', { error: { message: 'E' } }, 'E'],
		['an error text beside an empty message', { message: '', error: 'E' }, 'E'],
	])("finds the provider's words in %s", (_, body, said) => {
		expect(explanation({ status: 401, body }).description).toContain(`Acme said: "${said}"`);
	});

	it.each([[undefined], [null], ['<html>'], [[]], [{}], [{ message: '' }], [{ error: {} }], [{ message: { a: 1 } }]])(
		'puts no words into the mouth of the provider where the body is %j',
		(body) => {
			expect(explanation({ status: 401, body }).description).not.toContain('said');
		},
	);

	it.each([404, 410])('of status %d for a request by ID names the ID, not the Base URL', (status) => {
		const request = { method: 'GET', path: '/things/t%2F1', id: 't/1' } as const;
		const { message, description } = describeFailure(api, request, { status }, NOW);
		expect(message).toBe(`Acme has no "t/1" (${status})`);
		expect(description).toContain('Check the ID "t/1"');
		expect(description).not.toContain('Base URL');
	});

	it('passes on 300 characters at the most', () => {
		const { description } = explanation({ status: 400, body: { message: 'x'.repeat(10_000) } });
		expect(/x+/.exec(description)?.[0]).toHaveLength(300);
	});

	it('of an unreadable success suspects the address', () => {
		expect(explanation({ status: 200, unreadable: true })).toEqual({
			message: 'Acme returned a response that is not JSON',
			description: expect.stringContaining('Check the Base URL'),
		});
	});

	it('without a response suspects the network', () => {
		expect(explanation({ status: null })).toEqual({
			message: 'Acme could not be reached',
			description: expect.stringContaining('GET /things/1. There was no response. Check the Base URL'),
		});
	});

	it('without a response names the network error', () => {
		expect(explanation({ status: null, cause: 'ECONNREFUSED' }).description).toContain('Network error: "ECONNREFUSED"');
	});

	it.each([
		['30', 'Wait 30 seconds'],
		['0.2', 'Wait 1 second,'],
		['1', 'Wait 1 second,'],
		['Mon, 18 May 2026 10:02:00 GMT', 'Wait 120 seconds'],
	])('of too many requests with Retry-After %j says "%s"', (retryAfter, advice) => {
		expect(explanation({ status: 429, retryAfter }).description).toContain(advice);
	});

	it.each(['Infinity', '0', 'Mon, 18 May 2026 09:00:00 GMT'])(
		'of too many requests says "Wait a minute" where Retry-After is no use: %j',
		(retryAfter) => {
			expect(explanation({ status: 429, retryAfter }).description).toContain('Wait a minute');
		},
	);
});
