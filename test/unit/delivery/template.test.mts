/** What a template of signed content says. */
import {
	type ContentPart,
	covers,
	coversBody,
	fieldsIn,
	parseTemplate,
} from '../../../nodes/shared/delivery/template.ts';

const literal = (text: string): ContentPart => ({ kind: 'literal', text });

describe('a template', () => {
	it.each<[string, ContentPart[]]>([
		['', []],
		['{body}', [{ kind: 'body' }]],
		['v0:{timestamp}:{body}', [literal('v0:'), { kind: 'timestamp' }, literal(':'), { kind: 'body' }]],
		['{method}{url}{path}', [{ kind: 'method' }, { kind: 'url' }, { kind: 'path' }]],
		['{secret}{form}{sha256}', [{ kind: 'secret' }, { kind: 'form' }, { kind: 'sha256' }]],
		['{header:X-Id}', [{ kind: 'header', names: ['x-id'] }]],
		['{header: X-Id|Y-Id}', [{ kind: 'header', names: ['x-id', 'y-id'] }]],
		['{query:Data.ID}', [{ kind: 'query', name: 'Data.ID' }]],
		['{body:a.0.b}', [{ kind: 'field', path: 'a.0.b', optional: false }]],
		['{body:a.b?}', [{ kind: 'field', path: 'a.b', optional: true }]],
		[String.raw`{timestamp}\n{body}`, [{ kind: 'timestamp' }, literal('\n'), { kind: 'body' }]],
		['{timestamp}\n', [{ kind: 'timestamp' }, literal('\n')]],
		['{body}{body}', [{ kind: 'body' }, { kind: 'body' }]],
	])('%j is read', (template, parts) => {
		expect(parseTemplate(template)).toEqual(parts);
	});

	it.each([
		'{Body}',
		'{ body }',
		'{}',
		'{header:}',
		'{query:}',
		'{body:}',
		'{cookie:a}',
		'{timestamp',
		'body}',
		'{nonce}',
	])('%s, which is no placeholder, stays text', (template) => {
		expect(parseTemplate(template).every(({ kind }) => kind === 'literal')).toBe(true);
		expect(parseTemplate(template)).toEqual([literal(template)]);
	});

	it.each([
		['{body}', true],
		['{sha256}', true],
		['{url}{form}', true],
		['{body:id}', false],
		['{timestamp}{header:x}{query:y}{url}{secret}', false],
	])('%s covers the whole body: %s', (template, expected) => {
		expect(coversBody(parseTemplate(template))).toBe(expected);
	});

	it.each([
		['{header:x-time}', 'x-time', true],
		['{header:x-time}', 'x-other', false],
		['{header:a|b}', 'b', true],
		['{header:body}', 'body:body', false],
		['{query:t}', 'query:t', true],
		['{query:t}', 'query:u', false],
		['{query:t}', 't', false],
		['{body:t}', 'body:t', true],
		['{body:t}', 'body:u', false],
		['{body:t}', 'query:t', false],
		['{body}', 'body:any.path', true],
		['{sha256}', 'body:', true],
		['{body}', 'query:t', false],
		['{body}', 't', false],
	])('%s covers what is at %s: %s', (template, place, expected) => {
		expect(covers(parseTemplate(template), place)).toBe(expected);
	});

	it('names its fields', () => {
		const parts = parseTemplate('{header:a|b}.{body:c}.{header:d}.{body:e.f?}');
		expect(fieldsIn(parts)).toEqual(['c', 'e.f']);
	});
});
