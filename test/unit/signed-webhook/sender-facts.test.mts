/** Facts about senders with a file of their own that their samples do not show. */
import { createHmac } from 'node:crypto';

import { verifyDelivery } from '../../../nodes/shared/delivery/verify.ts';
import { secretProblem } from '../../../nodes/SignedWebhook/secret-check.ts';
import { senders } from '../../../nodes/SignedWebhook/senders/index.ts';

const senderOf = (value: string) => senders.find(({ delivery }) => delivery.provider === value)!;

/** What a sender reads in a body. */
function factsIn(value: string, body: Record<string, unknown>) {
	const { delivery } = senderOf(value);
	const [name = ''] = [delivery.eventField].flat().flatMap((field) => (field in body ? [String(body[field])] : []));
	return delivery.read(body, name, { id: 'msg_1', time: null, header: () => null, claim: () => undefined });
}

describe('HeyGen', () => {
	const fact = (type: string, data: Record<string, unknown>) =>
		factsIn('heyGen', { event_type: type, event_data: data });

	it.each(['render_id', 'job_id', 'generation_id', 'proofread_id', 'lipsync_id', 'project_id'])(
		'names a job by its %s',
		(field) => {
			const { jobId, identity } = fact('hyperframes_video.success', { [field]: 'rnd_1', callback_id: 'mine' });
			expect({ jobId, identity }).toEqual({ jobId: 'rnd_1', identity: 'hyperframes_video.success:rnd_1' });
		},
	);

	it('names a job by the id that the caller gave, which names no event', () => {
		const { jobId, identity } = fact('ai_clipping.success', { callback_id: 'mine' });
		expect({ jobId, identity }).toEqual({ jobId: 'mine', identity: null });
	});

	it('completes a personalized video', () => {
		expect(fact('personalized_video', { video_id: 'v', video_url: 'https://x.test/v.mp4' }).status).toBe('completed');
	});
});

describe('OpenAI', () => {
	it.each(['agent.session.action_required', 'agent.session.idle', 'safety.warning_issued', 'safety.org_alert.created'])(
		'lists %s',
		(event) => {
			expect(Object.keys(senderOf('openAi').delivery.events)).toContain(event);
		},
	);

	it('lists no videos any more, and still reads an event of them', () => {
		expect(Object.keys(senderOf('openAi').delivery.events).filter((name) => name.startsWith('video'))).toEqual([]);
		const { status, error } = factsIn('openAi', { type: 'video.failed', data: { id: 'video_1' } });
		expect({ status, error }).toEqual({ status: 'failed', error: 'failed' });
	});
});

describe('Google Gemini', () => {
	it.each([
		[{ video_uri: 'https://x.test/v.mp4', file_id: 'files/1' }, [{ url: 'https://x.test/v.mp4', assetId: 'files/1' }]],
		[
			{ output_file_uri: 'https://x.test/o.mp4', file_name: 'files/2' },
			[{ url: 'https://x.test/o.mp4', assetId: 'files/2' }],
		],
	])('reads the results of %j', (data, results) => {
		expect(factsIn('gemini', { type: 'video.generated', data: { id: 'v', ...data } }).results).toEqual(results);
	});

	it('reads the status of an event that it does not know', () => {
		expect(factsIn('gemini', { type: 'video.failed', data: { id: 'v' } })).toMatchObject({ status: 'failed' });
	});
});

it('ElevenLabs completes every kind of transcription and audio', () => {
	for (const type of ['unredacted_transcription', 'unredacted_audio', 'post_call_transcription_otel']) {
		expect(factsIn('elevenLabs', { type, data: {} }).status).toBe('completed');
	}
});

describe('Standard Webhooks', () => {
	const { delivery } = senderOf('standardWebhooks');
	const NOW = 1_700_000_000;
	const receive = (secret: string, key: Buffer | string, body: string) => {
		const signature = createHmac('sha256', key).update(`msg_1.${NOW}.${body}`).digest('base64');
		return verifyDelivery(
			delivery,
			{
				body: Buffer.from(body),
				headers: { 'webhook-id': 'msg_1', 'webhook-timestamp': String(NOW), 'webhook-signature': `v1,${signature}` },
			},
			{ secrets: [secret], events: ['*'], maxAge: 0, now: NOW * 1000 },
		);
	};

	it.each([
		['polar_whs_ovyN6cPrTv56AApvRCPjAcuZ3qQ2Em1v', null],
		['whsec_b3ZlcnRoZXJhaW5ib3dvdmVydGhlcmFpbmJvdw==', null],
		[`whsec_${Buffer.alloc(68, 7).toString('base64')}`, Buffer.alloc(68, 7)],
		['a secret that a user has chosen', null],
	])('takes the secret %s as the key that the sender uses', (secret, key) => {
		expect(secretProblem(secret, delivery)).toBeNull();
		expect(receive(secret, key ?? secret, '{"type":"order.paid"}')).toMatchObject({ outcome: 'accepted' });
		expect(receive(secret, 'another key', '{"type":"order.paid"}')).toMatchObject({ reason: 'signature-mismatch' });
	});

	it('refuses a secret with whsec_ that was cut off', () => {
		expect(secretProblem('whsec_MfKQ9r8GKYqrTw', delivery)).toMatch(/too short/);
	});

	it.each(['object_kind', 'event_name'])('names an event of GitLab by its %s', (field) => {
		const body = JSON.stringify({ [field]: 'push' });
		const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
		expect(receive(secret, Buffer.alloc(32, 7), body)).toMatchObject({ event: { event: 'push' } });
	});
});
