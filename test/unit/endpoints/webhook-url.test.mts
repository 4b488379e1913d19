import { requirePublicHttps, warnOfLoopback, webhookUrl } from '../../../nodes/shared/endpoints/webhook-url.ts';
import { hookContext } from '../support/context.mts';

const LOOPBACK = [
	'localhost',
	'n8n.localhost',
	'127.0.0.1',
	'127.1.2.3',
	'127.1',
	'2130706433',
	'[::1]',
	'[0:0:0:0:0:0:0:1]',
	'LOCALHOST',
	'localhost.',
	'[::ffff:127.0.0.1]',
	'0.0.0.0',
	'[::]',
];
const PRIVATE = [
	'10.0.0.1',
	'10.255.255.255',
	'192.168.0.1',
	'172.16.0.1',
	'172.31.255.255',
	'169.254.1.1',
	'100.64.0.1',
	'100.127.255.255',
	'[fc00::1]',
	'[fd12:3456::1]',
	'[fe80::1]',
	'[febf::1]',
	'[::ffff:10.0.0.1]',
	'printer.local',
	'n8n.internal',
	'n8n.lan',
	'n8n.internal.',
	'n8n.home.arpa',
	'n8n',
];
const PUBLIC = [
	'n8n.example.com',
	'example.com.',
	'8.8.8.8',
	'172.15.0.1',
	'172.32.0.1',
	'192.169.0.1',
	'11.0.0.1',
	'100.63.0.1',
	'100.128.0.1',
	'169.253.0.1',
	'128.0.0.1',
	'[2606:4700::1]',
	'[fec0::1]',
	'10.example.com',
	'192.168.example.com',
	'127.0.0.1.example.com',
	'localhost.example.com',
	'mylocalhost.com',
	'local.example.com',
	'lan.example.org',
];

const refusal = (url: string) => {
	try {
		requirePublicHttps(hookContext().context, url, 'Acme');
		return null;
	} catch (error) {
		return error as Error & { description: string };
	}
};

describe('the address of a trigger', () => {
	it('is the one that n8n gives', () => {
		expect(webhookUrl(hookContext('https://n8n.example.com/webhook/1').context)).toBe(
			'https://n8n.example.com/webhook/1',
		);
	});

	it('is an error for the user where n8n gives none', () => {
		expect(() => webhookUrl(hookContext().context)).toThrow('n8n gave the trigger no webhook URL');
	});

	it.each(LOOPBACK)('leads to this machine only with the host %s', (host) => {
		expect(warnOfLoopback(hookContext().context, `https://${host}:5678/webhook/1`)).toBe(true);
	});

	it.each([...PRIVATE, ...PUBLIC])('leads to other machines too with the host %s', (host) => {
		expect(warnOfLoopback(hookContext().context, `https://${host}/webhook/1`)).toBe(false);
	});

	it('gets a warning that names the setting where it leads to this machine only', () => {
		const { context, warnings } = hookContext(undefined, 'trigger', 'a workflow of its own');
		warnOfLoopback(context, 'http://localhost:5678/webhook/1');
		expect(warnings).toEqual([expect.stringContaining('N8N_WEBHOOK_URL')]);
	});

	it('gets no warning where it is public', () => {
		const { context, warnings } = hookContext();
		warnOfLoopback(context, 'https://n8n.example.com/webhook/1');
		expect(warnings).toEqual([]);
	});
});

describe('a provider that delivers to public HTTPS addresses only', () => {
	it.each(PUBLIC)('may be given the host %s', (host) => {
		expect(refusal(`https://${host}/webhook/1`)).toBeNull();
	});

	it.each(PRIVATE)('may not be given the host %s', (host) => {
		expect(refusal(`https://${host}/webhook/1`)?.message).toBe('Acme delivers to public HTTPS addresses only');
	});

	it('may not be given plain HTTP', () => {
		expect(refusal('http://n8n.example.com/webhook/1')?.message).toBe('Acme delivers to public HTTPS addresses only');
	});

	it('may be given this machine, for trying out', () => {
		expect(refusal('http://localhost:5678/webhook/1')).toBeNull();
	});

	it('gets its refusal explained with the address and the setting', () => {
		expect(refusal('http://n8n.example.com/webhook/1')?.description).toMatch(
			/http:\/\/n8n\.example\.com\/webhook\/1.*N8N_WEBHOOK_URL/,
		);
	});

	it('is only warned about while somebody listens for a test event', () => {
		const { context, warnings } = hookContext(undefined, 'manual', 'a workflow that listens');
		requirePublicHttps(context, 'http://192.168.1.7:5678/webhook-test/1', 'Acme');
		expect(warnings).toEqual([expect.stringContaining('http://192.168.1.7:5678/webhook-test/1')]);
	});
});
