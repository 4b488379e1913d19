import { fileNameOf } from '../../../nodes/shared/http/file-name.ts';

describe('the name of a downloaded file', () => {
	it.each([
		['attachment; filename="a mug.png"', 'a mug.png'],
		['attachment; filename=mug.png', 'mug.png'],
		[`attachment; filename="mug.png"; filename*=UTF-8'en'a%20m%C3%BCg.png`, 'a müg.png'],
	])('is the one in the header %s', (disposition, expected) => {
		expect(fileNameOf(disposition, '/results/1.bin', 'result_0')).toBe(expected);
	});

	it.each([undefined, 'inline', 'attachment; filename=""'])(
		'is the last part of the address with %j',
		(disposition) => {
			expect(fileNameOf(disposition, '/results/a%20song.mp3', 'result_0')).toBe('a song.mp3');
		},
	);

	it.each(['/', '/results/', ''])('is the fallback where the address %j has none', (pathname) => {
		expect(fileNameOf(undefined, pathname, 'result_0')).toBe('result_0');
	});

	it.each([
		['asset/1', '1'],
		['..', 'file'],
	])('is safe also where the fallback is %j, an ID of the provider', (fallback, expected) => {
		expect(fileNameOf(undefined, '/', fallback)).toBe(expected);
	});

	it.each(['../../etc/passwd', '..\\..\\passwd', '%2e%2e%2fpasswd', 'C:\\passwd', '/passwd'])(
		'has no folder of %j',
		(name) => {
			expect(fileNameOf(`attachment; filename="${name}"`, '/1.bin', 'result_0')).toBe('passwd');
		},
	);

	it.each(['.', '..', '...', ' .. ', '%2e%2e', '..%00', '../..', 'images/..', '%e2%80%ae..'])(
		'is never %j, which leads to a folder',
		(name) => {
			expect(fileNameOf(`attachment; filename="${name}"`, '/1.bin', 'result_0')).toBe('1.bin');
			expect(fileNameOf(undefined, `/${name}`, 'result_0')).toBe('result_0');
		},
	);

	it.each([
		['NUL', 'mug%00.png'],
		['a line break', 'mug%0d%0a.png'],
		['an escape character', 'mug%1b.png'],
		['DEL', 'mug%7f.png'],
		['a C1 control character', 'mug%c2%85.png'],
		['a mark that reverses what follows', 'mug%e2%80%ae.png'],
	])('contains no %s', (_what, name) => {
		expect(fileNameOf(`attachment; filename*=UTF-8''${name}`, '/1.bin', 'result_0')).toBe('mug.png');
		expect(fileNameOf(undefined, `/${name}`, 'result_0')).toBe('mug.png');
	});

	it('keeps a dot in front and letters of any script', () => {
		expect(fileNameOf(undefined, `/${encodeURIComponent('.家具 №1.png')}`, 'result_0')).toBe('.家具 №1.png');
	});
});
