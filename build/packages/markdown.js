const path = require('node:path');

/**
 * @param {string} page Markdown
 * @param {string} heading the word with which a heading of the second level begins
 * @param {string} name the page's name, for the error
 * @returns {string} what is under that heading
 * @throws an error where the page has no such heading
 */
function sectionOf(page, heading, name) {
	const section = page.split(/^## /m).find((each) => new RegExp(`^${heading}\\b`).test(each));
	if (section === undefined) throw new Error(`${name} has no section "${heading}", which the package's README takes over`);
	return section.slice(section.indexOf('\n')).trim();
}

/**
 * @param {string} page Markdown
 * @returns {string} what is between the page's title and its first section
 */
function introductionOf(page) {
	const [title] = page.split(/^## /m);
	return title.slice(title.indexOf('\n')).trim();
}

/**
 * Makes the relative links and pictures of a page absolute, for a place where their targets are not beside it.
 *
 * @param {string} text Markdown
 * @param {string} page the page's path in the project
 * @param {string} base the address of the project's pages, with a slash at the end
 * @returns {string}
 */
function absoluteLinks(text, page, base) {
	const absolute = (target, start) => start + path.posix.join(path.posix.dirname(page), target);
	const pictures = base.replace('/blob/', '/raw/');
	return text
		.replace(/\]\((?!https?:|mailto:|#)([^)\s]+)\)/g, (_, target) => `](${absolute(target, base)})`)
		.replace(/\]\((#[^)\s]+)\)/g, (_, anchor) => `](${base}${page}${anchor})`)
		.replace(/\bsrc="(?!https?:)([^"]+)"/g, (_, target) => `src="${absolute(target, pictures)}"`);
}

/**
 * Reduces a page to what npm shows: of each picture in two colour schemes, only the light one. The marks by which the tests find
 * the samples go as well.
 *
 * @param {string} text Markdown
 * @returns {string}
 */
function plainPictures(text) {
	return text
		.replace(/<picture>\s*<source[^>]*>\s*(<img[^>]*>)\s*<\/picture>/g, (_, image) => image)
		.replace(/^<!--.*-->\n/gm, '');
}

module.exports = { absoluteLinks, introductionOf, plainPictures, sectionOf };
