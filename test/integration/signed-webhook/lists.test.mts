/** Lists at the Signed Webhook Trigger: each entry is an event, and all that are new start one execution. */
import { randomUUID } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { letTimePass } from '../triggers/support/clock.mts';
import { failingStore, slowStore } from '../triggers/support/stores.mts';
import { receiveSigned, useReceivers } from './support/receiver.mts';

const RECEIVED = { status: 200, body: '{"received":true}' };
const DUPLICATE = { status: 200, body: '{"received":true,"duplicate":true}' };
const IGNORED = { status: 200, body: '{"received":true,"ignored":true}' };
const PENDING = { status: 503, body: '{"error":"unavailable"}' };

const MINUTE = 60_000;

const log = useReceivers();

/** A trigger for a service that signs the body, and what the service sends. */
async function receiveLists(settings: INodeParameters = {}, options = {}) {
	const { receiver, deliver: send } = await receiveSigned(settings, options);
	const deliver = async (value: unknown) => await send(JSON.stringify(value), 'application/json');
	const ids = () => receiver.items.map((items) => items.map(({ id }) => id));
	return { receiver, deliver, ids };
}

const event = (fields: object = {}) => ({ id: randomUUID(), type: 'order.paid', ...fields });
const idsOf = (entries: ReadonlyArray<{ id: string }>) => entries.map(({ id }) => id);

describe('a list', () => {
	it('starts one execution with an item per entry, in its order', async () => {
		const { receiver, deliver } = await receiveLists();
		const entries = [event(), event({ type: 'order.created' }), event()];
		expect(await deliver(entries)).toEqual(RECEIVED);
		expect(receiver.items).toEqual([
			entries.map((body) => expect.objectContaining({ id: body.id, event: body.type, body, verifiedBy: 'signature' })),
		]);
		expect(receiver.items[0][0]).not.toHaveProperty('envelope');
	});

	it('that is delivered again starts none', async () => {
		const { deliver, ids } = await receiveLists();
		const entries = [event(), event()];
		await deliver(entries);
		expect(await deliver(entries)).toEqual(DUPLICATE);
		expect(await deliver([entries[1]])).toEqual(DUPLICATE);
		expect(ids()).toEqual([idsOf(entries)]);
	});

	it('with known and new entries starts one execution with the new ones', async () => {
		const { deliver, ids } = await receiveLists();
		const [known, ...fresh] = [event(), event(), event()];
		await deliver([known]);
		expect(await deliver([fresh[0], known, fresh[1]])).toEqual(RECEIVED);
		expect(ids()).toEqual([[known.id], idsOf(fresh)]);
	});

	it('with an entry that is being accepted is put off as a whole, and keeps none of the others', async () => {
		const { receiver, deliver, ids } = await receiveLists();
		const [pending, other] = [event(), event()];
		const { reached, release } = slowStore(receiver);
		const first = deliver([pending]);
		await reached;
		expect(await deliver([other, pending])).toEqual(PENDING);
		receiver.host.store = async () => {};
		expect(await deliver([other])).toEqual(RECEIVED);
		release();
		expect(await first).toEqual(RECEIVED);
		expect(await deliver([other, pending])).toEqual(DUPLICATE);
		expect(ids().flat().sort()).toEqual(idsOf([pending, other]).sort());
	});

	it('that n8n cannot store is accepted as a whole when it comes again', async () => {
		const { receiver, deliver, ids } = await receiveLists();
		const [known, ...fresh] = [event(), event(), event()];
		await deliver([known]);
		receiver.host.store = failingStore;
		expect(await deliver([known, ...fresh])).toMatchObject({ status: 500 });
		receiver.host.store = async () => {};
		expect(await deliver([known, ...fresh])).toEqual(RECEIVED);
		expect(ids()).toEqual([[known.id], idsOf(fresh)]);
	});

	it('has two events where two equal entries have no ID, and one where they have the same', async () => {
		const { receiver, deliver } = await receiveLists({ idField: '' });
		const entry = { type: 'ping' };
		expect(await deliver([entry, entry])).toEqual(RECEIVED);
		expect(new Set(receiver.items[0].map(({ id }) => id)).size).toBe(2);
		expect(await deliver([entry, entry])).toEqual(DUPLICATE);
		expect(await deliver([entry])).toEqual(DUPLICATE);

		const named = await receiveLists();
		const same = event();
		expect(await named.deliver([same, same])).toEqual(RECEIVED);
		expect(named.ids()).toEqual([[same.id]]);
	});

	it('starts one execution each time where no ID tells its events from others', async () => {
		const { deliver, ids } = await receiveLists({ idField: 'none' });
		const entries = [event(), event()];
		expect(await deliver(entries)).toEqual(RECEIVED);
		expect(await deliver(entries)).toEqual(RECEIVED);
		expect(ids().map(({ length }) => length)).toEqual([2, 2]);
		expect(new Set(ids().flat()).size).toBe(4);
	});

	it('has entries that are no objects, too', async () => {
		const { receiver, deliver } = await receiveLists();
		expect(await deliver(['a', 1, null, ['b']])).toEqual(RECEIVED);
		expect(receiver.items[0].map(({ body }) => body)).toEqual([
			{ value: 'a' },
			{ value: 1 },
			{ value: null },
			{ value: ['b'] },
		]);
	});

	it('of 1,000 entries is received', async () => {
		const { deliver, ids } = await receiveLists();
		const entries = Array.from({ length: 1_000 }, () => event());
		expect(await deliver(entries)).toEqual(RECEIVED);
		expect(await deliver(entries)).toEqual(DUPLICATE);
		expect(ids()).toEqual([idsOf(entries)]);
	});

	it('of more than 1,000 entries is answered 400, with a log line that says so', async () => {
		const { receiver, deliver } = await receiveLists();
		expect(await deliver(Array.from({ length: 1_001 }, () => event()))).toMatchObject({ status: 400 });
		expect(receiver.items).toEqual([]);
		expect(log.warnings).toEqual([expect.stringMatching(/more than 1,000 entries.*smaller batches/)]);
	});

	it('of others shows all of its entries while the editor listens, as often as it comes', async () => {
		const { receiver, deliver } = await receiveLists({}, { testing: true });
		const list = [event(), event()];
		for (let time = 0; time < 2; time++) expect(await deliver(list)).toEqual(RECEIVED);
		expect(receiver.items.map(({ length }) => length)).toEqual([2, 2]);
	});
});

describe('a list inside a body', () => {
	it('has what surrounds it as envelope', async () => {
		const { receiver, deliver } = await receiveLists({ fields: { entriesField: 'data.events' } });
		const entries = [event(), event()];
		const around = { account: 'acct_1', live: true, page: 2, none: null };
		expect(await deliver({ ...around, data: { events: entries, more: 1 } })).toEqual(RECEIVED);
		expect(receiver.items).toEqual([
			entries.map((body) => expect.objectContaining({ id: body.id, body, envelope: around })),
		]);
	});

	it('may be one of several lists, as Meta has them', async () => {
		const { receiver, deliver } = await receiveLists({
			eventField: 'field',
			idField: 'value.id',
			fields: { entriesField: 'entry[].changes[]' },
		});
		const change = (id: string) => ({ field: 'messages', value: { id } });
		const body = {
			object: 'whatsapp_business_account',
			entry: [
				{ id: 'waba_1', time: 1, changes: [change('m1'), change('m2')] },
				{ id: 'waba_2', time: 2, changes: [change('m3')] },
			],
		};
		expect(await deliver(body)).toEqual(RECEIVED);
		const envelope = (id: string, time: number) => ({ object: 'whatsapp_business_account', id, time });
		expect(receiver.items).toEqual([
			[
				expect.objectContaining({ event: 'messages', id: 'm1', body: change('m1'), envelope: envelope('waba_1', 1) }),
				expect.objectContaining({ event: 'messages', id: 'm2', envelope: envelope('waba_1', 1) }),
				expect.objectContaining({ event: 'messages', id: 'm3', envelope: envelope('waba_2', 2) }),
			],
		]);
		expect(await deliver({ ...body, entry: [body.entry[1]] })).toEqual(DUPLICATE);
	});

	it('gives its entries the event that only the body around it names', async () => {
		const { receiver, deliver } = await receiveLists({ eventField: 'kind', fields: { entriesField: 'items' } });
		expect(await deliver({ kind: 'sync', items: [event(), event()] })).toEqual(RECEIVED);
		expect(receiver.items[0].map(({ event: name }) => name)).toEqual(['sync', 'sync']);
	});

	it('that is not there leaves one event', async () => {
		const { receiver, deliver } = await receiveLists({ fields: { entriesField: 'items' } });
		const single = event();
		expect(await deliver(single)).toEqual(RECEIVED);
		expect(receiver.items).toEqual([[expect.objectContaining({ id: single.id, body: single })]]);
	});
});

describe('Max Event Age', () => {
	const aged = { fields: { timeField: 'created_at' }, options: { maxEventAge: 10 } };
	const sent = (minutesAgo: number) => event({ created_at: new Date(Date.now() - minutesAgo * MINUTE).toISOString() });

	it('leaves out the entries that are too old', async () => {
		const { deliver, ids } = await receiveLists(aged);
		const [old, young] = [sent(11), sent(9)];
		expect(await deliver([old, young])).toEqual(RECEIVED);
		expect(ids()).toEqual([[young.id]]);
	});

	it('refuses a list of which all entries are too old', async () => {
		const { receiver, deliver } = await receiveLists(aged);
		expect(await deliver([sent(11), sent(12)])).toMatchObject({ status: 401 });
		expect(receiver.items).toEqual([]);
		expect(log.warnings).toEqual([expect.stringContaining('it was sent too long ago')]);
	});

	it('accepts an entry without a time, and says so in its issues', async () => {
		const { receiver, deliver } = await receiveLists(aged);
		expect(await deliver([event(), sent(1)])).toEqual(RECEIVED);
		const [[timeless, timed]] = receiver.items;
		expect(timeless.issues).toEqual([expect.stringContaining('age was not checked')]);
		expect(timed).not.toHaveProperty('issues');
	});

	it.each([
		['seconds', (time: number) => Math.floor(time / 1_000)],
		['milliseconds', (time: number) => time],
		['seconds as a text', (time: number) => String(Math.floor(time / 1_000))],
		['milliseconds as a text', (time: number) => String(time)],
		['ISO 8601', (time: number) => new Date(time).toISOString()],
	])('reads a Time Field of %s', async (_, write) => {
		const { deliver, ids } = await receiveLists(aged);
		const created_at = write(Date.now());
		const entry = event({ created_at });
		expect(await deliver([entry])).toEqual(RECEIVED);
		expect(ids()).toEqual([[entry.id]]);
		letTimePass(11 * MINUTE);
		expect(await deliver([event({ created_at })])).toMatchObject({ status: 401 });
	});
});

describe('Events', () => {
	it('leaves out the entries that are not chosen', async () => {
		const { deliver, ids } = await receiveLists({ events: ['order.paid'] });
		const [paid, created] = [event(), event({ type: 'order.created' })];
		expect(await deliver([created, paid])).toEqual(RECEIVED);
		expect(ids()).toEqual([[paid.id]]);
	});

	it('acknowledges a list of which none is chosen', async () => {
		const { receiver, deliver } = await receiveLists({ events: ['order.paid'] });
		expect(await deliver([event({ type: 'order.created' })])).toEqual(IGNORED);
		expect(receiver.items).toEqual([]);
	});
});
