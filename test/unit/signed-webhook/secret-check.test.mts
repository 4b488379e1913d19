import { secretProblem } from '../../../nodes/SignedWebhook/secret-check.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';
import { simulatedSenders } from '../../simulator/senders/index.mts';

describe('a text that can be a signing secret', () => {
	it.each([
		'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		'v1,whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		"It's a Secret to Everybody",
		'ab'.repeat(20),
	])('%s is accepted', (secret) => {
		expect(secretProblem(secret)).toBeNull();
	});

	it('is what every sender shows', () => {
		for (const { value, secret } of simulatedSenders) {
			const sender = senders.find(({ delivery }) => delivery.provider === value);
			expect({ value, problem: secretProblem(secret, sender?.delivery.signature.keyEncodings) }).toEqual({
				value,
				problem: null,
			});
		}
	});

	it('of Standard Webhooks may come without whsec_', () => {
		expect(secretProblem('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', ['whsec'])).toBeNull();
	});
});

describe('a text that cannot be one', () => {
	it.each([
		['', /empty/],
		['abc', /too short/],
		['whsec_MfKQ9r8GKYqrTw', /too short/],
		[`whsec_${Buffer.alloc(65, 1).toString('base64')}`, /too long/],
		['whsec_MfKQ9r8GKYqr TwjUPD8ILPZIo2LaLaSw', /space/],
		['whsec_MfKQ9r8GKYqr\nTwjUPD8ILPZIo2LaLaSw', /line break/],
		['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa!!', /not base64/],
		['https://example.com/webhook', /an address or an API key/],
		['Bearer abcdefghijklmnop', /an address or an API key/],
		['sk-abcdefghijklmnopqrstuvwxyz', /an address or an API key/],
	])('%j is refused with what to do', (secret, problem) => {
		expect(secretProblem(secret)).toMatch(problem);
		expect(secretProblem(secret)).toMatch(/Copy|Enter/);
	});

	it('is refused for the sender that it cannot be of', () => {
		expect(secretProblem('short-text', ['whsec'])).toMatch(/too short/);
		expect(secretProblem('short-text', ['utf8'])).toBeNull();
	});
});
