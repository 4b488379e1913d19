/** What a scheme needs of a request, for whoever explains it. */
import type { SignatureScheme } from '../../../nodes/shared/delivery/scheme.ts';
import { parseTemplate } from '../../../nodes/shared/delivery/template.ts';
import { headersBesideSignature, headersIn } from '../../../nodes/shared/trigger/scheme-needs.ts';
import { plainHex, slack, standardWebhooks, stripe } from '../../support/schemes.mts';

it('names the headers of a template', () => {
	expect(headersIn(parseTemplate('{header:a|b}.{body:c}.{header:d}'))).toEqual([['a', 'b'], ['d']]);
});

describe('the headers that a scheme needs beside the signature', () => {
	it.each<[string, SignatureScheme, string[][]]>([
		['none where the body alone is signed', plainHex, []],
		['none where the time is in the signature', stripe, []],
		['that of the time', slack, [['x-slack-request-timestamp']]],
		[
			'those of the content and of the time',
			standardWebhooks,
			[
				['webhook-id', 'svix-id'],
				['webhook-timestamp', 'svix-timestamp'],
			],
		],
		['none for a time in the body', { ...slack, timestamp: { from: ['body:t'], unit: 'auto' } }, []],
	])('are %s', (_, scheme, expected) => {
		expect(headersBesideSignature(scheme)).toEqual(expected);
	});
});
