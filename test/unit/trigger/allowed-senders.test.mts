import fc from 'fast-check';

import { readAllowedIps, senderIsAllowed } from '../../../nodes/shared/trigger/allowed-senders.ts';

/** As the trigger does for a parameter that is no expression. */
const allows = (entered: unknown, address: string | undefined) =>
	senderIsAllowed(readAllowedIps(entered, entered).networks, address);

describe('a sender', () => {
	it.each([
		['where nothing is set', undefined, '203.0.113.7'],
		['where the list is empty', '', '203.0.113.7'],
		['where the list is blank', '  ', '203.0.113.7'],
		['who is the only entry', '203.0.113.7', '203.0.113.7'],
		['who is one of several entries', '203.0.113.6, 203.0.113.7', '203.0.113.7'],
		['where entries have spaces, line breaks and gaps', '\n 203.0.113.6 ,, 203.0.113.7 \n', '203.0.113.7'],
		['where entries are on lines of their own', '198.51.100.1\r\n203.0.113.7\n2001:db8::/32', '203.0.113.7'],
		['where entries are separated by semicolons', '198.51.100.1;203.0.113.7; 2001:db8::/32', '2001:db8::1'],
		['where entries are separated by blanks and tabs', '198.51.100.1 203.0.113.0/24\t2001:db8::1', '203.0.113.7'],
		['whom an IPv6 socket sees', '203.0.113.7', '::ffff:203.0.113.7'],
		['whom an IPv6 socket sees in upper case', '203.0.113.7', '::FFFF:203.0.113.7'],
		['where the entry is the IPv6 form', '::ffff:203.0.113.7', '203.0.113.7'],
		['with an IPv6 address', '2001:db8::1', '2001:db8::1'],
		['with an IPv6 address in the other case', '2001:DB8::A', '2001:db8::a'],
		['where the entry is another spelling of the address', '2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
		['where the entry is IPv4 in hexadecimal', '::ffff:cb00:7107', '203.0.113.7'],
		['whose link-local address names an interface', 'fe80::1', 'fe80::1%eth0'],
		['whose address is unknown where nothing is set', undefined, undefined],
		['at the start of a range', '203.0.113.0/24', '203.0.113.0'],
		['at the end of a range', '203.0.113.0/24', '203.0.113.255'],
		['in a range given by one of its addresses', '203.0.113.77/24', '203.0.113.1'],
		['in a range that does not end at a dot', '203.0.112.0/23', '203.0.113.255'],
		['in a range of one address', '203.0.113.7/32', '203.0.113.7'],
		['in the range of all IPv4 addresses', '0.0.0.0/0', '203.0.113.7'],
		['in an IPv6 range', '2001:db8::/32', '2001:db8:ffff::1'],
		['in a range of mapped addresses', '::ffff:203.0.113.0/120', '203.0.113.200'],
	])('is allowed %s', (_, allowed, address) => {
		expect(allows(allowed, address)).toBe(true);
	});

	it.each([
		['who is not in the list', '203.0.113.7', '203.0.113.8'],
		['whose address is the start of an entry', '203.0.113.77', '203.0.113.7'],
		['whose address begins with an entry', '203.0.113.7', '203.0.113.77'],
		['whose address is unknown', '203.0.113.7', undefined],
		['whose address is empty', '203.0.113.7', ''],
		['whose address is a list that holds an entry', '203.0.113.7', '203.0.113.7, 198.51.100.1'],
		['where an entry is a pattern', '203.0.113.*', '203.0.113.7'],
		// A list that somebody began is meant to shut others out.
		['where the list holds nothing but commas', ',', '203.0.113.7'],
		['where the list holds nothing but semicolons', ' ;\n;', '203.0.113.7'],
		['just outside a range', '203.0.113.0/25', '203.0.113.128'],
		['with an IPv6 address where all IPv4 addresses are allowed', '0.0.0.0/0', '2001:db8::1'],
		['where the list is no text', 7, '203.0.113.7'],
	])('is refused %s', (_, allowed, address) => {
		expect(allows(allowed, address)).toBe(false);
	});

	it.each([undefined, null, '', ' ', []])('is refused where an expression results in %j', (value) => {
		expect(senderIsAllowed(readAllowedIps('={{ $vars.ips }}', value).networks, '203.0.113.7')).toBe(false);
	});

	it('is allowed where an expression results in a list', () => {
		const { networks } = readAllowedIps('={{ $vars.ips }}', ['203.0.113.0/24', '2001:db8::1']);
		expect(senderIsAllowed(networks, '2001:db8::1')).toBe(true);
	});
});

describe('an entry of Allowed IPs', () => {
	it.each([
		'203.0.113',
		'203.0.113.256',
		'203.0.113.07',
		'203.0.113.7/33',
		'203.0.113.7/',
		'203.0.113.7/-1',
		'/24',
		'2001:db8::/129',
		'2001:db8',
		':::',
		'1:2:3:4:5:6:7:8:9',
		'::1]?[',
		'n8n.io',
		'203.0.113.1-9',
		'[object Object]',
	])('%s cannot be read', (entry) => {
		expect(readAllowedIps(entry, entry).unreadable.join(' ')).toBe(entry);
	});

	it('that cannot be read is named alone, however the entries are separated', () => {
		expect(readAllowedIps('x', '203.0.113.7; somewhere\n2001:db8::1').unreadable).toEqual(['somewhere']);
	});

	it('that cannot be read does not keep the others from being read', () => {
		expect(allows('somewhere, 203.0.113.7', '203.0.113.7')).toBe(true);
	});
});

it('a range holds an address exactly where their first bits are the same', () => {
	const octets = fc.array(fc.nat(255), { minLength: 4, maxLength: 4 });
	const bits = (address: number[]) => address.map((octet) => octet.toString(2).padStart(8, '0')).join('');
	fc.assert(
		fc.property(octets, octets, fc.nat(32), fc.nat(32), (network, random, length, shared) => {
			// Random addresses share no more than a few bits, so half of this one is the network's.
			const mixed = bits(network).slice(0, shared) + bits(random).slice(shared);
			const address = [0, 8, 16, 24].map((start) => Number.parseInt(mixed.slice(start, start + 8), 2));
			const expected = bits(network).slice(0, length) === mixed.slice(0, length);
			expect(allows(`${network.join('.')}/${length}`, address.join('.'))).toBe(expected);
		}),
	);
});
