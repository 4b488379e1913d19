import { signingSecretsOf } from '../../../nodes/shared/secrets/signing-secrets.ts';

describe("a credential's signing secret", () => {
	it.each([
		['whsec_1', ['whsec_1']],
		[' whsec_1\n', ['whsec_1']],
		['two words', ['two words']],
		['0', ['0']],
	])('is read from %j as %j', (value, expected) => {
		expect(signingSecretsOf(value)).toEqual(expected);
	});

	it.each([[''], [' \t\n'], [undefined], [null], [7], [{}]])('is none in %j', (value) => {
		expect(signingSecretsOf(value)).toEqual([]);
	});
});
