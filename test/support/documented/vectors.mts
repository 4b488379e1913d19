import type { Signs } from './catalogue-signer.mts';

/** A published delivery with a shared secret, and the headers that its signer must give. */
interface PublishedVector {
	name: string;
	source: string;
	signs: Signs;
	secret: string;
	body: string;
	url: string;
	id: string;
	/** milliseconds since 1970 */
	now: number;
	/** the time as it was sent, where it is not written as `signs.time` says */
	time?: string;
	/** the name of a documented sender that signs in this way too */
	row?: string;
	headers: Record<string, string>;
}

/** What stands for the parts of a delivery that its signature does not cover. */
const UNSIGNED = { url: 'https://example.com/webhook', id: '', now: 0 };

const razorpaySigns: Signs = {
	algorithm: 'hmac-sha256',
	key: 'text',
	content: '{body}',
	encoding: 'hex',
	headers: {
		'X-Razorpay-Signature': '{signature}',
	},
};

const xSignatureSigns: Signs = {
	algorithm: 'hmac-sha256',
	key: 'text',
	content: '{body}',
	encoding: 'hex',
	headers: {
		'X-Signature': '{signature}',
	},
};

const twilioFormSigns: Signs = {
	algorithm: 'hmac-sha1',
	key: 'text',
	content: '{url}{form}',
	encoding: 'base64',
	headers: {
		'X-Twilio-Signature': '{signature}',
	},
};

const standardWebhooksSigns: Signs = {
	algorithm: 'hmac-sha256',
	key: 'whsec',
	content: '{id}.{time}.{body}',
	encoding: 'base64',
	headers: {
		'webhook-id': '{id}',
		'webhook-timestamp': '{time}',
		'webhook-signature': 'v1,{signature}',
	},
	time: 's',
};

const twilioJsonSigns: Signs = {
	algorithm: 'hmac-sha1',
	key: 'text',
	content: '{url}',
	encoding: 'base64',
	headers: {
		'X-Twilio-Signature': '{signature}',
	},
};

const published: Array<Omit<PublishedVector, keyof typeof UNSIGNED> & Partial<PublishedVector>> = [
	{
		name: 'GitHub',
		source: 'published on docs.github.com, validating webhook deliveries',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{body}',
			encoding: 'hex',
			headers: {
				'X-Hub-Signature-256': 'sha256={signature}',
			},
		},
		secret: "It's a Secret to Everybody",
		body: 'Hello, World!',
		row: 'GitHub (form)',
		headers: {
			'X-Hub-Signature-256': 'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
		},
	},
	{
		name: 'Jira (webhook with a secret)',
		source: "Atlassian docs (Jira webhooks and Bitbucket manage-webhooks); the body has no comma, unlike GitHub's",
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{body}',
			encoding: 'hex',
			headers: {
				'X-Hub-Signature': 'sha256={signature}',
			},
		},
		secret: "It's a Secret to Everybody",
		body: 'Hello World!',
		headers: {
			'X-Hub-Signature': 'sha256=a4771c39fbe90f317c7824e83ddef3caae9cb3d976c214ace1f2937e133263c9',
		},
	},
	{
		name: 'Dropbox',
		source: 'test of the npm package hapi-dropbox-webhooks 1.1.0 (an implementation, not Dropbox itself)',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{body}',
			encoding: 'hex',
			headers: {
				'X-Dropbox-Signature': '{signature}',
			},
		},
		secret: 'the_secret',
		body: '{"delta": {"users": [12345]}}',
		headers: {
			'X-Dropbox-Signature': '0a8c16b085420b960dc78664279fe09e936a2a01b1f91064869d9e77dfd64529',
		},
	},
	{
		name: 'Razorpay',
		source: 'razorpay/razorpay-node test/utils/razorpay-utils.spec.js',
		signs: razorpaySigns,
		secret: '123456',
		body: '{"a":1,"b":2,"c":{"d":3}}',
		headers: {
			'X-Razorpay-Signature': '2fe04e22977002e6c7cb553adab8b460cb9e2a4970d5953cb27a8472752e3bbc',
		},
	},
	{
		name: 'Coinbase Commerce',
		source: 'coinbase/coinbase-commerce-node test/testWebhook.spec.js',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{body}',
			encoding: 'hex',
			headers: {
				'X-CC-Webhook-Signature': '{signature}',
			},
		},
		secret: '30291a20-0bd1-4267-9b0f-e6e7b123c0bf',
		body: '{"id":1,"scheduled_for":"2017-01-31T20:50:02Z","attempt_number":1,"event":{"id":"24934862-d980-46cb-9402-43c81b0cdba6","type":"charge:created","api_version":"2018-03-22","created_at":"2017-01-31T20:49:02Z","data":{"code":"66BEOV2A","name":"The Sovereign Individual","description":"Mastering the Transition to the Information Age","hosted_url":"https://commerce.coinbase.com/charges/66BEOV2A","created_at":"2017-01-31T20:49:02Z","expires_at":"2017-01-31T21:04:02Z","timeline":[{"time":"2017-01-31T20:49:02Z","status":"NEW"}],"metadata":{},"pricing_type":"no_price","payments":[],"addresses":{"bitcoin":"0000000000000000000000000000000000","ethereum":"0x0000000000000000000000000000000000000000","litecoin":"3000000000000000000000000000000000","bitcoincash":"bitcoincash:000000000000000000000000000000000000000000"}}}}',
		headers: {
			'X-CC-Webhook-Signature': '8be7742c7d372f08a6a3224edadf18a22b65fa9e28f3f2de97376cdaa092590d',
		},
	},
	{
		name: 'ClickUp',
		source:
			"body and key of ClickUp's docs example; the digest from two implementations' tests (the docs print a shortened one that does not match)",
		signs: xSignatureSigns,
		secret: 'secret',
		body: '{"webhook_id":"7689a169-a000-4985-8676-6902b96d6627","event":"taskCreated","task_id":"c0j"}',
		headers: {
			'X-Signature': '4830bf524f6e29a3e8da953936c6f21c1fea2b9669b825d3e1be293ef3416c8c',
		},
	},
	{
		name: 'Airtable',
		source: 'gtalarico/pyairtable tests/test_models_webhook.py (an implementation; spaces as json.dumps writes them)',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'base64',
			content: '{body}',
			encoding: 'hex',
			headers: {
				'X-Airtable-Content-MAC': 'hmac-sha256={signature}',
			},
		},
		secret: 'c2VjcmV0LWtleQ==',
		body: '{"base": {"id": "app00000000000000"}, "webhook": {"id": "ach00000000000000"}, "timestamp": "2022-02-01T21:25:05.663Z"}',
		headers: {
			'X-Airtable-Content-MAC': 'hmac-sha256=e26da696a90933647bddc83995c3e1e3bb1c3d8ce1ff61cb7469767d50b2b2d4',
		},
	},
	{
		name: 'Slack (slash commands, interactivity)',
		source: 'Slack docs, verifying requests from Slack',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: 'v0:{time}:{body}',
			encoding: 'hex',
			headers: {
				'X-Slack-Signature': 'v0={signature}',
				'X-Slack-Request-Timestamp': '{time}',
			},
			time: 's',
		},
		secret: '8f742231b10e8888abcd99yyyzzz85a5',
		body: 'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
		now: 1531420618000,
		row: 'Slack (slash commands)',
		headers: {
			'X-Slack-Request-Timestamp': '1531420618',
			'X-Slack-Signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
		},
	},
	{
		name: 'Twilio',
		source: 'twilio/twilio-node spec/validation.spec.js (fields there; encoded as a form here)',
		signs: twilioFormSigns,
		secret: '12345',
		body: 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212',
		url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
		row: 'Twilio',
		headers: {
			'X-Twilio-Signature': 'RSOYDt4T1cUTdK1PDd93/VVr8B8=',
		},
	},
	{
		name: 'Retell AI',
		source: 'published in RetellAI/retell-typescript-sdk tests/webhook-auth.test.ts; recomputed here and equal',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{body}{time}',
			encoding: 'hex',
			headers: {
				'x-retell-signature': 'v={time},d={signature}',
			},
			time: 'ms',
		},
		secret: 'test-api-key',
		body: '{"event":"call_ended"}',
		now: 1700000000000,
		row: 'Retell AI',
		headers: {
			'x-retell-signature': 'v=1700000000000,d=07024cabe7dd8f6d1c6e4a8324ca92c812e6ad4a7ee506c04f7e462e3321823e',
		},
	},
	{
		name: 'Bria',
		source:
			'published in Bria-AI/bria-client tests/unit/toolkit/test_webhook_verification.py; recomputed here and equal',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'derived: HMAC-SHA256(key = API token, message = bria-webhook-signing-v1)',
			content: '{id}.{time}.{body}',
			encoding: 'base64',
			headers: {
				'Bria-Webhook-Id': '{id}',
				'Bria-Webhook-Timestamp': '{time}',
				'Bria-Webhook-Signature': 'v1={signature}',
			},
			time: 's',
		},
		secret: 'contract-test-shared-token',
		body: '{"status":"COMPLETED","result":{"url":"https://cdn.bria.ai/final.png"},"request_id":"req_contract_test_001"}',
		id: 'req_contract_test_001',
		now: 1700000000000,
		headers: {
			'Bria-Webhook-Id': 'req_contract_test_001',
			'Bria-Webhook-Timestamp': '1700000000',
			'Bria-Webhook-Signature': 'v1=muClfnkuIXEqW69htILKVEwJdzC0LWB1tP53ptLm7SM=',
		},
	},
	{
		name: 'Cloudinary',
		source:
			'SHA-256 variant, published in cloudinary/cloudinary_npm test/utils/utils_spec.js; recomputed here and equal',
		signs: {
			algorithm: 'sha256-concat',
			key: 'text',
			content: '{body}{time}{secret}',
			encoding: 'hex',
			headers: {
				'X-Cld-Timestamp': '{time}',
				'X-Cld-Signature': '{signature}',
			},
			time: 's',
		},
		secret: 'hardcoded',
		body: '{"public_id":"b8sjhoslj8cq8ovoa0ma","version":"1555337587","width":1000,"height":800}',
		now: 7952342400000000,
		row: 'Cloudinary (SHA-256)',
		headers: {
			'X-Cld-Timestamp': '7952342400000',
			'X-Cld-Signature': '6c5a29fd8815772fbac2f10ae741e093d0859313947ef8fadeb29126ded6649c',
		},
	},
	{
		name: 'OpenAI',
		source: 'published in openai-node tests/api-resources/webhooks.test.ts',
		signs: standardWebhooksSigns,
		secret: 'whsec_RdvaYFYUXuIFuEbvZHwMfYFhUf7aMYjYcmM24+Aj40c=',
		body: '{"id": "evt_685c059ae3a481909bdc86819b066fb6", "object": "event", "created_at": 1750861210, "type": "response.completed", "data": {"id": "resp_123"}}',
		id: 'wh_685c059ae39c8190af8c71ed1022a24d',
		now: 1750861210000,
		headers: {
			'webhook-id': 'wh_685c059ae39c8190af8c71ed1022a24d',
			'webhook-timestamp': '1750861210',
			'webhook-signature': 'v1,gUAg4R2hWouRZqRQG4uJypNS8YK885G838+EHb4nKBY=',
		},
	},
	{
		name: 'Standard Webhooks (any)',
		source: "published in the Standard Webhooks and Svix tests, and in Novu's documentation",
		signs: standardWebhooksSigns,
		secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		body: '{"test": 2432232314}',
		id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
		now: 1614265330000,
		headers: {
			'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
			'webhook-timestamp': '1614265330',
			'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		},
		row: 'Polar (standard key)',
	},
	{
		name: 'Modern Treasury',
		source: "the SDK's own test; recomputed here",
		signs: xSignatureSigns,
		secret: 'foo',
		body: '{"foo":"bar"}',
		headers: {
			'X-Signature': '57e14f6f354543f0101fb06ea24df7731d90087b76651e3497345e22a3622940',
		},
	},
	{
		name: 'Paddle Billing',
		source: 'published in paddle-node-sdk webhooks-validator tests',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{time}:{body}',
			encoding: 'hex',
			headers: {
				'Paddle-Signature': 'ts={time};h1={signature}',
			},
			time: 's',
		},
		secret: 'VALID_SECRET',
		body: '{"data": ["1", "2"]}',
		now: 1698796800000,
		headers: {
			'Paddle-Signature': 'ts=1698796800;h1=a300428748dce5c70e4da19bffd60769591ea969c99dea3105d0ec9612cf43f9',
		},
	},
	{
		name: 'Sanity',
		source: 'published in @sanity/webhook, recomputed in signatures.md',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{time}.{body}',
			encoding: 'base64url',
			headers: {
				'sanity-webhook-signature': 't={time},v1={signature}',
			},
			time: 'ms',
		},
		secret: 'test',
		body: '{"_id":"resume"}',
		now: 1633519811129,
		headers: {
			'sanity-webhook-signature': 't=1633519811129,v1=tLa470fx7qkLLEcMOcEUFuBbRSkGujyskxrNXcoh0N0',
		},
	},
	{
		name: 'Razorpay, a body that is not JSON',
		source: 'razorpay/razorpay-node test/utils/razorpay-utils.spec.js',
		signs: razorpaySigns,
		secret: '123456',
		body: '{a:1, b:2}',
		headers: {
			'X-Razorpay-Signature': 'ee0a3edebeb4be41bafa3bc0a39069d7845a5c37760b863405049de80b5fe92d',
		},
	},
	{
		name: 'Twilio, json (1)',
		source: 'twilio/twilio-node spec/validation.spec.js',
		signs: twilioJsonSigns,
		secret: '12345',
		body: '{"property": "value", "boolean": true}',
		url: 'https://mycompany.com/myapp.php?foo=1&bar=2&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620',
		row: 'Twilio (JSON)',
		headers: {
			'X-Twilio-Signature': 'a9nBmqA0ju/hNViExpshrM61xv4=',
		},
	},
	{
		name: 'Twilio, json (2)',
		source: 'twilio/twilio-node spec/validation.spec.js',
		signs: twilioJsonSigns,
		secret: '12345',
		body: '{"property": "value", "boolean": true}',
		url: 'https://mycompany.com/myapp.php?bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620',
		row: 'Twilio (JSON)',
		headers: {
			'X-Twilio-Signature': 'y77kIzt2vzLz71DgmJGsen2scGs=',
		},
	},
	{
		name: 'Twilio, form, repeated field (3)',
		source: 'twilio/twilio-node spec/validation.spec.js',
		signs: twilioFormSigns,
		secret: '12345',
		body: 'Sid=CA123&SidAccount=AC123&Digits=5678&Digits=1234&Digits=1234',
		url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
		row: 'Twilio',
		headers: {
			'X-Twilio-Signature': 'IK+Dwps556ElfBT0I3Rgjkr1wJU=',
		},
	},
	{
		name: 'Twilio, form, repeated field (4)',
		source: 'twilio/twilio-node spec/validation.spec.js',
		signs: twilioFormSigns,
		secret: '12345',
		body: 'MessagingBinding.Address=%2B1325xxxxxxx&MessagingBinding.Address=%2B1415xxxxxxx',
		url: 'https://mycompany.com/myapp.php?foo=1&bar=2',
		row: 'Twilio',
		headers: {
			'X-Twilio-Signature': '83O6e2vORAoJHUNzJjDWN1jz+BA=',
		},
	},
	{
		name: 'Twilio, form, signed with the default port (5)',
		source: 'twilio/twilio-node spec/validation.spec.js',
		signs: twilioFormSigns,
		secret: '12345',
		body: 'CallSid=CA1234567890ABCDE&Caller=%2B14158675309&Digits=1234&From=%2B14158675309&To=%2B18005551212',
		url: 'https://mycompany.com:443/myapp.php?foo=1&bar=2',
		row: 'Twilio',
		headers: {
			'X-Twilio-Signature': 'kvajT1Ptam85bY51eRf/AJRuM3w=',
		},
	},
	{
		name: 'Twilio, its documentation',
		source: 'twilio.com/docs/usage/security',
		signs: twilioFormSigns,
		secret: '12345',
		body: 'CallSid=CA1234567890ABCDE&To=%2B18005551212&From=%2B14158675310&Caller=%2B14158675310&Digits=1234',
		url: 'https://example.com/myapp.php?foo=1&bar=2',
		row: 'Twilio',
		headers: {
			'X-Twilio-Signature': 'L/OH5YylLD5NRKLltdqwSvS0BnU=',
		},
	},
	{
		name: 'Box, primary key',
		source: 'box-node-sdk tests/lib/managers/webhooks-test.js',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{body}{header:box-delivery-timestamp}',
			encoding: 'base64',
			headers: {
				'Box-Signature-Primary': '{signature}',
				'Box-Delivery-Timestamp': '{time}',
			},
			time: 'iso',
		},
		secret: 'SamplePrimaryKey',
		body: '{"type":"webhook_event","webhook":{"id":"1234567890"},"trigger":"FILE.UPLOADED","source":{"id":"1234567890","type":"file","name":"Test.txt"}}',
		now: 1577862000000,
		time: '2020-01-01T00:00:00-07:00',
		row: 'Box',
		headers: {
			'Box-Delivery-Timestamp': '2020-01-01T00:00:00-07:00',
			'Box-Signature-Primary': '6TfeAW3A1PASkgboxxA5yqHNKOwFyMWuEXny/FPD5hI=',
		},
	},
	{
		name: 'Square',
		source: 'square SDK, via webhook-co/webhook',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{url}{body}',
			encoding: 'base64',
			headers: {
				'x-square-hmacsha256-signature': '{signature}',
			},
		},
		secret: 'asdf1234',
		body: '{"hello":"world"}',
		row: 'Square',
		headers: {
			'x-square-hmacsha256-signature': '2kRE5qRU2tR+tBGlDwMEw2avJ7QM4ikPYD/PJ3bd9Og=',
		},
	},
	{
		name: 'Cloudinary, SHA-1',
		source: 'cloudinary/cloudinary_npm test/utils/utils_spec.js',
		signs: {
			algorithm: 'sha1-concat',
			key: 'text',
			content: '{body}{time}{secret}',
			encoding: 'hex',
			headers: {
				'X-Cld-Timestamp': '{time}',
				'X-Cld-Signature': '{signature}',
			},
			time: 's',
		},
		secret: 'shhh',
		body: '{"public_id":"117e5550-7bfa-11e4-80d7-f962166bd3be","version":1417727468}',
		now: 1417727468000,
		row: 'Cloudinary',
		headers: {
			'X-Cld-Timestamp': '1417727468',
			'X-Cld-Signature': 'bac927006d3ce039ef7632e2c03189348d02924a',
		},
	},
	{
		name: 'Standard Webhooks, the secret without whsec_',
		source: 'Standard Webhooks webhook.test.ts',
		signs: standardWebhooksSigns,
		secret: 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
		body: '{"test": 2432232314}',
		id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
		now: 1614265330000,
		headers: {
			'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
		},
	},
	{
		name: 'a time, a dot and the body',
		source: 'computed: Mux, ElevenLabs, Magic Hour, Synthesia, Twelve Labs, sync.so',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			encoding: 'hex',
			content: '{time}.{body}',
			headers: {
				'mux-signature': 't={time},v1={signature}',
			},
			time: 's',
		},
		secret: 'whsec_dGVzdC1zZWNyZXQtMTIzNDU2Nzg5MA',
		body: '{"id":"evt_1","type":"t","data":{}}',
		now: 1700000000000,
		headers: {
			'mux-signature': 't=1700000000,v1=8eeae57263a3d76cfb4b9090da814a2b4c0bdc918a9a9bc4fb496c089b8713ac',
		},
	},
	{
		name: 'the body with the whole whsec_ text',
		source: 'computed: HeyGen, Black Forest Labs',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			encoding: 'hex',
			content: '{body}',
			headers: {
				'heygen-signature': '{signature}',
			},
		},
		secret: 'whsec_dGVzdC1zZWNyZXQtMTIzNDU2Nzg5MA',
		body: '{"id":"evt_1","type":"t","data":{}}',
		headers: {
			'heygen-signature': 'd5410dd6be34bd9fad040e66c390bfb9f99afa33bc5fc52df0128aaea87c4cb4',
		},
	},
	{
		name: 'the headers of Standard Webhooks with the key as text',
		source: 'computed: Freepik',
		signs: {
			algorithm: 'hmac-sha256',
			key: 'text',
			content: '{id}.{time}.{body}',
			encoding: 'base64',
			headers: {
				'webhook-signature': 'v1,{signature}',
			},
			time: 's',
		},
		secret: 'whsec_dGVzdC1zZWNyZXQtMTIzNDU2Nzg5MA',
		body: '{"id":"evt_1","type":"t","data":{}}',
		id: 'msg_1',
		now: 1700000000000,
		row: 'Polar',
		headers: {
			'webhook-signature': 'v1,6f93ebWndsu+kx2jO8u21ogmYVlG7kDpCeTNirA4yD4=',
		},
	},
];

/** Deliveries with a shared secret, as their services publish them. */
export const sharedSecretVectors: PublishedVector[] = published.map((vector) => ({ ...UNSIGNED, ...vector }));

/** Deliveries signed with Ed25519; the seed is the first 32 bytes of `privateSeed` (base64). */
export const privateKeyVectors: Array<
	Omit<PublishedVector, 'secret' | 'row'> & { privateSeed: string; publicKey: string }
> = [
	{
		name: 'Standard Webhooks, v1a',
		source: 'published in svix worker.rs test_asymmetric_key_signing',
		signs: {
			algorithm: 'ed25519',
			key: 'whsec',
			content: '{id}.{time}.{body}',
			encoding: 'base64',
			headers: {
				'webhook-id': '{id}',
				'webhook-timestamp': '{time}',
				'webhook-signature': 'v1a,{signature}',
			},
			time: 's',
		},
		privateSeed: '6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==',
		publicKey: '1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=',
		body: '{"test": 2432232314}',
		id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
		now: 1614265330000,
		url: 'https://example.com/webhook',
		headers: {
			'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
			'webhook-timestamp': '1614265330',
			'webhook-signature':
				'v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg==',
		},
	},
	{
		name: 'fal',
		source: 'computed',
		signs: {
			algorithm: 'ed25519',
			key: 'jwks',
			content: '{header:x-fal-webhook-request-id}\n{header:x-fal-webhook-user-id}\n{time}\n{sha256hex}',
			encoding: 'hex',
			headers: {
				'X-Fal-Webhook-Request-Id': '{id}',
				'X-Fal-Webhook-User-Id': 'user_1',
				'X-Fal-Webhook-Timestamp': '{time}',
				'X-Fal-Webhook-Signature': '{signature}',
			},
			time: 's',
		},
		privateSeed: 'BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=',
		publicKey: '6kpsY+KcUgq+9VB7Ey7F+ZVHdq6+vnuSQh7qaRRG0iw=',
		body: '{"request_id":"r1","gateway_request_id":"r1","status":"OK","payload":{"images":[{"url":"https://v3.fal.media/files/a.png"}]}}',
		id: 'r1',
		now: 1700000000000,
		url: 'https://example.com/webhook',
		headers: {
			'X-Fal-Webhook-Signature':
				'57b48dfebc88bb11810d66f51f39302bf611696012a09872a10707a4ad27882173b3ecc7bef62d64f15ec909e5b913f1bb35de8a21984afe1b28ac222dbb460a',
		},
	},
];

/** A delivery of Discord, of which only the public key is known. */
export const discordVector = {
	source: 'webhook-co/webhook packages/webhooks-spec discord.test.ts (an implementation; Discord publishes none)',
	signs: {
		algorithm: 'ed25519',
		key: 'hex',
		content: '{time}{body}',
		encoding: 'hex',
		headers: {
			'X-Signature-Ed25519': '{signature}',
			'X-Signature-Timestamp': '{time}',
		},
		time: 's',
	},
	publicKeyHex: '79b5562e8fe654f94078b112e8a98ba7901f853ae695bed7e0e3910bad049664',
	body: '{"type":1}',
	now: 1610000000000,
	signatureHex:
		'50db4086e890c41c26b539f0dd95af18b4d8b03d2f4203964d238b4946943ee2cc6fd52c47ddb355d267086a8c4e299d1054d3d655dba6e0f237a779f634800d',
};

/** A delivery of PayPal, of which only the signed text can be computed: its certificate is not published with it. */
export const payPalVector = {
	source:
		'PayPal Python and Ruby SDK tests; secret is the webhook id. Only the signed text (CRC32) could be recomputed: the certificate is not in the repository',
	signs: {
		algorithm: 'rsa-sha256',
		key: 'certificate',
		content: '{header:paypal-transmission-id}|{header:paypal-transmission-time}|{webhook id}|{crc32 of the body}',
		encoding: 'base64',
		headers: {
			'PAYPAL-TRANSMISSION-SIG': '{signature}',
			'PAYPAL-TRANSMISSION-ID': '{id}',
			'PAYPAL-TRANSMISSION-TIME': '{time}',
			'PAYPAL-CERT-URL': 'https://api.paypal.com/v1/notifications/certs/CERT-...',
			'PAYPAL-AUTH-ALGO': 'SHA256withRSA',
		},
		time: 'iso',
	},
	secret: '4JH86294D6297924G',
	id: 'dfb3be50-fd74-11e4-8bf3-77339302725b',
	time: '2015-05-18T15:45:13Z',
	body: '{"id":"WH-0G2756385H040842W-5Y612302CV158622M","create_time":"2015-05-18T15:45:13Z","resource_type":"sale","event_type":"PAYMENT.SALE.COMPLETED","summary":"Payment completed for $ 20.0 USD","resource":{"id":"4EU7004268015634R","create_time":"2015-05-18T15:44:02Z","update_time":"2015-05-18T15:44:21Z","amount":{"total":"20.00","currency":"USD"},"payment_mode":"INSTANT_TRANSFER","state":"completed","protection_eligibility":"ELIGIBLE","protection_eligibility_type":"ITEM_NOT_RECEIVED_ELIGIBLE,UNAUTHORIZED_PAYMENT_ELIGIBLE","parent_payment":"PAY-86C81811X5228590KKVNARQQ","transaction_fee":{"value":"0.88","currency":"USD"},"links":[{"href":"https://api.sandbox.paypal.com/v1/payments/sale/4EU7004268015634R","rel":"self","method":"GET"},{"href":"https://api.sandbox.paypal.com/v1/payments/sale/4EU7004268015634R/refund","rel":"refund","method":"POST"},{"href":"https://api.sandbox.paypal.com/v1/payments/payment/PAY-86C81811X5228590KKVNARQQ","rel":"parent_payment","method":"GET"}]},"links":[{"href":"https://api.sandbox.paypal.com/v1/notifications/webhooks-events/WH-0G2756385H040842W-5Y612302CV158622M","rel":"self","method":"GET"},{"href":"https://api.sandbox.paypal.com/v1/notifications/webhooks-events/WH-0G2756385H040842W-5Y612302CV158622M/resend","rel":"resend","method":"POST"}]}',
	signedText: 'dfb3be50-fd74-11e4-8bf3-77339302725b|2015-05-18T15:45:13Z|4JH86294D6297924G|2771810304',
};

/** Handshakes that want the HMAC-SHA256 of a token. */
export const keyedEchoVectors: Array<{
	name: string;
	source: string;
	secret: string;
	token: string;
	encoding: 'hex' | 'base64';
	answer: string;
}> = [
	{
		name: 'Zoom',
		secret: 'secretValueTest',
		token: 'qgg8vlvZRS6UYooatFL8Aw',
		encoding: 'hex',
		answer: '70c1f2e2e6ca2d39297490d1f9142c7d701415ea8e6151f6562a08fa657a40ff',
		source: 'elastic/beats http_endpoint test (an implementation)',
	},
	{
		name: 'Zoom',
		secret: 'zoom-secret-token-xyz',
		token: 'pv-plainToken-abc123',
		encoding: 'hex',
		answer: '924c76d973084bbe133c17ff1c1a9b6639c74aef8bb34daa05c70361039e7beb',
		source: 'webhook-co/webhook test (an implementation)',
	},
	{
		name: 'X (Twitter)',
		secret: 'z3ZX4v7mAAUGykl3EcmkqbartmuW8VFOOzCloLx9Q45P0hLrFu',
		token: '9b4507b3-9040-4669-9ca3-6b94edb50553',
		encoding: 'base64',
		answer: 'Cytd4Sq+NvEcV3MMrXxWJGJx5A+y/lXzzU2Maartkx8=',
		source: 'webhook-co/webhook apps/engine/test/handshake.test.ts',
	},
];
