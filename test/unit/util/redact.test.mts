import type { DeliveryDefinition } from '../../../nodes/shared/delivery/definition.ts';
import { ANY_EVENT, verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { factsOf } from '../../../nodes/SignedWebhook/sender.ts';

const SECRET = 'passcode-of-the-user';

const definition: DeliveryDefinition = {
	provider: 'acme',
	signature: {
		algorithm: 'token',
		keyEncodings: ['utf8'],
		places: ['body:passcode'],
		format: { kind: 'plain' },
		encoding: 'text',
	},
	eventField: 'type',
	events: {},
	openEvents: true,
	anyBody: true,
	read: () => factsOf({}),
};

function bodyOf(sent: string, type = 'application/json') {
	const verdict = verifyDelivery(
		definition,
		{ body: Buffer.from(sent), headers: { 'content-type': type } },
		{ secrets: ['another-secret', SECRET], events: [ANY_EVENT], maxAge: 0, now: 0 },
	);
	if (!('event' in verdict)) throw new Error(JSON.stringify(verdict));
	return verdict.event.body;
}

it('takes a token out of the body that it comes in, wherever it is repeated', () => {
	const sent = { type: 'ping', passcode: SECRET, webhook: { passcode: SECRET, id: 'w1' }, list: [{ token: SECRET }] };
	expect(bodyOf(JSON.stringify(sent))).toEqual({ type: 'ping', webhook: { id: 'w1' }, list: [{}] });
});

it('takes a token out of a form', () => {
	expect(bodyOf(`type=ping&passcode=${SECRET}`, 'application/x-www-form-urlencoded')).toEqual({ type: 'ping' });
});

it('survives a body that is deeper than the stack', () => {
	const deep = '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000);
	expect(Object.keys(bodyOf(`{"passcode":"${SECRET}","deep":${deep}}`))).toEqual(['deep']);
});
