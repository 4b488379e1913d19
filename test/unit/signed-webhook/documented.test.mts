/** The senders of the documentation, signed by code that shares nothing with the package, received by settings alone. */
import { type Delivery } from '../../../nodes/shared/delivery/delivery.ts';
import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { type CustomSettings, customSender } from '../../../nodes/SignedWebhook/custom.ts';
import { customProperties } from '../../../nodes/SignedWebhook/custom-properties.ts';
import { secretProblem } from '../../../nodes/SignedWebhook/secret-check.ts';
import { documentedSenders } from '../../support/documented/index.mts';
import type { DocumentedSender, SignedRequest } from '../../support/documented/row.mts';

const NOW = Date.UTC(2026, 4, 18, 10);
const URL = 'https://n8n.example.com/webhook/b5f1c3f0-1f0d-4f0e-9d7e-2f6f0c0a7d11/webhook';

const defaults = Object.fromEntries(customProperties.map(({ name, default: value }) => [name, value]));

/** The sender that a user describes by these settings. */
const senderOf = ({ settings }: DocumentedSender) =>
	customSender({ ...defaults, ...settings } as unknown as CustomSettings);

const toDelivery = ({ method, url, headers, body }: SignedRequest): Delivery => ({
	method,
	url,
	body,
	headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
});

const receive = (row: DocumentedSender, request: SignedRequest, secret = row.secret, now = NOW) =>
	verifyDelivery(senderOf(row).delivery, toDelivery(request), { secrets: [secret], events: ['*'], maxAge: 0, now });

const idsOf = (verdict: ReturnType<typeof receive>) =>
	'events' in verdict ? verdict.events.map(({ id }) => id) : null;

/** Whether every event of a changed delivery counts as one that has been received. */
const startsNothing = (original: ReturnType<typeof receive>, changed: ReturnType<typeof receive>) =>
	(idsOf(changed) ?? []).every((id) => idsOf(original)?.includes(id));

const flip = (request: SignedRequest): SignedRequest => {
	const body = Buffer.from(request.body);
	const at = body.length >> 1;
	body[at] = body[at] === 0x61 ? 0x62 : 0x61;
	return { ...request, body };
};

describe.each(documentedSenders)('$name, by settings', (row) => {
	const { deliver, expected, secret, otherSecret, spoiled = {}, sameSignedText = {} } = row;
	const request = deliver({ now: NOW, url: URL });

	it('has a secret that can be entered', () => {
		expect(secretProblem(secret, senderOf(row).delivery)).toBeNull();
	});

	it('is received as its documentation says', () => {
		const verdict = receive(row, request);
		expect(verdict).toMatchObject({ outcome: 'accepted', event: { verifiedBy: expected.verifiedBy } });
		if (!('event' in verdict)) return;
		if (expected.event !== undefined) expect(verdict.event.event).toBe(expected.event);
		expect(verdict.events).toHaveLength(expected.entries ?? 1);
		if (expected.id === 'digest') expect(verdict.event.id).toMatch(/[0-9a-f]{64}$/);
		else if (expected.id !== 'none') expect(verdict.event.id).toBe(expected.id);
	});

	it('is the same event when it is delivered again', () => {
		const again = idsOf(receive(row, request));
		expect(again?.every((id, index) => id === idsOf(receive(row, request))?.[index])).toBe(expected.id !== 'none');
	});

	it('is refused with another secret', () => {
		expect(receive(row, request, otherSecret)).toMatchObject({ outcome: 'unauthorized' });
	});

	if (expected.verifiedBy === 'signature') {
		it('is refused with another byte in the body', () => {
			expect(receive(row, flip(request)).outcome).toBe('unauthorized');
		});
	}

	if (row.settings.tolerance !== 0 && /\{timestamp\}/.test(String(row.settings.signedContent))) {
		it('is refused after the tolerance', () => {
			const later = NOW + (Number(row.settings.tolerance ?? 300) + 1) * 1_000;
			expect(receive(row, request, secret, later)).toMatchObject({ reason: 'too-old' });
		});
	}

	for (const [name, spoil] of Object.entries(spoiled)) {
		it(`is refused with ${name}`, () => {
			expect(['unauthorized', 'invalid']).toContain(receive(row, spoil(request)).outcome);
		});
	}

	for (const [name, change] of Object.entries(sameSignedText)) {
		it(`starts nothing again with ${name}`, () => {
			expect(startsNothing(receive(row, request), receive(row, change(request)))).toBe(true);
		});
	}
});
