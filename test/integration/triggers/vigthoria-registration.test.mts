import type { VigthoriaSimulator } from '../../simulator/index.mts';
import { providerNamed } from './support/providers.mts';
import { closeSimulator, openSimulator, registrant } from './support/registration.mts';
import { collectWarnings } from './support/warnings.mts';

const provider = providerNamed('vigthoria');

let service: VigthoriaSimulator;

beforeEach(async () => {
	service = (await openSimulator()).vigthoria;
});
afterEach(closeSimulator);
afterEach(() => jest.restoreAllMocks());

const open = (webhookBaseUrl = 'https://n8n.example.com/webhook', webhookSecret = 'a-secret-from-the-dashboard') =>
	registrant(provider, service, { additionalData: { webhookBaseUrl }, credential: { webhookSecret } });

describe('activating the Vigthoria trigger', () => {
	it('succeeds on a public HTTPS address with a secret', async () => {
		const warnings = collectWarnings();
		expect(await open().run('create')).toBe(true);
		expect(warnings).toEqual([]);
	});

	it.each(['', '  '])('is not possible with the secret "%s", and says what to do', async (secret) => {
		await expect(open(undefined, secret).run('create')).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(
				/^The credential has no Webhook Secret\. Copy the signing secret from the webhook settings/,
			),
		});
	});

	it.each([
		'http://n8n.example.com',
		'https://10.0.0.5',
		'https://192.168.1.5:5678',
		'https://172.16.0.5',
		'https://169.254.0.5',
		'https://[fd00::5]',
		'https://[fe80::5]',
		'https://n8n.local',
		'https://n8n.internal',
	])('is not possible at %s, and says what to do', async (origin) => {
		await expect(open(`${origin}/webhook`).run('create')).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(
				/^Vigthoria delivers to public HTTPS addresses only\. .*Set N8N_WEBHOOK_URL.*publish \(activate\) the workflow again/,
			),
		});
	});

	it.each(['http://localhost:5678', 'http://127.0.0.1:5678', 'http://[::1]:5678'])(
		'is possible at %s, with a warning in the log',
		async (origin) => {
			const warnings = collectWarnings();
			expect(await open(`${origin}/webhook`).run('create')).toBe(true);
			expect(warnings).toEqual([expect.stringContaining('leads to this machine only')]);
		},
	);

	it.each(['https://10.example.com', 'https://172.32.0.1', 'https://11.0.0.1'])(
		'is possible at %s, which only looks private',
		async (origin) => {
			expect(await open(`${origin}/webhook`).run('create')).toBe(true);
		},
	);

	it.each(['checkExists', 'create', 'delete'] as const)('asks nothing of the API in %s', async (hook) => {
		await open().run(hook);
		expect(service.requests).toHaveLength(0);
	});
});
