import { letTimePass } from './support/clock.mts';
import { answers, deliver } from './support/deliver.mts';
import { closeHosts, listen, newSecret } from './support/open-trigger.mts';
import { providers } from './support/providers.mts';
import { collectWarnings } from './support/warnings.mts';

afterEach(closeHosts);
afterEach(() => jest.restoreAllMocks());

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe.each(providers)('the $name credential', (provider) => {
	it('is read once for many deliveries', async () => {
		const trigger = await listen(provider);
		for (let count = 0; count < 30; count++) await deliver(trigger);
		expect(trigger.credential.reads).toBe(1);
	});

	it('is read once for deliveries that arrive together', async () => {
		const trigger = await listen(provider);
		await Promise.all(Array.from({ length: 20 }, async () => await deliver(trigger)));
		expect(trigger.credential.reads).toBe(1);
	});

	it('is read again after a minute', async () => {
		const trigger = await listen(provider);
		await deliver(trigger);
		letTimePass(MINUTE);
		await deliver(trigger);
		expect(trigger.credential.reads).toBe(2);
	});

	it('is read at most once a second however many forged deliveries come', async () => {
		const trigger = await listen(provider);
		await deliver(trigger);
		trigger.credential.reads = 0;
		const start = Date.now();
		for (let second = 0; second < 5; second++) {
			letTimePass(SECOND);
			for (let count = 0; count < 10; count++) await deliver(trigger, { secret: 'forged' });
		}
		const seconds = Math.ceil((Date.now() - start) / SECOND);
		expect(trigger.credential.reads).toBeGreaterThan(0);
		expect(trigger.credential.reads).toBeLessThanOrEqual(seconds);
	});

	it('is read for no delivery without a well-formed signature', async () => {
		const trigger = await listen(provider);
		await deliver(trigger);
		for (const signature of [null, '', 'zz', 'ab']) await deliver(trigger, { signature });
		expect(trigger.credential.reads).toBe(1);
	});

	it('is read for no delivery from an address that is not allowed', async () => {
		const trigger = await listen(provider, { options: { allowedIps: '192.0.2.1' } });
		await deliver(trigger);
		expect(trigger.credential.reads).toBe(0);
	});
});

describe.each(providers)('a flood of forged deliveries to the $name trigger', (provider) => {
	it('is one line in the log', async () => {
		const warnings = collectWarnings();
		const trigger = await listen(provider);
		for (let count = 0; count < 20; count++) await deliver(trigger, { secret: 'forged' });
		expect(warnings).toEqual([
			expect.stringMatching(
				/\(workflow \S+, sender (?:::ffff:)?127\.0\.0\.1\): A delivery .*its signature does not match/,
			),
		]);
	});
});

describe.each(providers)('a changed secret of the $name credential', (provider) => {
	/** A trigger that has used its secret, which is then replaced. */
	async function rotated() {
		const trigger = await listen(provider);
		await deliver(trigger);
		const old = trigger.credential.secret;
		trigger.credential.secret = newSecret();
		letTimePass(SECOND);
		return { trigger, old };
	}

	it('is picked up by the first delivery that is signed with it', async () => {
		const { trigger } = await rotated();
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});

	it('leaves the old one in force for deliveries under way', async () => {
		const { trigger, old } = await rotated();
		await deliver(trigger);
		letTimePass(4 * MINUTE);
		expect(await deliver(trigger, { secret: old })).toMatchObject(answers.received);
	});

	it('ends the old one after six minutes', async () => {
		const { trigger, old } = await rotated();
		await deliver(trigger);
		letTimePass(6 * MINUTE);
		expect(await deliver(trigger, { secret: old })).toMatchObject(answers.unauthorized);
	});

	it('ends the old one, though no delivery came for long after the change', async () => {
		const { trigger, old } = await rotated();
		letTimePass(60 * MINUTE);
		expect(await deliver(trigger, { secret: old })).toMatchObject(answers.unauthorized);
	});

	it('counts without the spaces and line breaks around it', async () => {
		const trigger = await listen(provider);
		const { secret } = trigger.credential;
		trigger.credential.secret = ` ${secret}\n`;
		expect(await deliver(trigger, { secret })).toMatchObject(answers.received);
	});
});

describe.each(providers)('the $name trigger without a secret', (provider) => {
	const withoutSecret = async () => await listen(provider, { credential: { webhookSecret: '' } });

	it('answers that it is not available, and stores nothing', async () => {
		const trigger = await withoutSecret();
		expect(await deliver(trigger, { secret: 'any' })).toMatchObject(answers.unavailable);
		expect(trigger.host.executions).toEqual([]);
	});

	it('accepts nothing that is signed with an empty secret', async () => {
		const trigger = await withoutSecret();
		expect(await deliver(trigger, { secret: '' })).toMatchObject(answers.unavailable);
	});

	it('says in the log what to do', async () => {
		const warnings = collectWarnings();
		await deliver(await withoutSecret(), { secret: 'any' });
		expect(warnings).toEqual([
			expect.stringMatching(/no signing secret is known.*Enter the Webhook Secret.*credential/),
		]);
	});

	it('says so once for many deliveries', async () => {
		const warnings = collectWarnings();
		const trigger = await withoutSecret();
		for (let count = 0; count < 10; count++) await deliver(trigger, { secret: 'any' });
		expect(warnings).toHaveLength(1);
	});

	it('accepts deliveries as soon as there is one', async () => {
		const trigger = await withoutSecret();
		await deliver(trigger, { secret: 'any' });
		trigger.credential.secret = newSecret();
		letTimePass(SECOND);
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});
});

describe.each(providers)('the $name trigger whose credential cannot be read', (provider) => {
	const broken = async () => {
		const trigger = await listen(provider);
		trigger.credential.failure = new Error('Credentials could not be decrypted');
		return trigger;
	};

	it('answers that it is not available, and stores nothing', async () => {
		collectWarnings();
		const trigger = await broken();
		expect(await deliver(trigger)).toMatchObject(answers.unavailable);
		expect(trigger.host.executions).toEqual([]);
	});

	it('says so in the log', async () => {
		const warnings = collectWarnings();
		await deliver(await broken());
		expect(warnings).toContainEqual(expect.stringContaining('could not be read'));
	});

	it('does not read it again and again', async () => {
		collectWarnings();
		const trigger = await broken();
		const start = Date.now();
		for (let count = 0; count < 10; count++) await deliver(trigger);
		const seconds = Math.ceil((Date.now() - start) / SECOND);
		expect(trigger.credential.reads).toBeLessThanOrEqual(seconds);
	});

	it('accepts deliveries as soon as it can be read again', async () => {
		collectWarnings();
		const trigger = await broken();
		await deliver(trigger);
		trigger.credential.failure = undefined;
		letTimePass(SECOND);
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});

	it('goes on with the secret that it read a moment ago', async () => {
		collectWarnings();
		const trigger = await listen(provider);
		await deliver(trigger);
		trigger.credential.failure = new Error('Credentials could not be decrypted');
		letTimePass(2 * MINUTE);
		expect(await deliver(trigger)).toMatchObject(answers.received);
	});
});
