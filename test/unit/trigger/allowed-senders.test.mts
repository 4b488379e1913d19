import { senderIsAllowed } from '../../../nodes/shared/trigger/allowed-senders.ts';

describe('a sender', () => {
	it.each([
		['where nothing is set', undefined, '203.0.113.7'],
		['where the list is empty', '', '203.0.113.7'],
		['where the list is blank', '  ', '203.0.113.7'],
		['who is the only entry', '203.0.113.7', '203.0.113.7'],
		['who is one of several entries', '203.0.113.6, 203.0.113.7', '203.0.113.7'],
		['where entries have spaces, line breaks and gaps', '\n 203.0.113.6 ,, 203.0.113.7 \n', '203.0.113.7'],
		['whom an IPv6 socket sees', '203.0.113.7', '::ffff:203.0.113.7'],
		['whom an IPv6 socket sees in upper case', '203.0.113.7', '::FFFF:203.0.113.7'],
		['where the entry is the IPv6 form', '::ffff:203.0.113.7', '203.0.113.7'],
		['with an IPv6 address', '2001:db8::1', '2001:db8::1'],
		['with an IPv6 address in the other case', '2001:DB8::A', '2001:db8::a'],
		['whose address is unknown where nothing is set', undefined, undefined],
	])('is allowed %s', (_, allowed, address) => {
		expect(senderIsAllowed(allowed, address)).toBe(true);
	});

	it.each([
		['who is not in the list', '203.0.113.7', '203.0.113.8'],
		['whose address is the start of an entry', '203.0.113.77', '203.0.113.7'],
		['whose address begins with an entry', '203.0.113.7', '203.0.113.77'],
		['whose address is unknown', '203.0.113.7', undefined],
		['whose address is empty', '203.0.113.7', ''],
		['whose address is a list that holds an entry', '203.0.113.7', '203.0.113.7, 198.51.100.1'],
		['where an entry is a pattern', '203.0.113.*', '203.0.113.7'],
	])('is refused %s', (_, allowed, address) => {
		expect(senderIsAllowed(allowed, address)).toBe(false);
	});

	// A list that somebody began is meant to shut others out.
	it('is refused where the list holds nothing but commas', () => {
		expect(senderIsAllowed(',', '203.0.113.7')).toBe(false);
	});

	it.each([
		['2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
		['::ffff:cb00:7107', '203.0.113.7'],
	])('is allowed where the entry %s is another spelling of the address', (allowed, address) => {
		expect(senderIsAllowed(allowed, address)).toBe(true);
	});
});
