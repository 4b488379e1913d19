/** Every sender's documented deliveries, signed by the simulator, through the package's definitions. */
import { ANY_EVENT, verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { signDelivery } from '../../../nodes/shared/test-events/sign-delivery.ts';
import type { Sender } from '../../../nodes/SignedWebhook/sender.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';
import { fal, publicJwk } from '../../simulator/senders/fal.mts';
import {
	requestOf,
	type SendOptions,
	type SimulatedSender,
	simulatedSender,
	simulatedSenders,
	svix,
} from '../../simulator/senders/index.mts';

const NOW = new Date('2026-05-18T10:00:00.000Z');
const HOUR = 3_600_000;

const keyOf = (sender: SimulatedSender) =>
	sender.value === 'fal' ? String(publicJwk(sender.secret).x) : sender.secret;

const definitionOf = (value: string) => {
	const found = senders.find(({ delivery }) => delivery.provider === value);
	if (found === undefined) throw new Error(`The package does not know ${value}`);
	return found;
};

const verify = (sender: SimulatedSender, body: Record<string, unknown>, options: SendOptions & { at?: Date } = {}) => {
	const request = requestOf(sender, body, { now: NOW, id: 'msg_1', ...options });
	return verifyDelivery(definitionOf(sender.value).delivery, request, {
		secrets: [keyOf(sender)],
		events: [ANY_EVENT],
		maxAge: 0,
		now: (options.at ?? NOW).getTime(),
	});
};

const sampleOf = (sender: SimulatedSender) => sender.deliveries('job_1', NOW)[0].body;

it('are all in the registry, in the order of their names', () => {
	const values = senders.map(({ delivery }) => delivery.provider);
	expect(values).toEqual(simulatedSenders.map(({ value }) => value));
	expect(values).toEqual([...values].sort((some, other) => some.localeCompare(other)));
});

describe.each(simulatedSenders.map((sender) => [sender.value, sender] as const))('%s', (value, sender) => {
	const cases = sender.deliveries('job_1', NOW).map(({ body, expected }) => [expected.event, body, expected] as const);

	it.each(cases)('maps %s', (_name, body, expected) => {
		const verdict = verify(sender, body);
		const { id, ...fields } = expected;
		expect(verdict).toMatchObject({
			outcome: 'accepted',
			event: { provider: value, variationId: null, results: [], error: null, body, ...fields },
		});
		if (id !== undefined) expect(verdict).toMatchObject({ event: { id } });
	});

	it('gives a redelivery the id of the first delivery, and every other event another one', () => {
		const ids = new Map<string, string>();
		for (const { body, expected } of sender.deliveries('job_1', NOW)) {
			const name = `${expected.event}|${expected.jobId}`;
			const [first, again] = [NOW, new Date(NOW.getTime() + 30_000)].map((now) => {
				const verdict = verify(sender, body, { id: name, now });
				return 'event' in verdict ? verdict.event.id : verdict.reason;
			});
			expect(again).toBe(first);
			ids.set(name, first);
		}
		expect(new Set(ids.values()).size).toBe(ids.size);
	});

	it('refuses what is spoiled, unsigned or signed with another secret', () => {
		const body = sampleOf(sender);
		const change = (bytes: Buffer) => Buffer.from(bytes.toString().replace('"', '"x'));
		expect(verify(sender, body, { spoil: change })).toMatchObject({ outcome: 'unauthorized' });
		expect(verify(sender, body, { unsigned: true })).toMatchObject({ reason: 'signature-missing' });
		const secret = Buffer.alloc(32, 9).toString('base64');
		expect(verify(sender, body, { secret })).toEqual({ outcome: 'unauthorized', reason: 'signature-mismatch' });
	});

	it(sender.timed ? 'refuses what is too old or from the future' : 'signs no time, so age is not checked', () => {
		const body = sampleOf(sender);
		const late = verify(sender, body, { at: new Date(NOW.getTime() + HOUR) });
		const early = verify(sender, body, { at: new Date(NOW.getTime() - HOUR) });
		if (!sender.timed) return expect([late.outcome, early.outcome]).toEqual(['accepted', 'accepted']);
		expect(late).toEqual({ outcome: 'unauthorized', reason: 'too-old' });
		expect(early).toEqual({ outcome: 'unauthorized', reason: 'too-new' });
	});

	const { delivery, preselected } = definitionOf(value);

	it.each(Object.keys(delivery.events))(
		'has a sample of %s that it would send: documented, fresh and with the right status',
		(name) => {
			const body = delivery.events[name].sample(NOW);
			const bytes = Buffer.from(JSON.stringify(body));
			const headers = signDelivery(delivery.signature, {
				body: bytes,
				secret: sender.secret,
				id: 'msg_1',
				now: NOW.getTime(),
			}).headers;
			const verdict = verifyDelivery(
				delivery,
				{ body: bytes, headers },
				{ secrets: [keyOf(sender)], events: [name], maxAge: HOUR, now: NOW.getTime() },
			);
			expect(verdict).toMatchObject({
				outcome: 'accepted',
				event: { event: name, status: delivery.events[name].status },
			});
			expect('event' in verdict && (verdict.event.issues ?? []).filter((issue) => !issue.includes('age'))).toEqual([]);
		},
	);

	it('preselects events that it has', () => {
		expect([...Object.keys(delivery.events), ANY_EVENT]).toEqual(expect.arrayContaining([...preselected]));
	});

	it('survives bodies of any shape', () => {
		for (const body of hostileBodies(delivery.eventField)) {
			const verdict = verify(sender, body);
			expect(verdict).toMatchObject({ outcome: 'accepted' });
			expect('event' in verdict && typeof verdict.event.status).toBe('string');
			expect(() => JSON.stringify(verdict)).not.toThrow();
		}
	});
});

function hostileBodies(eventField: string | readonly string[]): Array<Record<string, unknown>> {
	const fields = [eventField].flat();
	const values = ['constructor', '__proto__', 'toString', '', 7, null, [], {}, [['x']], { url: { url: {} } }];
	const names = ['data', 'payload', 'result', 'output', 'generated', 'error', 'event_data', 'object', 'id', 'images'];
	return values.flatMap((value) => [
		Object.fromEntries(fields.map((field) => [field, value])),
		Object.fromEntries([...names, ...fields].map((field) => [field, value])),
	]);
}

describe('headers of Svix', () => {
	it('count like those of the standard', () => {
		const request = requestOf(svix, sampleOf(svix), { now: NOW, id: 'msg_1' });
		const verdict = verifyDelivery(definitionOf('standardWebhooks').delivery, request, {
			secrets: [svix.secret],
			events: [ANY_EVENT],
			maxAge: 0,
			now: NOW.getTime(),
		});
		expect(verdict).toMatchObject({ outcome: 'accepted', event: { id: 'msg_1' } });
	});
});

describe('published vectors', () => {
	const at = (value: string, secret: string, seconds: number, headers: Record<string, string>, body: string) =>
		verifyDelivery(
			definitionOf(value).delivery,
			{ body: Buffer.from(body), headers },
			{ secrets: [secret], events: [ANY_EVENT], maxAge: 0, now: seconds * 1000 },
		);

	it('of Standard Webhooks and of OpenAI verify', () => {
		const headers = {
			'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
			'webhook-timestamp': '1614265330',
			'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		};
		for (const value of ['standardWebhooks', 'replicate', 'gemini', 'higgsfield']) {
			expect(
				at(value, 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 1614265330, headers, '{"test": 2432232314}'),
			).toMatchObject({ outcome: 'accepted' });
		}
		expect(
			at(
				'openAi',
				'whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=',
				1750861210,
				{
					'webhook-id': 'wh_685c059ae39c8190af8c71ed1022a24d',
					'webhook-timestamp': '1750861210',
					'webhook-signature': 'v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=',
				},
				'{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}',
			),
		).toMatchObject({ outcome: 'accepted', event: { event: 'response.completed', jobId: 'resp_123' } });
	});

	it('of fal verify with the key of the vector', () => {
		expect(fal.secret).toBe(Buffer.alloc(32, 7).toString('base64'));
		expect(
			at(
				'fal',
				'6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw',
				1700000000,
				{
					'x-fal-webhook-request-id': 'r1',
					'x-fal-webhook-user-id': 'user_1',
					'x-fal-webhook-timestamp': '1700000000',
					'x-fal-webhook-signature':
						'57b48dfebc88bb11810d66f51f39302bf611696012a09872a10707a4ad27882173b3ecc7bef62d64f15ec909e5b913f1bb35de8a21984afe1b28ac222dbb460a',
				},
				'{"request_id":"r1","gateway_request_id":"r1","status":"OK","payload":{"images":[{"url":"https://v3.fal.media/files/a.png"}]}}',
			),
		).toMatchObject({ outcome: 'accepted', event: { jobId: 'r1' } });
	});
});

describe('what the documentation of a sender leaves open', () => {
	it('Synthesia and sync.so may count milliseconds', () => {
		for (const value of ['synthesia', 'syncSo']) {
			const sender = simulatedSender(value);
			const inMilliseconds = new Date(NOW.getTime() * 1000);
			expect(verify(sender, sampleOf(sender), { now: inMilliseconds })).toMatchObject({ outcome: 'accepted' });
		}
	});

	it('sync.so may sign the re-serialised body', () => {
		const sender = simulatedSender('syncSo');
		const pretty = (bytes: Buffer) => Buffer.from(JSON.stringify(JSON.parse(bytes.toString()), null, 2));
		expect(verify(sender, sampleOf(sender), { spoil: pretty })).toMatchObject({ outcome: 'accepted' });
	});

	it('Freepik may sign with any version', () => {
		const sender = simulatedSender('freepik');
		const v2: SimulatedSender = {
			...sender,
			sign: (...args) => {
				const headers = sender.sign(...args);
				return { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature'].replace('v1,', 'v2,')}` };
			},
		};
		expect(verify(v2, sampleOf(sender))).toMatchObject({ outcome: 'accepted' });
	});

	it('HeyGen signs neither the id nor the time in its headers, so a changed one makes no new event', () => {
		const sender = simulatedSender('heyGen');
		const ids = ['msg_1', 'msg_2'].map((id) => {
			const verdict = verify(sender, sampleOf(sender), { id });
			return 'event' in verdict ? verdict.event.id : verdict.reason;
		});
		expect(ids[0]).toBe(ids[1]);
	});

	it('a success of fal whose result was lost is completed and says so', () => {
		const sender = simulatedSender('fal');
		const [, , , lost] = sender.deliveries('job_1', NOW);
		expect(verify(sender, lost.body)).toMatchObject({
			event: { status: 'completed', results: [], issues: ['payload: Response payload is not JSON serializable.'] },
		});
	});
});

it('is data: a sender that the package does not know needs a definition and nothing else', () => {
	const toy: Sender = {
		...definitionOf('replicate'),
		displayName: 'Toy',
		delivery: {
			provider: 'toy',
			signature: {
				algorithm: 'hmacSha512',
				keyEncodings: ['hex'],
				places: ['x-toy-signature'],
				format: { kind: 'plain', prefix: 'sha512=' },
				encoding: 'base64url',
			},
			eventField: 'kind',
			events: {},
			read: (body) => ({
				identity: String(body.key),
				time: undefined,
				jobId: 'toy_1',
				variationId: null,
				results: [],
				error: null,
				status: 'completed',
			}),
		},
	};
	const body = Buffer.from('{"kind":"built","key":"k1"}');
	const secret = '00ff'.repeat(16);
	const headers = signDelivery(toy.delivery.signature, { body, secret, id: '', now: NOW.getTime() }).headers;
	expect(
		verifyDelivery(
			toy.delivery,
			{ body, headers },
			{ secrets: [secret], events: ['built'], maxAge: 0, now: NOW.getTime() },
		),
	).toMatchObject({ outcome: 'accepted', event: { provider: 'toy', event: 'built', id: 'k1', status: 'completed' } });
});
