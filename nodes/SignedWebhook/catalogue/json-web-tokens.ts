import type { SignatureFormat, SignatureScheme } from '../../shared/delivery/scheme';
import { signedOrNot } from '../handshakes';
import { A_DAY, TEN_MINUTES, TWO_HOURS } from '../schemes';
import type { SenderRow } from './row';

type JwtFormat = Extract<SignatureFormat, { kind: 'jwt' }>;

/** A token that holds a digest of the body; HS256 with the text of the secret unless given. */
function bodyToken(
	place: string,
	digestClaim: string,
	{
		urlClaim,
		emptyHasNoDigest,
		...changes
	}: Partial<SignatureScheme> & Pick<JwtFormat, 'urlClaim' | 'emptyHasNoDigest'> = {},
): SenderRow['signature'] {
	return {
		places: [place],
		format: { kind: 'jwt', digestClaim, urlClaim, emptyHasNoDigest },
		encoding: 'base64url',
		...changes,
	};
}

const issuedWithin = (tolerance: { past: number; future: number }) =>
	({ from: 'signature', unit: 'seconds', tolerance }) as const;

/** Senders whose proof is a JSON Web Token, in a header or in place of the body. */
export const jsonWebTokens: readonly SenderRow[] = [
	{
		value: 'dialpad',
		name: 'Dialpad',
		signature: { places: ['body:'], format: { kind: 'jwt' }, encoding: 'base64url' },
		urlPlace: 'Create an event subscription with the URL by the API of Dialpad.',
		secretPlace:
			'You choose the secret yourself, when you create the subscription. Without one, Dialpad sends plain JSON, which is refused.',
		confidence: 'implementations',
		source: 'https://developers.dialpad.com/docs/event-subscriptions',
	},
	{
		value: 'fusionAuth',
		name: 'FusionAuth',
		signature: bodyToken('x-fusionauth-signature-jwt', 'request_body_sha256'),
		eventField: 'event.type',
		events: ['user.create', 'user.login.success'],
		secretPlace:
			'Choose an HMAC key with HS256 as signing key of the webhook. The Webhook Secret is the secret of that key. Keys of other algorithms are received with Any Other Service.',
		confidence: 'unconfirmed',
		source: 'https://fusionauth.io/docs/extend/events-and-webhooks/signing',
	},
	{
		value: 'gong',
		name: 'Gong',
		signature: bodyToken('authorization', 'body_sha256', {
			algorithm: 'rsaSha256',
			keyEncodings: ['spki'],
			urlClaim: 'webhook_url',
			timestamp: issuedWithin(A_DAY),
		}),
		urlPlace:
			'Enter the URL in the Admin center, under Settings, Ecosystem, Automation rules, as Fire webhook of a rule, and choose Signed JWT header.',
		secretPlace: 'The Webhook Secret is the public key that the same rule shows.',
		source: 'https://help.gong.io/docs/create-a-webhook-rule',
	},
	{
		value: 'googlePubSub',
		name: 'Google Pub/Sub (Push)',
		signature: {
			algorithm: 'rsaSha256',
			keyEncodings: ['spki'],
			places: ['authorization'],
			format: {
				kind: 'jwt',
				claims: { iss: ['https://accounts.google.com', 'accounts.google.com'], email_verified: [true] },
				// Google's samples say so: pushes of some time share a token.
				isReused: true,
			},
			encoding: 'base64url',
		},
		keySets: ['https://www.googleapis.com/oauth2/v3/certs'],
		addressees: [
			{ option: 'userId', place: 'claim:email' },
			{ option: 'audience', place: 'claim:aud' },
		],
		idField: 'message.messageId',
		timeField: 'message.publishTime',
		urlPlace:
			'Create a push subscription of the topic with the URL as endpoint, turn on Enable authentication, and choose a service account and an audience.',
		secretPlace:
			'No secret is needed: Google publishes its keys. Enter the email of the service account as User ID and the audience in the options. The token does not sign the body.',
		source: 'https://docs.cloud.google.com/pubsub/docs/authenticate-push-subscriptions',
	},
	{
		value: 'kinde',
		name: 'Kinde',
		signature: {
			algorithm: 'rsaSha256',
			keyEncodings: ['spki'],
			places: ['body:'],
			format: { kind: 'jwt' },
			encoding: 'base64url',
			timestamp: issuedWithin(A_DAY),
		},
		keySets: [],
		eventField: 'type',
		events: ['user.created', 'user.updated', 'user.deleted'],
		idField: 'event_id',
		urlPlace: 'Add a webhook with the URL in Kinde, under Settings, Webhooks.',
		secretPlace:
			'No secret is needed: enter <code>https://your-subdomain.kinde.com/.well-known/jwks</code> as Key Set URL in the options.',
		retries: 'Kinde repeats a delivery with growing pauses until it is answered 200.',
		source: 'https://docs.kinde.com/integrate/webhooks/about-webhooks',
	},
	{
		value: 'liveKit',
		name: 'LiveKit',
		signature: bodyToken('authorization', 'sha256'),
		eventField: 'event',
		events: [
			'room_started',
			'room_finished',
			'participant_joined',
			'participant_left',
			'participant_connection_aborted',
			'track_published',
			'track_unpublished',
			'egress_started',
			'egress_updated',
			'egress_ended',
			'ingress_started',
			'ingress_ended',
		],
		secretPlace: 'The Webhook Secret is the API secret of the project.',
		source: 'https://github.com/livekit/node-sdks',
	},
	{
		value: 'messageBird',
		name: 'MessageBird (Classic)',
		signature: bodyToken('messagebird-signature-jwt', 'payload_hash', {
			urlClaim: 'url_hash',
			emptyHasNoDigest: true,
		}),
		eventField: ['type', 'event'],
		events: ['message.created', 'message.updated', 'conversation.created', 'conversation.updated'],
		urlPlace: 'Enter the URL in the dashboard, under Channels or in Flow Builder.',
		secretPlace: 'The Webhook Secret is the Signing key in the Developer settings, 64 hex digits, used as text.',
		source: 'https://github.com/messagebird/messagebird-nodejs',
	},
	{
		value: 'monday',
		name: 'monday.com',
		signature: {
			places: ['authorization'],
			// Nothing says that each delivery has a token of its own; the id in the body names the event.
			format: { kind: 'jwt', urlClaim: 'aud', isReused: true },
			encoding: 'base64url',
			timestamp: issuedWithin(TWO_HOURS),
		},
		eventField: 'event.type',
		events: [
			'create_item',
			'create_pulse',
			'create_update',
			'update_column_value',
			'change_column_value',
			'move_pulse_into_group',
		],
		idField: 'event.triggerUuid',
		timeField: 'event.triggerTime',
		handshakes: signedOrNot({
			kind: 'echo',
			when: { 'body:challenge': /./ },
			from: 'body:challenge',
			to: 'body:challenge',
		}),
		urlPlace:
			'Create the webhook with the URL by the API of monday.com, as an app. A webhook that is made on the board or with a personal token may send no token, and is refused then.',
		secretPlace:
			'The Webhook Secret is the Signing Secret of the app; for webhooks of the life cycle of the app, its Client Secret. The token does not sign the body.',
		retries: 'monday.com repeats a delivery once a minute for 30 minutes.',
		confidence: 'implementations',
		source: 'https://github.com/hookdeck/webhook-skills',
	},
	{
		value: 'netlify',
		name: 'Netlify',
		signature: bodyToken('x-webhook-signature', 'sha256'),
		eventField: 'header:x-netlify-event',
		events: ['deploy_created', 'deploy_building', 'deploy_failed', 'deploy_succeeded', 'submission_created'],
		urlPlace: 'Add an HTTP POST request with the URL to the notifications of the project.',
		secretPlace: 'The Webhook Secret is the JWS secret token that you choose there.',
		confidence: 'implementations',
		source: 'https://docs.netlify.com/deploy/deploy-notifications',
	},
	{
		value: 'vonage',
		name: 'Vonage',
		signature: bodyToken('authorization', 'payload_hash', { timestamp: issuedWithin(TEN_MINUTES) }),
		eventField: ['status', 'message_type'],
		events: [
			'submitted',
			'delivered',
			'rejected',
			'undeliverable',
			'read',
			'started',
			'ringing',
			'answered',
			'completed',
			'failed',
		],
		timeField: 'timestamp',
		fields: { jobIdField: 'message_uuid, uuid' },
		urlPlace: 'Enter the URL in the dashboard, under Applications, as Inbound, Status or Event URL of a capability.',
		secretPlace: 'The Webhook Secret is the Signature secret of the account, under Settings.',
		source: 'https://developer.vonage.com/en/getting-started/concepts/webhooks',
	},
	{
		value: 'wix',
		name: 'Wix',
		signature: {
			algorithm: 'rsaSha256',
			keyEncodings: ['spki'],
			places: ['body:'],
			format: { kind: 'jwt', bodyClaim: 'data' },
			encoding: 'base64url',
			timestamp: issuedWithin(A_DAY),
		},
		// Where the claim is no text, it is a field of the claims.
		eventField: ['eventType', 'data.eventType'],
		events: [
			'wix.ecom.v1.order_created',
			'wix.ecom.v1.order_approved',
			'wix.ecom.v1.order_updated',
			'wix.ecom.v1.order_canceled',
		],
		jsonFields: ['data', 'identity'],
		urlPlace: 'Add a webhook with the URL in the dashboard of the app, under Webhooks.',
		secretPlace: 'The Webhook Secret is the public key of the app: choose Get Public Key on the same page.',
		retries: 'Wix waits 1.25 seconds and repeats a delivery up to twelve times within hours.',
		confidence: 'implementations',
		source:
			'https://dev.wix.com/docs/api-reference/articles/work-with-wix-apis/platform/about-the-structure-of-webhooks',
	},
];
